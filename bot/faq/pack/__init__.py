"""The starter pack: entries that most fan groups need, in every language. docs/faq-pack.toml is the same."""

from functools import cache
from pathlib import Path


@cache
def starter() -> bytes:
    """Return the pack, as a TOML file of entries."""
    return (Path(__file__).parent / "starter.toml").read_bytes()

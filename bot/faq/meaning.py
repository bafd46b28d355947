"""How alike texts are in what they mean: phrasings as unit vectors of an encoder. Pure."""

import numpy as np
from numpy.typing import NDArray

from bot.faq.grams import Rows, Weights

# Beyond so many phrasings, which are near is first seen in few dimensions.
FEW = 4096
NARROW = 64


class Meanings:
    """The vectors of phrasings; of many in half the bytes, and their shadows where they differ most."""

    def __init__(self, vectors: Weights) -> None:
        self._vectors: NDArray[np.floating] = vectors
        self._axes = self._shadows = None
        if len(vectors) > FEW:
            _, axes = np.linalg.eigh(vectors.T @ vectors)
            self._axes = np.ascontiguousarray(axes[:, -NARROW:])
            self._shadows = vectors @ self._axes
            self._vectors = vectors.astype(np.float16)

    def of(self, rows: Rows) -> Weights:
        """Return the vectors of some phrasings."""
        return self._vectors[rows].astype(np.float32)

    def likeness(self, vector: Weights) -> Weights:
        """Return the cosine with every phrasing; of many, nearly."""
        if self._axes is None or self._shadows is None:
            alike: Weights = (self._vectors @ vector).astype(np.float32)
            return alike
        shadows: Weights = self._shadows @ (vector @ self._axes)
        return shadows

    def cosines(self, vector: Weights, rows: Rows) -> Weights:
        """Return the cosine with some phrasings."""
        return self.of(rows) @ vector

"""How alike texts are in what they mean: phrasings as unit vectors of an encoder. Pure."""

import numpy as np

from bot.faq.grams import Rows, Weights

# Beyond so many phrasings, which are near is first seen in few dimensions.
FEW = 4096
NARROW = 64


class Meanings:
    """The vectors of phrasings, and of many also their shadows in the dimensions where they differ most."""

    def __init__(self, vectors: Weights) -> None:
        self.vectors = vectors
        self._axes = self._shadows = None
        if len(vectors) > FEW:
            _, axes = np.linalg.eigh(vectors.T @ vectors)
            self._axes = np.ascontiguousarray(axes[:, -NARROW:])
            self._shadows = vectors @ self._axes

    def likeness(self, vector: Weights) -> Weights:
        """Return the cosine with every phrasing; of many, nearly."""
        if self._axes is None or self._shadows is None:
            return self.vectors @ vector
        shadows: Weights = self._shadows @ (vector @ self._axes)
        return shadows

    def cosines(self, vector: Weights, rows: Rows) -> Weights:
        """Return the cosine with some phrasings."""
        return self.vectors[rows] @ vector

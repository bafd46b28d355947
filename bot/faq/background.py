"""What people say when they ask nothing: counts of grams, and chatter as vectors, as shipped.

Counts and vectors only, no text: docs/faq-matching.md says of which texts, and how they are built.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.faq.grams import LETTERS, Ids, Texts, Weights

SHIPPED = Path(__file__).parent / "data" / "background.npz"
TABLE = 21  # bits of a gram that are its place in the table, its block among them
SKETCH = 512
STEPS = 127


@dataclass(frozen=True, eq=False)
class Background:
    """How many of `lines` texts have a gram, and a choice of texts as unit vectors of letters and of meaning.

    `counts` has 2**21 places; `letters` and `meanings` are n x 512, row by row of the same text.
    `encoder` names whose vectors `meanings` are.
    """

    lines: int
    counts: NDArray[np.uint16]
    letters: Weights
    meanings: Weights
    encoder: str

    def seen(self, ids: Ids) -> Weights:
        """Return in how many lines each gram is."""
        seen: Weights = self.counts[ids >> np.uint32(32 - TABLE)].astype(np.float32)
        return seen

    def likeness(self, sketch: Weights) -> Weights:
        """Return the cosine of a text, of which the sketch is given, with the letters of each."""
        # A text has few grams: most of its sketch is nought.
        some = np.flatnonzero(sketch)
        found: Weights = sketch[some] @ self._by_dimension[some]
        return found

    @cached_property
    def _by_dimension(self) -> Weights:
        return np.ascontiguousarray(self.letters.T)


def idf(seen: Weights, lines: int) -> Weights:
    """Return how telling grams are that are `seen` in so many of `lines` texts (smoothed, at least 1)."""
    return 1 + np.log((1 + lines) / (1 + seen))


def weigh(texts: Texts, idf: Weights) -> Weights:
    """Return sublinear tf-idf (Salton & Buckley 1988): both blocks weigh the same, each text has length 1."""
    weights = (1 + np.log(texts.counts)).astype(np.float32) * idf
    block = 2 * texts.rows + (texts.ids >= LETTERS)
    squares = np.bincount(block, weights * weights, 2 * texts.number)
    return weights * np.sqrt(0.5 / squares[block]).astype(np.float32)


def sketches(texts: Texts, weights: Weights) -> Weights:
    """Return weighed texts in 512 dimensions, where dot products stay nearly what they were.

    Feature hashing (Weinberger et al. 2009).
    """
    signed = np.where(texts.ids & np.uint32(SKETCH), -weights, weights)
    places = texts.rows * SKETCH + (texts.ids & np.uint32(SKETCH - 1)).astype(np.intp)
    flat = np.bincount(places, signed, texts.number * SKETCH)
    return flat.astype(np.float32).reshape(texts.number, SKETCH)


@cache
def shipped() -> Background:
    """Load the background that Renao comes with; once a process."""
    return load(SHIPPED)


def load(path: Path) -> Background:
    """Read a background as `save` writes it."""
    with np.load(path, allow_pickle=False) as file:
        counts = np.zeros(1 << TABLE, np.uint16)
        counts[np.cumsum(file["gaps"], dtype=np.int64)] = file["counts"]
        return Background(
            lines=int(file["lines"]),
            counts=counts,
            letters=_unit(file["letters"]),
            meanings=_unit(file["meanings"]),
            encoder=str(file["encoder"]),
        )


def save(background: Background, path: Path = SHIPPED) -> None:
    """Write a background as it is shipped: places as gaps, vectors in steps of 1/127 of their largest."""
    places = np.flatnonzero(background.counts)
    np.savez_compressed(
        path,
        lines=background.lines,
        gaps=np.diff(places, prepend=0).astype(np.uint16),
        counts=background.counts[places],
        letters=coarse(background.letters)[0],
        meanings=coarse(background.meanings)[0],
        encoder=background.encoder,
    )


def coarse(vectors: Weights) -> tuple[NDArray[np.int8], Weights]:
    """Return vectors in a quarter of the bytes: in steps, and how large a step is in each."""
    step = np.abs(vectors).max(axis=1, keepdims=True).clip(min=1e-9) / STEPS
    return np.rint(vectors / step).astype(np.int8), step


def _unit(steps: NDArray[np.int8]) -> Weights:
    vectors = steps.astype(np.float32)
    vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return vectors

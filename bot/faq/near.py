"""The few phrasings that are near a text, out of however many. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.faq.grams import Rows, Weights

# A phrasing as it is indexed: whose it is, +1 or, for what that entry must not answer, -1, and the text.
Line = tuple[int, int, str]


@dataclass(frozen=True, eq=False)
class Near:
    """Phrasings, how near each is to a text, how alike in letters and in meaning, and both as vectors."""

    lines: Sequence[Line]
    nearness: Weights
    letters: Weights
    meaning: Weights | None
    sketches: Weights
    vectors: Weights | None

    def first(self, most: int) -> "Near":
        """Return the nearest, at most so many."""
        if len(self.lines) <= most:
            return self
        chosen = nearest(self.nearness, most)
        return Near(
            [self.lines[place] for place in chosen],
            self.nearness[chosen],
            self.letters[chosen],
            None if self.meaning is None else self.meaning[chosen],
            self.sketches[chosen],
            None if self.vectors is None else self.vectors[chosen],
        )


def together(found: Sequence[Near]) -> Near:
    """Return what is near in several parts as one."""
    if len(found) == 1:
        return found[0]
    meanings = [each.meaning for each in found if each.meaning is not None]
    vectors = [each.vectors for each in found if each.vectors is not None]
    return Near(
        [line for each in found for line in each.lines],
        np.concatenate([each.nearness for each in found]),
        np.concatenate([each.letters for each in found]),
        np.concatenate(meanings) if meanings else None,
        np.concatenate([each.sketches for each in found]),
        np.concatenate(vectors) if vectors else None,
    )


def nearest(nearness: NDArray[np.floating], most: int) -> Rows:
    """Return the places of the highest values, at most so many, in no order."""
    if len(nearness) <= most:
        return np.arange(len(nearness))
    # Of values alone it is several times quicker than of places.
    lowest = np.partition(nearness, -most)[-most]
    found = np.flatnonzero(nearness > lowest)
    return np.concatenate((found, np.flatnonzero(nearness == lowest)[: most - len(found)]))

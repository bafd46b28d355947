"""The few phrasings that are near a text, out of however many. Pure."""

from dataclasses import dataclass

import numpy as np

from bot.faq.grams import Rows, Weights


@dataclass(frozen=True, eq=False)
class Near:
    """Rows of phrasings, how near each is to a text, and how alike in letters and in meaning."""

    rows: Rows
    nearness: Weights
    letters: Weights
    meaning: Weights | None

    def first(self, most: int) -> "Near":
        """Return the nearest, at most so many."""
        if len(self.rows) <= most:
            return self
        chosen = nearest(self.nearness, most)
        meaning = None if self.meaning is None else self.meaning[chosen]
        return Near(self.rows[chosen], self.nearness[chosen], self.letters[chosen], meaning)


def nearest(nearness: Weights, most: int) -> Rows:
    """Return the places of the highest values, at most so many, in no order."""
    if len(nearness) <= most:
        return np.arange(len(nearness))
    # Of values alone, many of which are nought, it is several times quicker than of places.
    lowest = np.partition(nearness, -most)[-most]
    found = np.flatnonzero(nearness > lowest)
    return np.concatenate((found, np.flatnonzero(nearness == lowest)[: most - len(found)]))

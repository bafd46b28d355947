"""Whether meaning helps to tell a group's entries apart, found by leaving out one phrasing at a time. Pure.

The encoder was taught some languages and not others; of those it was not taught, its vectors mislead. So
each phrasing is taken for a question that the others must find, by both views and by letters alone.
Letters alone are chosen only where they are better beyond chance: for most groups both are.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from bot.faq.grams import Rows, Weights
from bot.faq.kernel import BOTH, LETTERS_ALONE, Kernel

# Of more phrasings so many are looked at, all of an entry or none.
MOST = 300
# How many standard deviations of chance letters alone must be ahead.
BEYOND_CHANCE = 1.5


class Blend(StrEnum):
    """The views by which texts are compared."""

    BOTH = "both"
    LETTERS = "letters"


def sample(owners: Sequence[int], most: int = MOST) -> list[int]:
    """Return rows of entries that have more phrasings than one: at most so many, spread over all entries."""
    rows: dict[int, list[int]] = {}
    for row, owner in enumerate(owners):
        rows.setdefault(owner, []).append(row)
    several = [of_one for of_one in rows.values() if len(of_one) > 1]
    step = max(1, math.ceil(sum(map(len, several)) / most))
    return [row for of_one in several[::step] for row in of_one][:most]


def choose(owners: Rows, letters: Weights, meaning: Weights) -> Blend:
    """Choose by the likenesses (n x n) of phrasings, of which each entry has several."""
    if not len(owners):
        return Blend.BOTH
    by_both = found(BOTH, owners, letters, meaning)
    by_letters = found(LETTERS_ALONE, owners, letters, None)
    gained = int(np.count_nonzero(by_letters & ~by_both))
    lost = int(np.count_nonzero(by_both & ~by_letters))
    # A sign test: were both views as good as letters, gains and losses would be even.
    if gained - lost > BEYOND_CHANCE * math.sqrt(gained + lost):
        return Blend.LETTERS
    return Blend.BOTH


def found(
    kernel: Kernel, owners: Rows, letters: Weights, meaning: Weights | None
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Say for each phrasing whether the others find its entry.

    What a ridge regression says of a row without that row is, for all rows at once, y - a / diag(C), with C
    the inverse and a = C y (Allen 1974).
    """
    among = kernel.of(letters, meaning)
    among[np.diag_indices_from(among)] += kernel.ridge
    inverse = np.linalg.inv(among)
    entries, mine = np.unique(owners, return_inverse=True)
    is_of = np.zeros((len(owners), len(entries)), np.float32)
    is_of[np.arange(len(owners)), mine] = 1
    without = is_of - (inverse @ is_of) / np.diag(inverse)[:, None]
    right: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = without.argmax(axis=1) == mine
    return right

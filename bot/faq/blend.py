"""Whether meaning helps to tell a group's entries apart, found by leaving out one phrasing at a time. Pure.

The encoder was taught some languages and not others; of those it was not taught, its vectors mislead. So
each phrasing is taken for a question that the others must find, by both views and by letters alone: how
many other entries come before its own? Letters alone are chosen only where they are better beyond chance:
for most groups both are.
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
    by_both = ahead(BOTH, owners, letters, meaning)
    by_letters = ahead(LETTERS_ALONE, owners, letters, None)
    return Blend.LETTERS if is_better(by_letters, by_both) else Blend.BOTH


def is_better(these: Rows, those: Rows) -> bool:
    """Say whether fewer entries are ahead of the right ones by these than by those, beyond chance."""
    # A sign test: were both as good, gains and losses would be even.
    gained, lost = np.count_nonzero(these < those), np.count_nonzero(those < these)
    return bool(gained - lost > BEYOND_CHANCE * math.sqrt(gained + lost))


def ahead(kernel: Kernel, owners: Rows, letters: Weights, meaning: Weights | None) -> Rows:
    """Return for each phrasing how many other entries the others put before its own.

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
    own = without[np.arange(len(owners)), mine]
    return np.asarray(np.count_nonzero(without > own[:, None], axis=1))

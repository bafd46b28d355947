"""Few-shot classification by kernel ridge regression, solved for each text over what is near it. Pure.

Saunders, Gammerman and Vovk 1998. Rows are phrasings and chatter; what they are worth to a text follows
from how alike they are to it and to each other: five phrasings that say the same count little more than one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.faq.grams import Weights

# An entry is as sure as the weaker of two things makes it: how much is its, less this part of what is
# chatter's, and how far it is ahead of the next, less a lead that chance gives.
CHATTER_COUNTS = 0.4
BY_CHANCE = 0.12
# About where both are equal, both count: the weaker one passes into the other over so much.
SOFTNESS = 0.05
# How scores are spread.
SPREAD = 1.25


@dataclass(frozen=True)
class Kernel:
    """How likenesses (cosines) of meaning and of letters become one, and how much noise is expected.

    A slope says how much more the most alike count than the less; 0: they count as they are alike. even: the
    score of an entry for which nothing speaks, nor against it; so that 0.4 is enough to answer.
    """

    meaning: float
    meaning_slope: float
    letters: float
    letters_slope: float
    ridge: float
    even: float

    def of(self, letters: Weights, meaning: Weights | None) -> Weights:
        """Blend likenesses; 1 for the very same text."""
        blended = self.letters * _bent(letters, self.letters_slope)
        if meaning is not None:
            blended += self.meaning * _bent(meaning, self.meaning_slope)
        return blended


BOTH = Kernel(0.8, 2.0, 0.2, 0.0, ridge=0.2, even=0.38)
LETTERS_ALONE = Kernel(0.0, 0.0, 1.0, 1.5, ridge=0.3, even=0.44)


def solve(among: Weights, with_text: Weights, ridge: float) -> Weights:
    """Return what each near row is worth to the text, from how alike they are among them and with it.

    `among` is changed.
    """
    among.flat[:: len(among) + 1] += ridge
    return np.linalg.solve(among, with_text)


def surenesses(shares: Mapping[int, float], chatter: float, even: float) -> dict[int, float]:
    """Return how surely a text is for each entry, from what is whose; `even` is the score of nothing."""
    first, second = sorted([*shares.values(), 0.0, 0.0], reverse=True)[:2]
    found = {}
    for entry, share in shares.items():
        own = share - CHATTER_COUNTS * chatter
        lead = share - (second if share == first else first) - BY_CHANCE
        weaker, stronger = min(own, lead), max(own, lead)
        softer = SOFTNESS * math.log1p(math.exp((weaker - stronger) / SOFTNESS))
        found[entry] = even + SPREAD * (weaker - softer)
    return found


def _bent(likeness: Weights, slope: float) -> Weights:
    bent: Weights = np.exp(slope * (likeness - 1)) if slope else likeness
    return bent

"""Which questions are like one another: grouped by their words and letters, whatever the language. Pure.

The oldest of a group leads it: a later one joins the leader that it is nearest to, if that is near
enough, else it leads a group of its own. So groups stay what they are when something new is asked.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.faq.background import shipped
from bot.faq.grams import many
from bot.faq.lexical import Lexicon

# The cosine of two texts from which on they ask the same. docs/faq-flywheel.md says how it was chosen.
NEAR = 0.45


def likeness(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return how near each text is to each other: n x n, 1 for the same words, 0 for none in common."""
    lexicon = Lexicon(many(texts), shipped())
    vectors = lexicon.sketches(np.arange(len(texts)))
    return vectors @ vectors.T


def group(texts: Sequence[str], near: float = NEAR) -> list[list[int]]:
    """Return the places of `texts`, the oldest first, by group; in each group the oldest first."""
    if not texts:
        return []
    nearness = likeness(texts)
    groups: dict[int, list[int]] = {0: [0]}
    for place in range(1, len(texts)):
        leaders = list(groups)
        row = nearness[place, leaders]
        best = int(np.argmax(row))
        if row[best] >= near:
            groups[leaders[best]].append(place)
        else:
            groups[place] = [place]
    return list(groups.values())


def like(text: str, others: Sequence[str], near: float = NEAR) -> list[int]:
    """Return the places of those of `others` that ask the same as `text`, the nearest first."""
    row = likeness([text, *others])[0, 1:]
    order = np.argsort(-row, kind="stable")
    return [int(place) for place in order if row[place] >= near]


def distinct(texts: Sequence[str], most: int) -> list[str]:
    """Return the first of `texts` and those that add most to it in other words, at most so many."""
    unlike = list({" ".join(text.split()).casefold(): text for text in reversed(texts)}.values())
    unlike.reverse()
    if len(unlike) <= 1:
        return unlike[:most]
    nearness = likeness(unlike)
    chosen = [0]
    while len(chosen) < min(most, len(unlike)):
        taken = nearness[:, chosen].max(axis=1)
        taken[chosen] = np.inf
        chosen.append(int(np.argmin(taken)))
    return [unlike[place] for place in chosen]

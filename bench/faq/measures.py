"""What is measured on a set, from the best candidate of each query and of each line of chatter. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.faq.outcome import Thresholds

RATES = (0.01, 0.001)
MOSTLY_RIGHT = 0.9
NOTHING = -1e9
"""The score of a text for which there is no candidate at all."""


@dataclass(frozen=True)
class Best:
    """The place of the best entry for each text, -1 for none, and its score."""

    entries: Sequence[int]
    scores: Sequence[float]


def measure(
    queries: Best, gold: Sequence[int | None], chatter: Best, fixed: Thresholds | None = None
) -> dict[str, float]:
    """Return every measure by its name, as shares.

    Those at the fixed thresholds only if these are given; O only if there are queries without an answer.
    """
    wanted = np.array([-1 if each is None else each for each in gold])
    scores, noise = np.array(queries.scores), np.sort(chatter.scores)[::-1]
    asks = wanted >= 0
    right = asks & (np.array(queries.entries) == wanted)

    def answered(lowest: float) -> tuple[float, float, float]:
        said = scores >= lowest
        others = float((said & ~asks).sum()) / max(int((~asks).sum()), 1)
        count = max(int(asks.sum()), 1)
        return (said & right).sum() / count, (said & asks & ~right).sum() / count, others

    found: dict[str, float] = {"hit": right.sum() / max(int(asks.sum()), 1)}
    for rate in RATES:
        lowest = above(noise, rate)
        for name, share in zip("RWO", answered(lowest), strict=True):
            found[f"{name}@{rate:.1%}"] = share
    found["GOAL"] = goal(scores[asks], right[asks], above(noise, RATES[-1]))
    if fixed is not None:
        for name, share in zip("RWO", answered(fixed.answer), strict=True):
            found[f"{name} fixed"] = share
        found["false answers"] = (noise >= fixed.answer).mean()
        found["false suggestions"] = (noise >= fixed.suggest).mean()
        found["R suggested"] = answered(fixed.suggest)[0]
    nothing_else = bool(asks.all())
    return {
        name: float(value)
        for name, value in found.items()
        if not (nothing_else and name.startswith("O"))
    }


def above(noise: np.ndarray, rate: float) -> float:
    """Return the lowest threshold that lets at most such a share of the noise (highest first) through."""
    return float(np.nextafter(noise[int(rate * len(noise))], np.inf))


def goal(scores: np.ndarray, right: np.ndarray, lowest: float) -> float:
    """Return the share answered rightly at the lowest threshold from `lowest` on that is mostly right."""
    order = np.argsort(-scores, kind="stable")
    sorted_scores, rightly = scores[order], np.cumsum(right[order])
    # A threshold lets all of the same score through, so only the last of them counts.
    last = np.append(sorted_scores[1:] < sorted_scores[:-1], True)
    fit = last & (sorted_scores >= lowest)
    fit &= rightly >= MOSTLY_RIGHT * np.arange(1, len(scores) + 1)
    return float(rightly[np.flatnonzero(fit)[-1]]) / len(scores) if fit.any() else 0.0

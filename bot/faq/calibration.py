"""From which scores on to speak in a group, so that its own chatter is let alone. Pure.

What a group says is chatter, with some real questions in it that nobody has marked; were these taken for
chatter, a group that asks a lot would get no answers. So as many of the highest scores are left out as there
seem to be questions, by those that ask for an entry almost in its words. And how rare the highest scores of
chatter are is not counted but foretold: scores thin out exponentially (Pickands 1975), at a rate that is seen
below, where questions are too few to matter. If anything they thin out faster, which is the safe side.

Beyond that people are believed: an answer that whoever asked says she did not mean was a false one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.faq.outcome import THRESHOLDS, Eagerness, Thresholds
from bot.faq.scores import Sample

ENOUGH = 2000
"""So many messages must have been seen."""

# How often chatter may be taken for a question: for an answer, and for a suggestion.
ANSWERED_AT_MOST = {Eagerness.CAUTIOUS: 0.0003, Eagerness.NORMAL: 0.001, Eagerness.EAGER: 0.001}
SUGGESTED_AT_MOST = {Eagerness.CAUTIOUS: 0.003, Eagerness.NORMAL: 0.01, Eagerness.EAGER: 0.01}
# How far below the shipped thresholds a quiet group's own may go.
LEEWAY = {Eagerness.CAUTIOUS: 0.0, Eagerness.NORMAL: 0.05, Eagerness.EAGER: 0.1}

# What scores so high asks for an entry almost in its words; of all real questions this share does.
PLAIN, PLAINLY = 0.55, 0.26
# Between these shares of the highest scores it is seen how fast they thin out.
UPPER, LOWER = 0.05, 0.35
ROUNDS = 20
# Scores of fewer messages tell nothing of how they thin out.
FEW = 50
# Scores are never so much alike that chance has no part in it.
SLOWEST = 0.01
# For one who says that an answer was wrong, so many think so.
SILENT_CRITICS = 3
HIGHEST = 3.0


@dataclass(frozen=True)
class Calibration:
    """What holds in a group: its thresholds, and how often they let chatter through, as far as one can tell.

    answered, suggested: shares of the messages that ask nothing; None where nothing can be told yet.
    seen: messages that they were learnt from. own: whether they are the group's own, or as shipped.
    """

    thresholds: Thresholds
    seen: int = 0
    answered: float | None = None
    suggested: float | None = None
    own: bool = False


class Learnt:
    """What a group's messages and its people have taught, and what follows from it for each eagerness."""

    def __init__(self, sample: Sample, complaints: Sequence[float] = ()) -> None:
        self._sample, self._complaints = sample, complaints
        self._found: dict[Eagerness, Calibration] = {}

    def at(self, eagerness: Eagerness) -> Calibration:
        """Return what holds at an eagerness."""
        if eagerness not in self._found:
            self._found[eagerness] = calibrate(self._sample, eagerness, self._complaints)
        return self._found[eagerness]


def shipped(eagerness: Eagerness, seen: int = 0) -> Calibration:
    """Return what holds before enough has been seen."""
    return Calibration(THRESHOLDS[eagerness], seen)


def calibrate(
    sample: Sample, eagerness: Eagerness, complaints: Sequence[float] = ()
) -> Calibration:
    """Return the thresholds at which a group's chatter is answered and suggested to as rarely as it may be.

    complaints: the scores of answers in the time of the sample of which whoever asked says that she did not
    mean them.
    """
    if sample.seen < ENOUGH:
        return shipped(eagerness, sample.seen)
    usual = THRESHOLDS[eagerness]
    tail = tail_of(sample)
    wrong = [score for score in complaints for _ in range(SILENT_CRITICS)]
    lowest = usual.answer - LEEWAY[eagerness], usual.suggest - LEEWAY[eagerness]
    answer = max(
        tail.where(ANSWERED_AT_MOST[eagerness]),
        _where(wrong, ANSWERED_AT_MOST[eagerness] * sample.seen),
        lowest[0],
    )
    suggest = min(max(tail.where(SUGGESTED_AT_MOST[eagerness]), lowest[1]), answer)
    complained = sum(score >= answer for score in wrong) / sample.seen
    return Calibration(
        Thresholds(round(answer, 3), round(suggest, 3)),
        sample.seen,
        max(tail.share_above(answer), complained),
        tail.share_above(suggest),
        own=True,
    )


@dataclass(frozen=True)
class Tail:
    """The highest scores of chatter: above `start` are `share` of all, e times fewer each `slope` on."""

    share: float
    start: float
    slope: float

    def share_above(self, score: float) -> float:
        """Return the share of messages that score so much or more."""
        return min(self.share * math.exp((self.start - score) / self.slope), 1.0)

    def where(self, share: float) -> float:
        """Return the score that this share of messages reaches."""
        return min(self.start + self.slope * math.log(max(self.share, 1e-9) / share), HIGHEST)


def tail_of(sample: Sample) -> Tail:
    """Return how the scores of chatter thin out; questions left out."""
    scored = sorted(sample.scored.items(), reverse=True)
    weight, looked = sample.weight, sum(sample.scored.values())
    if looked < FEW:
        return Tail(looked / weight if weight else 0.0, 0.0, SLOWEST)
    plainly = sum(count for place, count in scored if place >= 100 * PLAIN)
    foretold = 0.0
    for _ in range(ROUNDS):
        questions = min(max(plainly - foretold * weight, 0.0) / PLAINLY, 0.8 * looked)
        tail = _fitted(scored, weight, questions, looked - questions)
        foretold = tail.share_above(PLAIN)
    return tail


def _fitted(
    scored: Sequence[tuple[int, float]], weight: float, questions: float, chatter: float
) -> Tail:
    """Return how scores thin out below so much weight of questions."""
    upper = _quantile(scored, questions + UPPER * chatter)
    lower = _quantile(scored, questions + LOWER * chatter)
    slope = max((upper - lower) / math.log(LOWER / UPPER), SLOWEST)
    return Tail(UPPER * chatter / weight, upper, slope)


def _quantile(scored: Sequence[tuple[int, float]], above: float) -> float:
    """Return the score that so much of the weight is above."""
    passed = 0.0
    for place, count in scored:
        passed += count
        if passed >= above:
            return place / 100
    return scored[-1][0] / 100


def _where(scores: Sequence[float], most: float) -> float:
    """Return the score that at most so many reach."""
    highest = sorted(scores, reverse=True)
    place = int(most)
    return -HIGHEST if place >= len(highest) else highest[place] + 0.01

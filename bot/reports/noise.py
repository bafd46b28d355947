"""Whether a number has changed, or only varies as it always does: the rule behind every arrow. Pure.

A day stands beside the same weekdays of the four weeks before. Counts are compared on the scale 2√(y + 3/8),
on which chance makes as much of a large one as of a small one (Anscombe 1948, Biometrika 35, 246-254). How
far a group strays from its own weekdays is pooled over those four weeks, and is at least what chance alone
does to counts (a variance of 1 on that scale). A change is more than noise where it lies outside the
prediction interval of Student's t for it; so is one that two days together show, of which each says the same.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

from bot.activity.period import WEEK, Period
from bot.clock import Day

WEEKS = 4
# The share of days without a change that look by chance as if there were one: alone, and with the day before.
ALONE, TOGETHER = 0.01, 0.02
# Degrees of freedom that are needed to say how far a group strays: two weeks and a day.
ENOUGH = 7


@dataclass(frozen=True)
class Change:
    """A number of some days, beside what the same weekdays lead one to expect.

    expected: None where there is no such weekday to look back on. t: how far it strays, in units of what is
    usual; None where too little is known to say. freedom: its degrees of freedom. is_real: that this is more
    than noise.
    """

    value: int
    expected: float | None = None
    t: float | None = None
    is_real: bool = False
    freedom: int = 0

    @property
    def difference(self) -> int | None:
        """Return by how much it is more than expected."""
        return None if self.expected is None else round(self.value - self.expected)

    @property
    def ratio(self) -> float | None:
        """Return the difference ÷ what was expected; None where nothing was."""
        return None if not self.expected else self.value / self.expected - 1


def change(values: Mapping[Day, int], period: Period, known: Set[Day]) -> Change:
    """Return how `period` differs from the same weekdays of the four weeks before it.

    values: by day, 0 where absent. known: the days that are over and on record, as good as whole. The others
    are compared with nothing: in the period they are expected to be what they are.
    """
    value = sum(values.get(day, 0) for day in period.days)
    usual = _usual(values, period, known)
    told = [day for day in period.days if day in known and day % WEEK in usual.weekdays]
    if not told:
        return Change(value)
    expected = value + sum(usual.expected[day % WEEK] - values.get(day, 0) for day in told)
    t = usual.t(values, told)
    real = t is not None and abs(t) >= quantile(ALONE, usual.freedom)
    if t is not None and not real and len(period.days) == 1:
        real = _together(values, period.last, known, t)
    return Change(value, expected, t, real, usual.freedom)


def _together(values: Mapping[Day, int], day: Day, known: Set[Day], t: float) -> bool:
    """Say whether a day and the one before it show together what neither shows alone."""
    both = Period(day - 1, day)
    usual = _usual(values, both, known)
    if any(each not in known or each % WEEK not in usual.weekdays for each in both.days):
        return False
    before, together = usual.t(values, [day - 1]), usual.t(values, both.days)
    if before is None or together is None or before * t <= 0:
        return False
    return abs(together) >= quantile(TOGETHER, usual.freedom)


def band(
    values: Mapping[Day, int], period: Period, known: Set[Day]
) -> dict[int, tuple[float, float]]:
    """Return between what a number usually lies on each weekday (the day modulo 7), by the four weeks before.

    Outside of it lies one day in a hundred. A weekday of which too little is known is not there.
    """
    usual = _usual(values, period, known)
    if usual.freedom < ENOUGH:
        return {}
    found = {}
    for weekday, some in usual.weekdays.items():
        reach = quantile(ALONE, usual.freedom) * sqrt(usual.variance * (1 + 1 / len(some)))
        middle = fmean(some)
        found[weekday] = _count(middle - reach), _count(middle + reach)
    return found


@dataclass(frozen=True)
class _Usual:
    """What four weeks were like: by weekday (the day modulo 7), and how far days strayed from it."""

    weekdays: Mapping[int, list[float]]
    expected: Mapping[int, float]
    variance: float
    freedom: int

    def t(self, values: Mapping[Day, int], days: Sequence[Day]) -> float | None:
        """Return by how many of its usual errors the mean of some days strays from what is usual."""
        if self.freedom < ENOUGH:
            return None
        strays = [_scaled(values.get(day, 0)) - fmean(self.weekdays[day % WEEK]) for day in days]
        n = len(strays)
        # How well the mean of each weekday is known, and how often it is subtracted.
        base = sum(
            sum(day % WEEK == weekday for day in days) ** 2 / len(known)
            for weekday, known in self.weekdays.items()
        )
        return fmean(strays) / sqrt(self.variance * (1 / n + base / n**2))


def _usual(values: Mapping[Day, int], period: Period, known: Set[Day]) -> _Usual:
    base = [day for day in range(period.first - WEEKS * WEEK, period.first) if day in known]
    counts: dict[int, list[int]] = {}
    for day in base:
        counts.setdefault(day % WEEK, []).append(values.get(day, 0))
    scaled = {weekday: [_scaled(count) for count in some] for weekday, some in counts.items()}
    freedom = len(base) - len(scaled)
    squares = sum((x - fmean(some)) ** 2 for some in scaled.values() for x in some)
    variance = max(squares / freedom, 1.0) if freedom else 1.0
    return _Usual(scaled, {day: fmean(some) for day, some in counts.items()}, variance, freedom)


def _scaled(count: int) -> float:
    return 2 * sqrt(count + 3 / 8)


def _count(scaled: float) -> float:
    return max((max(scaled, 0.0) / 2) ** 2 - 3 / 8, 0.0)


def quantile(by_chance: float, freedom: int) -> float:
    """Return what |t| of so many degrees of freedom exceeds by chance so often.

    Source: Abramowitz and Stegun 1964, 26.7.5; for 7 degrees or more it is right to a thousandth.
    """
    z = NormalDist().inv_cdf(1 - by_chance / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))

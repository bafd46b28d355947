"""The rule behind every arrow: silent about noise, quick about change."""

import random
from collections.abc import Iterator
from math import exp, sqrt

import pytest

from bot.activity.period import Period
from bot.reports.noise import Change, band, change, quantile

WEEKDAYS = (0.8, 0.85, 0.9, 1.0, 1.1, 1.3, 1.05)
WARM = 28


def group(
    seed: int, mean: float, spread: float = 0.0, follows: float = 0.0, days: int = 90
) -> dict[int, int]:
    """Return the counts of a group that is always the same: weekdays, chance, and moods that last."""
    dice = random.Random(seed)
    mood = 0.0
    counts = {}
    for day in range(days):
        mood = follows * mood + sqrt(1 - follows**2) * dice.gauss(0, 1)
        expected = mean * WEEKDAYS[day % 7] * exp(spread * mood - spread**2 / 2)
        counts[day] = poisson(dice, expected)
    return counts


def poisson(dice: random.Random, mean: float) -> int:
    if mean > 200:
        return max(round(dice.gauss(mean, sqrt(mean))), 0)
    count, product, least = 0, dice.random(), exp(-mean)
    while product > least:
        product *= dice.random()
        count += 1
    return count


def each_day(counts: dict[int, int]) -> Iterator[Change]:
    known = set(counts)
    return (change(counts, Period(day, day), known) for day in range(WARM, len(counts)))


@pytest.mark.parametrize("mean", [1, 5, 20, 100, 1000])
@pytest.mark.parametrize(("spread", "follows"), [(0, 0), (0.1, 0), (0.2, 0), (0.15, 0.3)])
def test_of_twenty_arrows_on_a_group_that_never_changes_at_most_one_is_false(
    mean: float, spread: float, follows: float
) -> None:
    found = [
        one.is_real for seed in range(40) for one in each_day(group(seed, mean, spread, follows))
    ]
    assert sum(found) / len(found) <= 0.05


@pytest.mark.parametrize("factor", [1.3, 0.7])
@pytest.mark.parametrize(("mean", "spread"), [(150, 0.0), (500, 0.05), (500, 0.08), (2000, 0.08)])
def test_a_change_of_thirty_percent_is_told_within_two_days(
    factor: float, mean: float, spread: float
) -> None:
    told = 0
    for seed in range(100):
        counts = group(seed, mean, spread, days=62)
        for day in (60, 61):
            counts[day] = round(counts[day] * factor)
        told += any(one.is_real for one in list(each_day(counts))[-2:])
    assert told >= 85


def test_a_day_stands_beside_the_mean_of_its_weekday() -> None:
    counts = {0: 2, 7: 4, 14: 6, 21: 8, 28: 11, 27: 1000}
    found = change(counts, Period(28, 28), set(range(29)))
    assert (found.value, found.expected, found.difference) == (11, 5, 6)
    assert found.ratio == pytest.approx(1.2)


def test_days_that_are_not_known_are_compared_with_nothing() -> None:
    counts = dict.fromkeys(range(30), 100) | {28: 10}
    assert change(counts, Period(28, 28), set(range(28))) == Change(10)
    assert change(counts, Period(28, 28), {28}) == Change(10)
    # Of the base, a day that Renao missed is left out.
    counts[21] = 0
    assert change(counts, Period(28, 28), set(range(29)) - {21}).expected == 100


def test_today_counts_and_is_compared_with_nothing() -> None:
    counts = dict.fromkeys(range(34), 100) | {34: 7}
    found = change(counts, Period(28, 34), set(range(34)))
    assert (found.value, found.difference) == (607, 0)


def test_with_a_week_to_look_back_on_a_change_is_told_but_no_arrow() -> None:
    counts = dict.fromkeys(range(7), 100) | {7: 500}
    found = change(counts, Period(7, 7), set(range(8)))
    assert (found.difference, found.t, found.is_real) == (400, None, False)


def test_two_days_together_show_what_neither_shows_alone() -> None:
    # Each weekday swings by a tenth from week to week.
    counts = {day: 440 if day // 7 % 2 else 360 for day in range(42)}
    known = set(counts)
    low = 310
    assert not change(counts | {40: low}, Period(40, 40), known).is_real
    assert not change(counts | {41: low}, Period(41, 41), known).is_real
    assert change(counts | {40: low, 41: low}, Period(41, 41), known).is_real
    # One up and one down show nothing.
    assert not change(counts | {40: 490, 41: low}, Period(41, 41), known).is_real


@pytest.mark.parametrize(
    ("by_chance", "freedom", "value"),
    [(0.05, 7, 2.365), (0.05, 21, 2.080), (0.02, 21, 2.518), (0.02, 7, 2.998), (0.02, 10, 2.764)],
)
def test_quantiles_are_those_of_the_tables(by_chance: float, freedom: int, value: float) -> None:
    assert quantile(by_chance, freedom) == pytest.approx(value, abs=0.002)


def test_most_days_of_a_group_that_never_changes_lie_in_its_band() -> None:
    inside = days = 0
    for seed in range(100):
        counts = group(seed, 100, 0.1, days=29)
        low, high = band(counts, Period(28, 28), set(range(28)))[0]
        inside += low <= counts[28] <= high
        days += 1
    assert inside / days >= 0.95

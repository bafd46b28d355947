"""Retention by hand: n-day and unbounded, mature or not, by join and by first act, week by week."""

import pytest

from bot.activity.period import Period
from bot.activity.rates import Rate, rate, wilson
from bot.activity.retention import By, Point, Retention, Start, retention, table
from bot.storage import Database
from tests.activity import updates as u
from tests.activity.groups import in_group

DAY = 86400
TODAY = u.START // DAY


def test_a_member_is_kept_on_day_n_or_on_it_and_later() -> None:
    starts = {1: Start(100, 107), 2: Start(100, 101), 3: Start(100, None), 4: Start(101, 102)}
    presence = {100: {1, 2}, 101: {2, 4}, 102: {4}, 107: {1}}
    found = table(By.FIRST_ACT, Period(100, 101), starts, presence, 108, (1, 7, 8))
    assert found.size == 4
    assert found.curve == (
        Point(1, Rate(2, 4), Rate(3, 4)),
        # Day 7 of the fourth is today, which is not over.
        Point(7, Rate(1, 3), Rate(1, 3)),
        Point(8, None, None),
    )


def test_each_week_is_a_cohort_of_its_own() -> None:
    # Day 4 is Monday, 1970-01-05.
    starts = {1: Start(3, 4), 2: Start(4, 6), 3: Start(10, 10), 4: Start(11, 12)}
    presence = {3: {1}, 4: {1, 2}, 6: {2}, 10: {3}, 11: {4}, 12: {4}}
    found = table(By.FIRST_ACT, Period(0, 20), starts, presence, 13, (1, 2))
    assert [(week.monday, week.size) for week in found.cohorts] == [(-3, 1), (4, 2), (11, 1)]
    assert [week.points[0].exact for week in found.cohorts] == [Rate(1, 1), Rate(0, 2), Rate(1, 1)]
    assert [week.points[1].exact for week in found.cohorts] == [Rate(0, 1), Rate(1, 2), None]


def test_a_small_share_has_its_interval_and_a_large_one_needs_none() -> None:
    # Wilson by hand: 8 of 10 is 49.0 % to 94.3 %.
    low, high = Rate(8, 10).interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 10)[0] == 0 and wilson(10, 10)[1] == pytest.approx(1)
    assert Rate(80, 100).interval is None
    assert rate(0, 0) is None


async def found_by(database: Database, by: By, now: float) -> Retention:
    async with in_group(database) as (tx, chat):
        return await retention(tx, chat, by, Period(TODAY - 9, TODAY), now, days=(1, 7))


async def test_joins_and_first_acts_are_cohorts_that_never_mix(database: Database) -> None:
    await u.recorded(
        database,
        u.promoted(1, at=u.START - 30 * DAY),
        u.joined(11, 7, at=u.START),
        u.message(1, by=7, at=u.START + DAY),
        u.message(2, by=7, at=u.START + 2 * DAY),
        u.message(3, by=8, at=u.START),
        u.message(4, by=8, at=u.START + 8 * DAY),
        u.joined(12, 9, at=u.START),
        # Who comes again keeps the day of the first join.
        u.left(13, 9, at=u.START + DAY),
        u.joined(14, 9, at=u.START + 3 * DAY),
    )
    joins = await found_by(database, By.JOIN, u.START + 9 * DAY)
    acts = await found_by(database, By.FIRST_ACT, u.START + 9 * DAY)
    assert joins.curve == (Point(1, Rate(1, 2), Rate(1, 2)), Point(7, Rate(0, 2), Rate(0, 2)))
    assert acts.curve == (Point(1, Rate(0, 1), Rate(1, 1)), Point(7, Rate(0, 1), Rate(1, 1)))

"""Figures as metrics.md defines them, by hand and against a brute-force count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import chats
from bot.activity.figures import (
    Actives,
    Figures,
    Period,
    Totals,
    actives_by_day,
    figures,
    participation_rate,
    stickiness,
    top_members,
    totals_by_day,
)
from bot.storage import Database
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
presences = st.dictionaries(st.integers(0, 50), st.sets(st.integers(1, 5)), max_size=20)


@given(presences, st.integers(0, 50), st.integers(0, 20))
def test_actives_are_the_distinct_members_of_1_7_and_30_days(
    presence: dict[int, set[int]], first: int, length: int
) -> None:
    def distinct(day: int, days: int) -> int:
        return len(
            {who for d, people in presence.items() if day - days < d <= day for who in people}
        )

    period = Period(first, first + length)
    assert actives_by_day(presence, period) == {
        day: Actives(distinct(day, 1), distinct(day, 7), distinct(day, 30)) for day in period.days
    }


def test_stickiness_is_averaged_by_day_and_0_where_nobody_was_active() -> None:
    assert stickiness([Actives(1, 2, 4), Actives(0, 0, 0), Actives(2, 2, 4)]) == 0.25


def test_participation_is_unknown_without_a_number_of_members() -> None:
    assert participation_rate(5, 20) == 0.25
    assert participation_rate(5, None) is None
    assert participation_rate(0, 0) is None


async def figures_of(database: Database, first: int, last: int, count: int | None) -> Figures:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        period = Period(first, last)
        return await figures(tx, replace(chat, member_count=count), period, u.START + 9 * DAY)


async def tell(database: Database) -> None:
    """Two members over three days, a third one before; comings and goings; another group."""
    await u.recorded(
        database,
        u.message(1, by=9, at=u.START - 20 * DAY),
        u.message(2, by=7),
        u.reply(3, to=2, by=8),
        u.reaction(50, to=2, by=8, at=u.START + DAY),
        u.message(4, by=8, at=u.START + 2 * DAY),
        u.joined(51, 10, at=u.START + DAY),
        u.joined(52, 11, at=u.START + DAY),
        u.left(53, 10, at=u.START + 2 * DAY),
        u.joined(54, 12, at=u.START + 5 * DAY),
        u.message(1, by=70, chat=u.group(-5)),
    )


async def test_the_figures_of_a_period_by_hand(database: Database) -> None:
    await tell(database)
    found = await figures_of(database, TODAY, TODAY + 2, count=41)
    assert found.totals == Totals(messages=3, replies=1, reactions=1, joined=2, left=1)
    assert (found.totals.acts, found.totals.net_growth) == (4, 1)
    assert found.active == 2
    assert found.ending == Actives(1, 2, 3)
    # 2 of 3 on the first day, 1 of 3 on the second and third.
    assert found.stickiness == pytest.approx((2 / 3 + 1 / 3 + 1 / 3) / 3)
    # 41 members now, one of whom joined after the period.
    assert (found.member_count, found.participation) == (40, 2 / 40)


async def test_a_period_in_which_nothing_happened_is_all_zeros(database: Database) -> None:
    await tell(database)
    found = await figures_of(database, TODAY + 60, TODAY + 61, count=None)
    assert (found.totals.acts, found.active, found.stickiness) == (0, 0, 0)
    assert (found.ending, found.participation) == (Actives(0, 0, 0), None)


async def test_the_top_members_are_those_with_the_most_acts(database: Database) -> None:
    await tell(database)
    async with database.read() as tx:
        top = await top_members(tx, u.GROUP, Period(TODAY, TODAY + 2), limit=5)
        first = await top_members(tx, u.GROUP, Period(TODAY, TODAY + 2), limit=1)
    assert [(each.name, each.acts, each.messages) for each in top] == [
        ("Fan 8", 3, 2),
        ("Fan 7", 1, 1),
    ]
    assert first == top[:1]


async def test_days_on_which_nothing_happened_have_no_totals(database: Database) -> None:
    await tell(database)
    async with database.read() as tx:
        days = await totals_by_day(tx, u.GROUP, Period(TODAY, TODAY + 4))
    assert {day: totals.acts for day, totals in days.items()} == {
        TODAY: 2,
        TODAY + 1: 1,
        TODAY + 2: 1,
    }

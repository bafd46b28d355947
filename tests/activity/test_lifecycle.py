"""Lifecycle: the states partition the members, growth adds up, and a few lives by hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity.lifecycle import (
    SEEN_BEFORE,
    days_of_life,
    flow,
    growth,
    lifecycle,
)
from bot.activity.period import Period
from bot.activity.rates import Rate
from bot.activity.states import ACTIVE, LONG_AGO, Past, State, flow_between, state_of, states_on
from bot.storage import Database
from tests.activity import updates as u
from tests.activity.groups import in_group

DAY = 86400
TODAY = u.START // DAY
FIRST, LAST = SEEN_BEFORE, SEEN_BEFORE + 40
PEOPLE = range(1, 7)

presences = st.dictionaries(
    st.integers(0, LAST), st.sets(st.sampled_from(PEOPLE), min_size=1), max_size=25
)
moves = st.dictionaries(
    st.integers(0, LAST), st.dictionaries(st.sampled_from(PEOPLE), st.booleans()), max_size=8
)


@st.composite
def pasts(draw: st.DrawFn) -> tuple[dict[int, set[int]], Past]:
    """Draw who was active when, and a past that fits: some of them are newcomers, the rest older."""
    presence = draw(presences)
    seen = set().union(*presence.values())
    newcomers = draw(st.sets(st.sampled_from(sorted(seen)))) if seen else set()
    older = set(PEOPLE) - newcomers if draw(st.booleans()) else seen - newcomers
    gone = draw(st.sets(st.sampled_from(sorted(older)))) if older else set()
    moved = {
        day: {person: out for person, out in of_day.items() if person in older | newcomers}
        for day, of_day in draw(moves).items()
    }
    return presence, Past(len(older), newcomers, gone, moved)


@pytest.mark.parametrize(
    ("before", "active", "state"),
    [
        (9, True, State.CURRENT),
        (3, True, State.CURRENT),
        (2, True, State.REACTIVATED),
        (-20, True, State.REACTIVATED),
        (-21, True, State.RESURRECTED),
        (None, True, State.RESURRECTED),
        (9, False, State.AT_RISK_WEEK),
        (4, False, State.AT_RISK_WEEK),
        (3, False, State.AT_RISK_MONTH),
        (-19, False, State.AT_RISK_MONTH),
        (-20, False, State.DORMANT),
        (None, False, State.DORMANT),
    ],
)
def test_the_borders_of_the_states(before: int | None, active: bool, state: State) -> None:
    assert state_of(10, LONG_AGO, before, active=active, gone=False) is state


def test_whoever_acts_on_the_day_of_leaving_is_active_on_it() -> None:
    assert state_of(10, 10, None, active=True, gone=True) is State.NEW
    assert state_of(11, 10, 10, active=False, gone=True) is State.LEFT
    assert state_of(9, 10, None, active=False, gone=False) is None


@given(pasts())
def test_the_days_counts_are_the_states_of_each_member(
    drawn: tuple[dict[int, set[int]], Past],
) -> None:
    presence, past = drawn
    named = set().union(*presence.values(), past.gone, *past.moved.values())
    for found in days_of_life(presence, past, Period(FIRST, LAST)):
        states = states_on(found.day, named, presence, past)
        counts = Counter(state for state in states.values() if state is not None)
        # Members of whom these days tell nothing are dormant.
        counts[State.DORMANT] += past.older - len(named - past.newcomers)
        assert counts == Counter(found.counts)


@given(pasts(), st.integers(FIRST, LAST), st.integers(FIRST, LAST))
def test_growth_adds_up_exactly(
    drawn: tuple[dict[int, set[int]], Past], one: int, other: int
) -> None:
    presence, past = drawn
    period = Period(min(one, other), max(one, other))
    found = growth(presence, days_of_life(presence, past, period))
    assert found.change == found.new + found.resurrected - found.churned


@given(pasts(), st.integers(FIRST, LAST), st.integers(0, 20))
def test_who_moved_explains_the_change_of_every_count(
    drawn: tuple[dict[int, set[int]], Past], before: int, length: int
) -> None:
    presence, past = drawn
    day = min(before + length, LAST)
    moved = flow_between(before, day, presence, past)
    days = days_of_life(presence, past, Period(before, day))
    change = Counter(days[0].counts)
    for (source, target), people in moved.items():
        assert source is not target
        change[target] += len(people)
        if source is not None:
            change[source] -= len(people)
    assert change == Counter(days[-1].counts)


def test_daily_rates_are_shares_of_yesterdays_states() -> None:
    presence = {FIRST - 1: {1, 2, 3}, FIRST - 2: {2, 3}, FIRST: {1, 2}}
    past = Past(older=0, newcomers={1, 2, 3})
    [found] = days_of_life(presence, past, Period(FIRST, FIRST))
    assert (found.curr, found.nurr, found.rurr, found.surr) == (Rate(1, 2), Rate(1, 1), None, None)
    assert found.counts[State.CURRENT] == 2
    assert found.counts[State.AT_RISK_WEEK] == 1


async def test_a_groups_lives_by_hand(database: Database) -> None:
    await u.recorded(
        database,
        u.promoted(1, at=u.START - 90 * DAY),
        u.message(1, by=1, at=u.START - 60 * DAY),  # dormant, then resurrected
        u.message(2, by=2, at=u.START - 3 * DAY),  # at risk, then gone
        u.message(3, by=3, at=u.START - 1 * DAY),  # new, then current
        u.message(4, by=3, at=u.START),
        u.left(5, 2, at=u.START),
        u.joined(6, 9, at=u.START),  # has never acted: no member in these terms
        u.left(7, 9, at=u.START),
        u.message(8, by=1, at=u.START),
        u.message(9, by=4, at=u.START - 4 * DAY),  # gone and back within the day: at risk as before
        u.left(10, 4, at=u.START + 10),
        u.joined(11, 4, at=u.START + 20),
    )
    async with in_group(database) as (tx, chat):
        found = await lifecycle(tx, chat, Period(TODAY - 1, TODAY))
        moved = await flow(tx, chat, TODAY - 1, TODAY)
    yesterday, today = ({k: n for k, n in day.counts.items() if n} for day in found.days)
    assert yesterday == {State.NEW: 1, State.AT_RISK_WEEK: 2, State.DORMANT: 1}
    assert today == {
        State.CURRENT: 1,
        State.RESURRECTED: 1,
        State.LEFT: 1,
        State.AT_RISK_WEEK: 1,
    }
    assert found.days[1].active == 2
    assert (found.growth.before, found.growth.change, found.growth.after) == (2, 2, 4)
    assert moved == {
        (State.DORMANT, State.RESURRECTED): (1,),
        (State.AT_RISK_WEEK, State.LEFT): (2,),
        (State.NEW, State.CURRENT): (3,),
    }
    assert set(ACTIVE) < set(found.days[0].counts)

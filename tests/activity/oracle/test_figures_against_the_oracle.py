"""Every figure of a group of forty over ninety days, beside what the oracle counts by hand."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, timedelta

import pytest

from bot.activity.activation import activation
from bot.activity.actives import l28, l28_of
from bot.activity.concentration import concentration
from bot.activity.conversation import conversation
from bot.activity.coverage import Reason
from bot.activity.figures import figures, totals_by_day
from bot.activity.heatmap import heat_map
from bot.activity.lifecycle import flow, lifecycle
from bot.activity.period import Period
from bot.activity.retention import By, retention
from bot.clock.days import as_date, from_date, monday_of
from tests.activity import updates as u
from tests.activity.oracle.crowd import FIRST, LAST, NOW, ZONE, events
from tests.activity.oracle.oracle import Oracle, days
from tests.activity.oracle.told import MEMBERS_NOW, UP, Group, group_at, told

HOUR = 3600
ONE = timedelta(days=1)

PERIODS = [
    (FIRST, LAST),
    (LAST - 29 * ONE, LAST),
    (date(2026, 3, 23), date(2026, 3, 29)),  # clocks change on its last day
    (date(2026, 2, 3), date(2026, 2, 3)),
    (LAST, LAST),
    (FIRST - 40 * ONE, FIRST - 30 * ONE),
]
periods = pytest.mark.parametrize("span", PERIODS, ids=lambda span: f"{span[0]}..{span[1]}")
topics = pytest.mark.parametrize("topic", [None, 7])


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(tuple(events()), ZONE, NOW)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def crowd_url(
    request: pytest.FixtureRequest, oracle: Oracle, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database of each kind in which all that happened was recorded, made once."""
    yield from told(request, oracle, tmp_path_factory, "crowd")


@pytest.fixture
async def group(crowd_url: str) -> AsyncIterator[Group]:
    async with group_at(crowd_url) as group:
        yield group


def period_of(span: tuple[date, date]) -> Period:
    return Period(from_date(span[0]), from_date(span[1]))


def test_the_group_is_as_lively_as_the_figures_need(oracle: Oracle) -> None:
    kinds = Counter(each.what for each in oracle.story)
    assert set(kinds) == {"message", "reaction", "press", "vote", "join", "leave"}
    assert min(kinds.values()) > 10
    assert sum(kinds.values()) > 700
    seen = {state for day in days(FIRST, LAST) for state in oracle.states(day).values()}
    assert len(seen - {None}) == 8
    asked = oracle.questions(FIRST, LAST, None)
    answers = [answer for each in asked if (answer := oracle.response(each))]
    assert len(asked) > 100 and len(answers) > 40
    assert sum(answer.to is None for answer in answers) > 10


@periods
@topics
async def test_counts_of_people_and_what_they_did(
    group: Group, oracle: Oracle, span: tuple[date, date], topic: int | None
) -> None:
    tx, chat = group
    found = await figures(tx, chat, period_of(span), NOW, topic)
    for name, what in (
        ("messages", ["message"]),
        ("reactions", ["reaction"]),
        ("others", ["press", "vote"]),
        ("joined", ["join"]),
        ("left", ["leave"]),
    ):
        assert getattr(found.totals, name) == len(oracle.within(*span, *what, topic=topic))
    written = oracle.within(*span, "message", topic=topic)
    replies, media = sum(each.to is not None for each in written), sum(e.media for e in written)
    assert (found.totals.replies, found.totals.media) == (replies, media)
    assert found.totals.questions == sum(each.asks for each in written)
    assert found.active == len(oracle.active(*span, topic))
    assert found.ending == oracle.dau_wau_mau(span[1], topic)
    assert found.member_count == oracle.member_count(MEMBERS_NOW, span[1])
    assert found.participation == found.active / found.member_count
    if written:
        assert found.shares is not None
        assert found.shares.media == media / len(written)
        assert found.shares.replies == replies / len(written)
        assert found.shares.reactions == found.totals.reactions / len(written)


@periods
async def test_what_stands_behind_them(
    group: Group, oracle: Oracle, span: tuple[date, date]
) -> None:
    found = (await figures(*group, period_of(span), NOW)).provenance
    assert found.coverage == pytest.approx(oracle.coverage(UP, *span))
    assert {gap.reason for gap in found.gaps} <= {Reason.DOWN}
    assert found.unknown_members == oracle.unknown_members(MEMBERS_NOW)
    assert (found.imported, found.recount_error) == (0, 0)


@periods
async def test_stickiness(group: Group, oracle: Oracle, span: tuple[date, date]) -> None:
    found = await figures(*group, period_of(span), NOW)
    assert found.stickiness == pytest.approx(oracle.stickiness(*span))


async def test_each_days_totals(group: Group, oracle: Oracle) -> None:
    tx, _ = group
    found = await totals_by_day(tx, u.GROUP, period_of((FIRST, LAST)))
    for day in days(FIRST, LAST):
        acts = len(oracle.within(day, day, "message", "reaction", "press", "vote"))
        assert (found[from_date(day)].acts if from_date(day) in found else 0) == acts


async def test_l28_of_each_and_of_all(group: Group, oracle: Oracle) -> None:
    tx, _ = group
    for day in (FIRST + 3 * ONE, FIRST + 50 * ONE, LAST):
        each = {who: oracle.l28(who, day) for who in oracle.people}
        counts = Counter(each.values())
        found = await l28(tx, u.GROUP, from_date(day))
        assert found == {number: counts[number] for number in range(1, 29)}
        for who in oracle.people[:8]:
            assert await l28_of(tx, u.GROUP, who, from_date(day)) == each[who]


@pytest.mark.parametrize("by", By)
@periods
async def test_retention(group: Group, oracle: Oracle, by: By, span: tuple[date, date]) -> None:
    found = await retention(*group, by, period_of(span), NOW, days=(0, 1, 7, 30, 60))
    assert list(map(tuple, found.curve)) == retained(oracle, by, *span)
    starts = [oracle.day_0(who, what(by)) for who in oracle.people]
    inside = [start for start in starts if start is not None and span[0] <= start <= span[1]]
    assert found.size == len(inside)
    weeks = Counter(monday_of(from_date(start)) for start in inside)
    assert {week.monday: week.size for week in found.cohorts} == weeks
    for week in found.cohorts:
        monday = as_date(week.monday)
        of_week = max(monday, span[0]), min(monday + 6 * ONE, span[1])
        assert list(map(tuple, week.points)) == retained(oracle, by, *of_week)


def what(by: By) -> str:
    return "join" if by is By.JOIN else "act"


def retained(oracle: Oracle, by: By, first: date, last: date) -> list[tuple[object, ...]]:
    return [
        (n, *(oracle.retained(what(by), first, last, n, or_later=later) for later in (False, True)))
        for n in (0, 1, 7, 30, 60)
    ]


@periods
async def test_lifecycle(group: Group, oracle: Oracle, span: tuple[date, date]) -> None:
    found = await lifecycle(*group, period_of(span))
    assert [as_date(day.day) for day in found.days] == days(*span)
    came, went = 0, 0
    for each in found.days:
        day = as_date(each.day)
        states = Counter(state for state in oracle.states(day).values() if state)
        assert {state.value: count for state, count in each.counts.items() if count} == states
        assert (each.curr, each.nurr) == (oracle.again("current", day), oracle.again("new", day))
        assert each.rurr == oracle.again("reactivated", day)
        assert each.surr == oracle.again("resurrected", day)
        came += states["new"] + states["resurrected"]
        before, now = (oracle.active(end - 29 * ONE, end) for end in (day - ONE, day))
        assert each.churned == len(before - now)
        went += len(before - now)
    growth = found.growth
    assert (growth.before, growth.after) == (
        oracle.dau_wau_mau(span[0] - ONE)[2],
        oracle.dau_wau_mau(span[1])[2],
    )
    assert growth.change == growth.new + growth.resurrected - growth.churned == came - went


@pytest.mark.parametrize("start", [0, 20, 50, 82])
@pytest.mark.parametrize("length", [1, 7])
async def test_who_moved_from_state_to_state(
    group: Group, oracle: Oracle, start: int, length: int
) -> None:
    before, day = FIRST + start * ONE, FIRST + (start + length) * ONE
    found = await flow(*group, from_date(before), from_date(day))
    earlier, later = oracle.states(before), oracle.states(day)
    moved: dict[tuple[str | None, str], list[int]] = {}
    for who, state in later.items():
        if state is not None and state != earlier[who]:
            moved.setdefault((earlier[who], state), []).append(who)
    assert {move: list(people) for move, people in found.items()} == moved


@periods
async def test_activation(group: Group, oracle: Oracle, span: tuple[date, date]) -> None:
    found = await activation(*group, period_of(span), NOW)
    assert found.joiners == len(list(oracle.joiners(*span)))
    assert found.day == oracle.activated(*span, 24)
    assert found.week == oracle.activated(*span, 7 * 24)


@periods
@topics
async def test_concentration(
    group: Group, oracle: Oracle, span: tuple[date, date], topic: int | None
) -> None:
    found = await concentration(*group, period_of(span), topic)
    written = sorted(oracle.messages_by_active(*span, topic), reverse=True)
    assert (found.active, found.messages) == (len(written), sum(written))
    if sum(written):
        apart = sum(abs(a - b) for a in written for b in written)
        assert found.gini == pytest.approx(apart / (2 * len(written) * sum(written)))
        tenth = -(-len(written) // 10)
        assert found.top_1 == written[0] / sum(written)
        assert found.top_10 == sum(written[:tenth]) / sum(written)
        assert found.absence_factor == fewest_for_half(written)
    starters = oracle.starters(*span, topic)
    assert found.roles.starting == len(starters)
    assert found.roles.responding == len(oracle.active(*span, topic) - starters)
    assert found.roles.members == oracle.member_count(MEMBERS_NOW, span[1])


def fewest_for_half(written: Sequence[int]) -> int:
    return min(n for n in range(len(written) + 1) if 2 * sum(written[:n]) >= sum(written))


@periods
@topics
async def test_conversation(
    group: Group, oracle: Oracle, span: tuple[date, date], topic: int | None
) -> None:
    within = (600.0, 6 * 3600.0)
    found = await conversation(*group, period_of(span), NOW, topic, within, patience=3600)
    asked = oracle.questions(*span, topic)
    waits = [wait for each in asked if (wait := oracle.waited(each)) is not None]
    assert found.questions == len(asked)
    assert found.median == oracle.median(waits)
    assert found.p90 == oracle.percentile_90(waits)
    assert found.response_rates == {
        seconds: oracle.responded(asked, int(seconds)) for seconds in within
    }
    assert found.unanswered == oracle.unanswered(asked, 3600)
    firsts = oracle.first_messages(*span, topic)
    assert found.first_replies == oracle.responded(firsts, 24 * HOUR)


@periods
async def test_the_heat_map(group: Group, oracle: Oracle, span: tuple[date, date]) -> None:
    found = await heat_map(*group, period_of(span), NOW)
    rates = oracle.rates(*span)
    for weekday, row in enumerate(found):
        for hour, value in enumerate(row):
            expected = rates.get((weekday, hour))
            assert value == (expected if expected is None else pytest.approx(expected))

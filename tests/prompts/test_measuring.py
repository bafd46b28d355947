"""Measuring: what a brute-force count of random histories says, once, whatever breaks in between."""

import asyncio
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity.wire import Update
from bot.clock import DAY, HOUR
from bot.prompts import measuring
from bot.prompts.measuring import measure_due
from bot.storage import Database
from bot.storage.schema import chats, runs
from tests.activity import updates as u
from tests.prompts import judge, lab
from tests.prompts.judge import Did, World
from tests.prompts.plans import at

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = 7 * int(DAY)
SENT = at("2026-01-07T18:00+01:00") + 0.4
MOMENTS = [SENT, at("2026-04-06T23:30+02:00") + 0.9, at("2026-11-09T00:10+01:00")]

# Telegram does not say when somebody voted or pressed.
UNDATED = ("vote", "press")

near = st.integers(-4 * 3600, 4 * 3600)
soon = st.integers(0, 700)
after = st.sampled_from([0, 0, 1, 1, 2, 3]).flatmap(
    lambda days: near.map(lambda n: days * 86400 // 2 + n)
)
weeks = st.builds(lambda week, n: -week * WEEK + n, st.integers(1, 4), near)
before = st.integers(-16 * 86400, 0)
did = st.builds(
    Did,
    st.sampled_from([*judge.ACTS, "answer", "message", "left"]),
    st.integers(1, 9),
    soon | after | weeks | before,
    st.just(0),
)
# Who is there in the same hours of the last weeks, so that there is something to compare with.
usuals = st.lists(st.sets(st.integers(1, 9), max_size=7), min_size=4, max_size=4)
others = st.lists(weeks, max_size=2)
downs = st.none() | st.builds(
    lambda start, hours: (start, start + hours * 3600), weeks, st.integers(1, 40)
)


def update_of(one: Did) -> Update:
    number, who, when = one.number, one.who, one.at
    match one.what:
        case "message":
            return u.message(number, who, when)
        case "question":
            return u.message(number, who, when, text="when does it start?")
        case "reply":
            return u.reply(number, 7, who, when)
        case "answer":
            return u.reply(number, lab.PROMPT, who, when)
        case "reaction":
            return u.reaction(number, lab.PROMPT, who, when)
        case "vote":
            return u.voted(number, who)
        case "press":
            return u.pressed(number, who, lab.PROMPT)
        case _:
            return u.left(number, who, when)


async def played(database: Database, world: World, sent_at: float) -> None:
    """Let all of it happen, and the prompts be posted."""
    await lab.emptied(database)
    await lab.meet(database, world.zone, world.down)
    dated = [update_of(one) for one in world.did if one.what not in UNDATED]
    await u.recorded(database, *dated)
    for one in world.did:
        if one.what in UNDATED:
            await u.recorded(database, update_of(one), now=one.at)
    for number, posted in enumerate(world.posted, 2):
        await lab.posted(database, posted, [9_000_000 + number], schedule_id=number)
    await lab.posted(database, sent_at)


def moved(acts: list[Did], sent_at: float) -> list[Did]:
    """Return acts at their moments, with numbers in order of these; the prompt's lies between."""
    ordered = sorted(acts, key=lambda one: one.at)
    return [
        one._replace(at=one.at + int(sent_at), number=(100 if one.at < 0 else 6_000) + place)
        for place, one in enumerate(ordered)
    ]


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(did, max_size=40),
    usual=usuals,
    posted=others,
    down=downs,
    sent_at=st.sampled_from(MOMENTS),
)
async def test_every_figure_is_as_a_count_by_brute_force_has_it(
    database: Database,
    acts: list[Did],
    usual: list[set[int]],
    posted: list[int],
    down: tuple[int, int] | None,
    sent_at: float,
) -> None:
    outage = down and (int(sent_at) + down[0], int(sent_at) + down[1])
    times = [sent_at + each for each in posted]
    there = [
        Did("reaction", who, -WEEK * week + 5000 + who, 0)
        for week, people in enumerate(usual, 1)
        for who in people
    ]
    world = World(moved([*acts, *there], sent_at), times, outage, BERLIN)
    await played(database, world, sent_at)
    await measure_due(database, sent_at + 4 * DAY)
    found, again = await lab.results(database, schedule_id=1)
    assert again is None
    lift = found.pop("lift", None)
    expected = judge.figures(world, sent_at)
    assert {name: found.get(name, 0) for name in expected} == {
        name: value if value is not None else 0 for name, value in expected.items()
    }
    windows = judge.usual(world, sent_at)
    if windows is None or len(windows) < 3 or not judge.median(windows):
        assert lift is None
        return
    every = judge.lifts(found["actives"], windows)
    middle = judge.median(windows)
    assert lift["share"] == pytest.approx((found["actives"] - middle) / middle)
    assert lift["n"] == len(windows)
    high = float("inf") if lift["high"] is None else lift["high"]
    for end, share in ((lift["low"], 0.025), (high, 0.975)):
        lower, upper = (every[round((len(every) - 1) * (share + d))] for d in (-0.015, 0.015))
        assert lower - 1e-9 <= end <= upper + 1e-9


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────


async def test_it_is_measured_when_its_window_is_over_and_again_until_nothing_comes_late(
    database: Database,
) -> None:
    world = World([], [], None, BERLIN)
    await played(database, world, SENT)
    assert not await measure_due(database, SENT + 3 * HOUR - 1)
    await u.recorded(database, u.message(10, 1, SENT + 30))
    assert await measure_due(database, SENT + 3 * HOUR)
    first, then = await lab.results(database)
    assert (first["responders"], first.get("echo")) == (1, None)
    assert then == at("2026-01-09T00:00+01:00")
    await u.recorded(database, u.reply(11, lab.PROMPT, 2, SENT + 8 * HOUR))
    assert await measure_due(database, then)
    second, last = await lab.results(database)
    assert (second["responders"], second["echo"], last) == (2, 1, then + DAY)
    # What Telegram brings late is in it, too.
    await u.recorded(database, u.reply(12, lab.PROMPT, 3, SENT + 9 * HOUR))
    assert await measure_due(database, last)
    assert (await lab.results(database))[0]["responders"] == 3
    assert not await measure_due(database, SENT + 400 * DAY)


async def test_what_is_left_out_on_purpose_is_measured_for_comparison(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT - WEEK)
    await lab.posted(database, SENT, (), schedule_id=3, state="control", variant=None)
    await u.recorded(database, u.message(10, 1, SENT + 60), u.message(11, 2, SENT + 60))
    await measure_due(database, SENT + 3 * HOUR)
    found, _ = await lab.results(database, state="control")
    assert found == {"actives": 2, "members": 0}


async def test_a_run_that_breaks_the_count_holds_up_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await played(database, World([], [SENT - 60], None, BERLIN), SENT)
    whole = measuring.measure

    async def breaking(tx: Any, row: Any, now: float) -> Any:
        if row.schedule_id == 2:
            raise ValueError("broken")
        return await whole(tx, row, now)

    monkeypatch.setattr(measuring, "measure", breaking)
    await measure_due(database, SENT + 3 * HOUR)
    assert (await lab.results(database, schedule_id=1))[0] is not None
    assert tuple(await lab.results(database, schedule_id=2)) == (None, None)


async def test_a_crash_before_the_result_is_written_changes_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    await u.recorded(database, u.message(10, 1, SENT + 60))

    async def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(measuring, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            await measure_due(database, SENT + 3 * HOUR)
    assert (await lab.results(database))[0] is None
    await measure_due(database, SENT + 3 * HOUR)
    assert (await lab.results(database))[0]["responders"] == 1


async def test_two_workers_at_once_write_one_result(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    await asyncio.gather(*(measure_due(database, SENT + 3 * HOUR) for _ in range(2)))
    found, then = await lab.results(database)
    assert (found["actives"], then) == (0, at("2026-01-09T00:00+01:00"))


async def test_an_older_count_does_not_replace_a_newer_one(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    async with database.read() as tx:
        row = (await tx.execute(sa.select(runs))).one()
        late = await measuring.measure(tx, row, SENT + 3 * HOUR)
    await u.recorded(database, u.message(10, 1, SENT + 60))
    await measure_due(database, SENT + 4 * DAY)
    async with database.write() as tx:
        assert not await measuring._keep(tx, row, late)
    assert (await lab.results(database))[0]["responders"] == 1


async def test_a_result_outlives_the_facts_that_it_was_counted_from(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    await u.recorded(database, u.message(10, 1, SENT + 60))
    await measure_due(database, SENT + 3 * HOUR)
    async with database.write() as tx:
        await tx.execute(sa.update(chats).values(facts_since=SENT + DAY))
        await tx.execute(sa.text("DELETE FROM facts"))
    await measure_due(database, SENT + 4 * DAY)
    found, then = await lab.results(database)
    assert (found["responders"], then) == (1, None)


async def test_who_was_down_looks_again_once_all_is_taken_in(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    restart = SENT + 10 * HOUR
    assert await measure_due(database, restart)
    await u.recorded(database, u.message(10, 1, SENT + 60))
    assert (await lab.results(database))[0].get("responders") is None
    assert not await measure_due(database, restart + 599)
    assert await measure_due(database, restart + 600)
    found, then = await lab.results(database)
    assert (found["responders"], then) == (1, at("2026-01-09T00:00+01:00"))


async def test_measuring_reads_no_more_than_the_days_it_speaks_of(database: Database) -> None:
    await played(database, World([], [], None, BERLIN), SENT)
    await u.recorded(database, u.message(10, 1, SENT + 60))
    executed: list[tuple[str, Any]] = []
    async with database.read() as tx:
        if tx.dialect.name != "sqlite":
            pytest.skip("PostgreSQL plans by what is in the tables")
        row = (await tx.execute(sa.select(runs))).one()

        def note(_c: Any, _u: Any, statement: str, parameters: Any, _o: Any, _m: bool) -> None:
            executed.append((statement, parameters))

        sa.event.listen(tx.sync_connection, "before_cursor_execute", note)
        await measuring.measure(tx, row, SENT + 4 * DAY)
        sa.event.remove(tx.sync_connection, "before_cursor_execute", note)
        plans = [
            plan[3]
            for statement, parameters in executed
            for plan in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    large = [plan for plan in plans if plan.split()[1] in ("facts", "member_days", "runs", "moves")]
    assert len(large) >= 10
    # By a key or an index, and in it by a moment or a day.
    assert [plan for plan in large if not plan.startswith("SEARCH")] == []
    assert [plan for plan in large if "AND at>" not in plan and "AND day" not in plan] == []

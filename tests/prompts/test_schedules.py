import asyncio
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.clock import HOUR
from bot.clock.days import from_date
from bot.outbox import Policy, Priority
from bot.prompts import schedules
from bot.prompts.rhythm import Rhythm, Schedule
from bot.prompts.due import GRACE, post_due
from bot.prompts.runs import Figures, figures
from bot.prompts.schedules import Planned
from bot.storage import Database, open_database
from bot.storage.schema import messages_out
from bot.storage.schema import runs as runs_table
from bot.storage.schema import schedules as schedules_table
from bot.texts import Refused

FANS, OTHERS, SUPERGROUP = -100, -200, -1001000
OLGA = 7
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
EVENING = Schedule(Rhythm.DAILY, BERLIN, time(21, 30))
THURSDAYS = Schedule(Rhythm.WEEKLY, BERLIN, time(9), frozenset({3, 6}))


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


NOON = at("2026-01-05T12:00+01:00")
FIRST = at("2026-01-05T21:30+01:00")
SECOND = at("2026-01-06T21:30+01:00")


def once(day: date, clock: time) -> Schedule:
    return Schedule(Rhythm.ONCE, BERLIN, clock, day=from_date(day))


async def plan(
    database: Database,
    schedule: Schedule = EVENING,
    text: str = "How was your day?",
    chat_id: int = FANS,
    topic_id: int | None = None,
) -> Planned:
    async with database.write() as tx:
        return await schedules.add(
            tx, chat_id, schedule, text, topic_id=topic_id, by=OLGA, now=NOON
        )


async def planned(database: Database, chat_id: int = FANS) -> list[Planned]:
    async with database.read() as tx:
        return await schedules.planned(tx, chat_id)


async def posted(database: Database, chat_id: int = FANS) -> list[str]:
    async with database.read() as tx:
        query = sa.select(messages_out.c.text).where(messages_out.c.chat_id == chat_id)
        return list((await tx.scalars(query.order_by(messages_out.c.id))).all())


async def record(database: Database, chat_id: int = FANS) -> list[tuple[float, str]]:
    async with database.read() as tx:
        query = sa.select(runs_table.c.due, runs_table.c.state)
        rows = await tx.execute(query.where(runs_table.c.chat_id == chat_id).order_by("due"))
        return [(due, state) for due, state in rows]


# ── planning ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "schedule",
    [
        EVENING,
        THURSDAYS,
        once(date(2026, 11, 24), time(21, 30)),
        Schedule(Rhythm.MOMENT, BERLIN, moment=NOON + 60.25),
    ],
)
async def test_a_schedule_is_read_as_it_was_planned(database: Database, schedule: Schedule) -> None:
    added = await plan(database, schedule, topic_id=4)
    assert added.schedule == schedule
    assert await planned(database) == [added]


async def test_the_next_one_is_listed_first_and_paused_ones_last(database: Database) -> None:
    late = await plan(database, EVENING)
    paused = await plan(database, Schedule(Rhythm.DAILY, BERLIN, time(12, 30)))
    soon = await plan(database, Schedule(Rhythm.DAILY, BERLIN, time(18)))
    async with database.write() as tx:
        assert await schedules.pause(tx, FANS, paused.schedule_id)
    listed = [each.schedule_id for each in await planned(database)]
    assert listed == [soon.schedule_id, late.schedule_id, paused.schedule_id]


async def test_a_group_neither_sees_nor_touches_the_schedules_of_another(
    database: Database,
) -> None:
    ours = await plan(database)
    async with database.write() as tx:
        assert await schedules.planned(tx, OTHERS) == []
        assert await schedules.find(tx, OTHERS, ours.schedule_id) is None
        assert not await schedules.pause(tx, OTHERS, ours.schedule_id)
        assert await schedules.resume(tx, OTHERS, ours.schedule_id, NOON) is None
        assert not await schedules.remove(tx, OTHERS, ours.schedule_id)
        await schedules.rezone(tx, OTHERS, NEW_YORK, NOON)
    assert await planned(database) == [ours]


@pytest.mark.parametrize(
    "text", ["{{ secret }}", "{% for x in y %}", "x" * 4097, "{{ 'a'|percent }}"]
)
async def test_a_text_that_could_not_be_posted_is_refused(database: Database, text: str) -> None:
    with pytest.raises(Refused):
        await plan(database, text=text)
    assert await planned(database) == []


async def test_a_time_that_is_past_is_refused(database: Database) -> None:
    with pytest.raises(Refused):
        await plan(database, once(date(2026, 1, 5), time(11, 59)))


async def test_what_was_paused_goes_on_with_its_next_time(database: Database) -> None:
    held = await plan(database)
    async with database.write() as tx:
        await schedules.pause(tx, FANS, held.schedule_id)
        assert not await schedules.pause(tx, FANS, held.schedule_id)
    assert not await post_due(database, FIRST)
    async with database.write() as tx:
        resumed = await schedules.resume(tx, FANS, held.schedule_id, FIRST + HOUR)
        assert resumed == replace(held, next_due=SECOND)
        assert await schedules.resume(tx, FANS, held.schedule_id, FIRST + HOUR) is None
    assert await post_due(database, SECOND)
    assert await record(database) == [(SECOND, "posted")]


async def test_what_has_only_a_past_left_cannot_be_resumed(database: Database) -> None:
    held = await plan(database, once(date(2026, 1, 5), time(21, 30)))
    async with database.write() as tx:
        await schedules.pause(tx, FANS, held.schedule_id)
        with pytest.raises(Refused):
            await schedules.resume(tx, FANS, held.schedule_id, FIRST)


async def test_what_was_removed_is_not_posted(database: Database) -> None:
    held = await plan(database)
    async with database.write() as tx:
        assert await schedules.remove(tx, FANS, held.schedule_id)
        assert not await schedules.remove(tx, FANS, held.schedule_id)
    assert not await post_due(database, FIRST)
    assert await planned(database) == []


# ── other clocks, another chat ───────────────────────────────────────────────────────────────────


async def test_a_new_zone_moves_local_times_and_leaves_moments_alone(database: Database) -> None:
    moment = Schedule(Rhythm.MOMENT, BERLIN, moment=NOON + HOUR)
    soon, daily = await plan(database, moment), await plan(database)
    async with database.write() as tx:
        await schedules.rezone(tx, FANS, NEW_YORK, NOON)
    assert await planned(database) == [
        replace(soon, schedule=replace(moment, zone=NEW_YORK)),
        replace(
            daily,
            schedule=replace(EVENING, zone=NEW_YORK),
            next_due=at("2026-01-05T21:30-05:00"),
        ),
    ]


async def test_what_a_new_zone_puts_into_the_past_is_not_lost_silently(database: Database) -> None:
    await plan(database, once(date(2026, 1, 5), time(12, 30)))
    async with database.write() as tx:
        await schedules.rezone(tx, FANS, ZoneInfo("Asia/Shanghai"), NOON)
    assert await post_due(database, NOON)
    assert await record(database) == [(at("2026-01-05T12:30+08:00"), "missed")]


async def test_what_was_due_when_the_zone_changed_is_still_posted(database: Database) -> None:
    await plan(database)
    async with database.write() as tx:
        await schedules.rezone(tx, FANS, NEW_YORK, FIRST + 1)
    assert await post_due(database, FIRST + 2)
    assert await record(database) == [(FIRST, "posted")]
    assert [each.next_due for each in await planned(database)] == [at("2026-01-05T21:30-05:00")]


async def test_a_supergroup_takes_over_schedules_and_runs(database: Database) -> None:
    await plan(database)
    await post_due(database, FIRST)
    for _ in ("told by the old group", "told by the new one"):
        async with database.write() as tx:
            await schedules.carry_over(tx, FANS, SUPERGROUP)
    assert await planned(database) == []
    assert await post_due(database, SECOND)
    assert await record(database, SUPERGROUP) == [(FIRST, "posted"), (SECOND, "posted")]
    assert await posted(database, SUPERGROUP) == ["How was your day?"]


# ── when the time has come ───────────────────────────────────────────────────────────────────────


async def test_a_prompt_is_posted_when_it_is_due_and_not_before(database: Database) -> None:
    await plan(database, topic_id=4)
    assert not await post_due(database, FIRST - 0.001)
    assert await post_due(database, FIRST)
    assert not await post_due(database, FIRST)
    async with database.read() as tx:
        row = (await tx.execute(sa.select(messages_out))).one()
        run = (await tx.execute(sa.select(runs_table))).one()
    assert (row.chat_id, row.topic_id, row.text) == (FANS, 4, "How was your day?")
    assert (row.priority, row.policy) == (Priority.PROMPT, Policy.AT_MOST_ONCE)
    assert run.message_out_id == row.id
    assert [each.next_due for each in await planned(database)] == [SECOND]


async def test_a_prompt_a_minute_ahead_comes_to_the_second_and_once(database: Database) -> None:
    await plan(database, Schedule(Rhythm.MOMENT, BERLIN, moment=NOON + 60.5))
    assert not await post_due(database, NOON + 60)
    assert await post_due(database, NOON + 61)
    assert await planned(database) == []
    assert await posted(database) == ["How was your day?"]


async def test_two_workers_post_a_prompt_once(database: Database) -> None:
    """The second one has read that it is due, and then finds that the first has posted it."""
    held = await plan(database)
    await post_due(database, FIRST)
    async with database.write() as tx:
        await tx.execute(sa.update(schedules_table).values(next_due=held.next_due, state="active"))
    assert await post_due(database, FIRST)
    assert await posted(database) == ["How was your day?"]
    assert await record(database) == [(FIRST, "posted")]
    assert [each.next_due for each in await planned(database)] == [SECOND]


async def test_two_processes_at_once_post_a_prompt_once(
    database: Database, database_url: str
) -> None:
    await plan(database)
    other = open_database(database_url)
    await asyncio.gather(post_due(database, FIRST), post_due(other, FIRST))
    await other.close()
    assert await posted(database) == ["How was your day?"]
    assert await record(database) == [(FIRST, "posted")]
    assert [each.next_due for each in await planned(database)] == [SECOND]


async def test_a_prompt_missed_by_less_than_the_grace_is_posted_late(database: Database) -> None:
    await plan(database)
    assert await post_due(database, FIRST + GRACE)
    assert await record(database) == [(FIRST, "posted")]


async def test_a_prompt_missed_by_more_than_the_grace_is_on_record(database: Database) -> None:
    await plan(database)
    assert await post_due(database, FIRST + GRACE + 1)
    assert await record(database) == [(FIRST, "missed")]
    assert await posted(database) == []
    assert [each.next_due for each in await planned(database)] == [SECOND]


async def test_of_several_missed_runs_the_latest_is_posted_and_all_are_on_record(
    database: Database,
) -> None:
    await plan(database)
    third = at("2026-01-07T21:30+01:00")
    assert await post_due(database, third + 60)
    assert await record(database) == [(FIRST, "missed"), (SECOND, "missed"), (third, "posted")]
    assert await posted(database) == ["How was your day?"]


async def test_a_text_that_can_no_longer_be_filled_in_holds_up_nobody(database: Database) -> None:
    broken = await plan(database)
    await plan(database, text="Good evening!", chat_id=OTHERS)
    async with database.write() as tx:
        this = schedules_table.c.schedule_id == broken.schedule_id
        await tx.execute(sa.update(schedules_table).where(this).values(text="{{ gone }}"))
    assert await post_due(database, FIRST)
    assert await record(database) == [(FIRST, "missed")]
    assert await posted(database, OTHERS) == ["Good evening!"]
    assert not await post_due(database, FIRST)


async def test_a_digest_is_told_what_was_posted_and_missed(database: Database) -> None:
    await plan(database)
    await plan(database, chat_id=OTHERS)
    third = at("2026-01-07T21:30+01:00")
    await post_due(database, third)
    async with database.read() as tx:
        assert await figures(tx, FANS, third, third + 1) == Figures(posted=1, missed=2)
        assert await figures(tx, FANS, NOON, third) == Figures(posted=0, missed=0)

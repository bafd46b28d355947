"""Prompts stay out of a living conversation, and do not become too many for a day."""

from datetime import time

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.activity.facts import Kind
from bot.clock import HOUR
from bot.prompts import at_once, lookup, moving, schedules
from bot.prompts import settings as wishes
from bot.prompts.due import post_due
from bot.prompts.groups import Settings
from bot.prompts.prompt import Options
from bot.prompts.rule import Daily, Rule
from bot.prompts.runs import figures
from bot.prompts.waiting import patience
from bot.storage.schema import schedules as schedules_table
from bot.texts import Refused
from tests.prompts.plans import (
    FANS,
    FIRST,
    NOON,
    OTHERS,
    SECOND,
    SUPERGROUP,
    TEXT,
    Plans,
    at,
)

QUIET = Options(quiet_for=600, quiet_most=3600)


async def test_it_waits_until_nobody_has_written_for_a_while(plans: Plans) -> None:
    await plans.plan(options=QUIET)
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "waiting")]
    await plans.says(FIRST + 300)
    assert not await post_due(plans.database, FIRST + 539)
    assert await post_due(plans.database, FIRST + 540)
    assert not await post_due(plans.database, FIRST + 541)
    assert await plans.posted() == []
    assert await post_due(plans.database, FIRST + 900)
    assert await plans.posted() == [TEXT]
    assert await plans.record() == [(FIRST, "posted")]


async def test_it_waits_no_longer_than_it_is_told_to(plans: Plans) -> None:
    await plans.plan(options=QUIET)
    minute = FIRST - 60
    while minute < FIRST + 3600:
        await plans.says(minute)
        await post_due(plans.database, minute)
        minute += 60
    assert await plans.posted() == []
    await post_due(plans.database, FIRST + 3600)
    assert await plans.posted() == [TEXT]


async def test_where_it_is_quiet_it_does_not_wait(plans: Plans) -> None:
    await plans.plan(options=QUIET)
    await plans.says(FIRST - 601)
    await plans.says(FIRST - 10, OTHERS)
    await plans.says(FIRST - 20, kind=Kind.BOT_MESSAGE)
    await plans.says(FIRST - 30, kind=Kind.REACTION)
    await post_due(plans.database, FIRST)
    assert await plans.posted() == [TEXT]


async def test_in_a_topic_only_what_is_said_there_counts(plans: Plans) -> None:
    await plans.plan(options=QUIET, topic_id=4)
    await plans.plan(options=QUIET, topic_id=5)
    await plans.says(FIRST - 60, topic_id=5)
    await post_due(plans.database, FIRST)
    assert [row.topic_id for row in await plans.put()] == [4]


async def test_an_anonymous_administrator_is_somebody_who_writes(plans: Plans) -> None:
    await plans.plan(options=QUIET)
    await plans.says(FIRST - 60, kind=Kind.CHAT_MESSAGE)
    await post_due(plans.database, FIRST)
    assert await plans.posted() == []


async def test_only_after_silence_it_is_posted_otherwise_this_time_is_left_out(
    plans: Plans,
) -> None:
    await plans.plan(options=Options(silent_for=7200))
    await plans.says(FIRST - 7100)
    await post_due(plans.database, FIRST)
    await post_due(plans.database, SECOND)
    assert await plans.record() == [(FIRST, "lively"), (SECOND, "posted")]


async def test_a_restart_finds_what_waited_and_posts_it_late_or_tells_that_it_was_missed(
    plans: Plans,
) -> None:
    await plans.plan(options=QUIET)
    await plans.plan(options=QUIET, chat_id=OTHERS)
    for chat_id in (FANS, OTHERS):
        await plans.says(FIRST - 60, chat_id)
    await post_due(plans.database, FIRST)
    look = FIRST + 540
    await post_due(plans.database, look + HOUR)
    assert await plans.record() == [(FIRST, "posted")]
    await plans.says(SECOND - 60)
    await post_due(plans.database, SECOND)
    await post_due(plans.database, SECOND + 540 + HOUR + 1)
    assert (await plans.record())[1:] == [(SECOND, "late")]


async def test_what_still_waits_when_its_next_time_comes_is_overtaken(plans: Plans) -> None:
    rule = Rule(Daily(), (time(21, 30), time(21, 45)))
    await plans.plan(rule, options=Options(quiet_for=1800, quiet_most=7200))
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    await post_due(plans.database, FIRST + 900)
    await post_due(plans.database, FIRST + 1740)
    assert await plans.record() == [(FIRST, "overtaken"), (FIRST + 900, "posted")]


@pytest.mark.parametrize("what", ["pause", "remove"])
async def test_who_pauses_or_removes_a_prompt_means_also_what_waits(
    plans: Plans, what: str
) -> None:
    held = await plans.plan(options=QUIET)
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    await plans.do(getattr(schedules, what), FANS, held.schedule_id, FIRST + 1)
    assert not await post_due(plans.database, FIRST + 2 * HOUR)
    assert await plans.record() == [(FIRST, "paused" if what == "pause" else "removed")]


async def test_what_waits_moves_along_with_its_group(plans: Plans) -> None:
    await plans.plan(options=QUIET)
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    await plans.meet(SUPERGROUP)
    await plans.do(moving.carry_over, FANS, SUPERGROUP)
    await post_due(plans.database, FIRST + 540)
    assert await plans.posted(SUPERGROUP) == [TEXT]


async def test_a_prompt_that_comes_once_is_not_forgotten_while_it_waits(plans: Plans) -> None:
    await plans.plan(Rule(Daily(), (time(21, 30),), most=1), options=QUIET)
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    async with plans.database.read() as tx:
        assert (await figures(tx, FANS, NOON, SECOND)).waiting == 1
    await post_due(plans.database, FIRST + 540)
    assert await plans.posted() == [TEXT]
    await post_due(plans.database, SECOND)
    assert await plans.posted() == [TEXT]


async def test_what_waits_and_cannot_be_read_any_more_holds_up_nobody(plans: Plans) -> None:
    bad = await plans.plan(options=QUIET)
    await plans.plan(options=QUIET, chat_id=OTHERS)
    for chat_id in (FANS, OTHERS):
        await plans.says(FIRST - 60, chat_id)
    await post_due(plans.database, FIRST)
    async with plans.database.write() as tx:
        this = schedules_table.c.schedule_id == bad.schedule_id
        await tx.execute(sa.update(schedules_table).where(this).values(options={"pin": "perhaps"}))
    assert await post_due(plans.database, FIRST + 540)
    assert not await post_due(plans.database, FIRST + 541)
    assert await plans.record() == [(FIRST, "unreadable")]
    assert await plans.posted(OTHERS) == [TEXT]


SECONDS = st.integers(60, 86_400)


@given(SECONDS, st.integers(0, 7200), st.floats(0, 200_000), st.none() | st.floats(0, 200_000))
def test_patience_ends_with_the_longest_wait_and_never_in_the_past(
    quiet_for: int, more: int, now: float, last: float | None
) -> None:
    options = Options(quiet_for=quiet_for, quiet_most=quiet_for + more)
    until = patience(options, last, 0.0, now)
    if until is None:
        quiet = last is None or last + quiet_for <= now
        assert quiet or now >= quiet_for + more
    else:
        assert last is not None
        assert now < until == min(last + quiet_for, quiet_for + more)


# ── how many a day ───────────────────────────────────────────────────────────────────────────────


async def test_no_more_are_posted_in_a_day_of_the_group_than_it_wants(plans: Plans) -> None:
    await plans.do(wishes.put, FANS, Settings(most_a_day=2), NOON)
    for hour in (0, 20, 21, 22):
        await plans.plan(Rule(Daily(), (time(hour, 30),)))
    await plans.plan(Rule(Daily(), (time(22, 30),)), chat_id=OTHERS)
    day = [at(f"2026-01-05T{hour}:30+01:00") for hour in (20, 21, 22)]
    midnight = at("2026-01-06T00:30+01:00")
    for due in (*day, midnight):
        await post_due(plans.database, due)
    what = [what for _, what in await plans.record()]
    assert what == ["posted", "posted", "limit", "posted"]
    assert len(await plans.posted(OTHERS)) == 1


async def test_what_an_operator_posts_now_goes_out_and_counts(plans: Plans) -> None:
    await plans.do(wishes.put, FANS, Settings(most_a_day=1), NOON)
    held = await plans.plan(options=QUIET)
    other = await plans.plan(Rule(Daily(), (time(13),)))
    await plans.says(NOON - 1)
    assert await plans.do(at_once.post_now, FANS, held.schedule_id, NOON) == 1
    with pytest.raises(Refused, match=r"prompts\.just_posted"):
        await plans.do(at_once.post_now, FANS, held.schedule_id, NOON + 30)
    assert await plans.do(at_once.post_now, FANS, other.schedule_id, NOON + 30) == 1
    await post_due(plans.database, NOON + HOUR)
    assert [what for _, what in await plans.record()] == ["posted", "posted", "limit"]
    seen = await plans.do(lookup.find, FANS, held.schedule_id)
    assert (seen.next_due, seen.posted) == (FIRST, 1)


async def test_another_group_can_post_now_what_is_posted_in_it_and_nothing_else(
    plans: Plans,
) -> None:
    held = await plans.plan()
    assert await plans.do(at_once.post_now, OTHERS, held.schedule_id, NOON) == 0
    assert await plans.posted() == []

"""When the time has come: posted once, late or not at all, and always on record."""

import asyncio
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.clock import DAY, HOUR, MINUTE
from bot.outbox import Policy, Priority
from bot.prompts import missed, posting
from bot.prompts.due import post_due
from bot.prompts.places import Spot
from bot.prompts.prompt import Options, Place, Prompt, Rotation, Variant
from bot.prompts.rule import Cron, Daily, Rule
from bot.prompts.runs import Figures, Verdict, figures
from bot.storage import Tx, open_database
from bot.storage.schema import prompt_places
from bot.storage.schema import runs as runs_table
from bot.storage.schema import schedules as schedules_table
from tests.prompts.plans import (
    EVENING,
    FANS,
    FIRST,
    NOON,
    OTHERS,
    SECOND,
    TEXT,
    THIRD,
    Plans,
    moment,
)


async def dues(plans: Plans, chat_id: int = FANS) -> list[float | None]:
    return [each.next_due for each in await plans.planned(chat_id)]


async def test_a_prompt_is_posted_when_it_is_due_and_not_before(plans: Plans) -> None:
    await plans.plan(topic_id=4)
    assert not await post_due(plans.database, FIRST - 0.001)
    assert await post_due(plans.database, FIRST)
    assert not await post_due(plans.database, FIRST)
    [row] = await plans.put()
    async with plans.database.read() as tx:
        run = (await tx.execute(sa.select(runs_table))).one()
    assert (row.chat_id, row.topic_id, row.text) == (FANS, 4, TEXT)
    assert (row.priority, row.policy) == (Priority.PROMPT, Policy.AT_MOST_ONCE)
    assert (run.message_out_id, run.variant, run.topic_id) == (row.id, 0, 4)
    assert await dues(plans) == [SECOND]


async def test_a_prompt_a_minute_ahead_comes_to_the_second_and_once(plans: Plans) -> None:
    await plans.plan(moment(NOON + 60.5))
    assert not await post_due(plans.database, NOON + 60)
    assert await post_due(plans.database, NOON + 61)
    assert await plans.planned() == []
    assert await plans.posted() == [TEXT]


async def test_variants_take_turns_and_each_says_which_time_it_is(plans: Plans) -> None:
    texts = ("Good {{ count }}", "Better {{ count }}")
    rule = Rule(Daily(), (time(9), time(21, 30)), last=at_date("2026-01-07"))
    await plans.plan(rule, *texts, "{{ days_left }} days left")
    for _ in range(9):
        await post_due(plans.database, (await dues(plans) or [FIRST])[0] or FIRST)
    assert await plans.posted() == ["Good 1", "Better 2", "1 days left", "Good 4", "Better 5"]
    assert await plans.planned() == []


def at_date(text: str) -> date:
    return date.fromisoformat(text)


async def test_in_two_topics_of_a_group_it_is_posted_in_each(plans: Plans) -> None:
    prompt = Prompt("two", (Variant({"en": TEXT}),), (Place(FANS, 4), Place(FANS, 5)))
    await plans.plan(prompt=prompt)
    await post_due(plans.database, FIRST)
    assert [row.topic_id for row in await plans.put()] == [4, 5]


async def test_two_workers_post_a_prompt_once(plans: Plans) -> None:
    """The second one has read that it is due, and then finds that the first has posted it."""
    held = await plans.plan()
    await post_due(plans.database, FIRST)
    async with plans.database.write() as tx:
        await tx.execute(sa.update(prompt_places).values(next_due=held.next_due))
    assert await post_due(plans.database, FIRST)
    assert await plans.posted() == [TEXT]
    assert await plans.record() == [(FIRST, "posted")]
    assert await dues(plans) == [SECOND]


async def test_two_processes_at_once_post_a_prompt_once(plans: Plans, database_url: str) -> None:
    await plans.plan()
    other = open_database(database_url)
    await asyncio.gather(post_due(plans.database, FIRST), post_due(other, FIRST))
    await other.close()
    assert await plans.posted() == [TEXT]
    assert await plans.record() == [(FIRST, "posted")]
    assert await dues(plans) == [SECOND]


@pytest.mark.parametrize("grace", [0, int(HOUR), int(DAY) - 60])
async def test_how_late_a_prompt_may_be_posted_is_its_own_choice(plans: Plans, grace: int) -> None:
    await plans.plan(options=Options(grace=grace))
    await plans.plan(options=Options(grace=grace), chat_id=OTHERS)
    await post_due(plans.database, FIRST + grace)
    assert await plans.record() == [(FIRST, "posted")]
    await plans.plan(options=Options(grace=grace), now=SECOND - 60)
    assert await post_due(plans.database, SECOND + grace + 1)
    assert (SECOND, "late") in await plans.record()


async def test_of_several_missed_runs_the_latest_is_posted_and_all_are_on_record(
    plans: Plans,
) -> None:
    await plans.plan()
    assert await post_due(plans.database, THIRD + 60)
    assert await plans.record() == [(FIRST, "late"), (SECOND, "late"), (THIRD, "posted")]
    assert await plans.posted() == [TEXT]


async def test_weeks_of_a_prompt_that_comes_every_minute_are_caught_up_with_bit_by_bit(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "AT_ONCE", 20)
    await plans.plan(Rule(Cron("* * * * *")))
    later = NOON + 65 * MINUTE
    rounds = 0
    while await post_due(plans.database, later):
        rounds += 1
    assert rounds == 4
    record = await plans.record()
    assert [due for due, _ in record] == [NOON + number * MINUTE for number in range(1, 66)]
    assert [what for _, what in record] == ["late"] * 64 + ["posted"]


async def test_a_greatest_number_counts_what_was_posted(plans: Plans) -> None:
    await plans.plan(Rule(Daily(), (time(21, 30),), most=2))
    await post_due(plans.database, FIRST + 2 * HOUR)
    for due in (SECOND, THIRD):
        await post_due(plans.database, due)
    assert await plans.record() == [(FIRST, "late"), (SECOND, "posted"), (THIRD, "posted")]
    assert await plans.planned() == []


async def test_a_text_that_can_no_longer_be_filled_in_holds_up_nobody(plans: Plans) -> None:
    broken = await plans.plan()
    await plans.plan(EVENING, "Good evening!", chat_id=OTHERS)
    gone = [{"texts": {"en": "{{ gone.away }}"}}]
    async with plans.database.write() as tx:
        this = schedules_table.c.schedule_id == broken.schedule_id
        await tx.execute(sa.update(schedules_table).where(this).values(variants=gone))
    assert await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "unreadable")]
    assert await plans.posted(OTHERS) == ["Good evening!"]
    assert not await post_due(plans.database, FIRST)


def refuse_a_post(monkeypatch: pytest.MonkeyPatch, chat_id: int, error: DBAPIError) -> None:
    """Let the database refuse what is posted to a group."""
    post = posting.post

    async def refused(tx: Tx, spot: Spot, *rest: Any) -> Verdict:
        if spot.chat_id == chat_id:
            raise error
        return await post(tx, spot, *rest)

    monkeypatch.setattr(posting, "post", refused)


async def test_what_the_database_refuses_of_one_prompt_holds_up_nobody(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plans.plan()
    await plans.plan(EVENING, "Good evening!", chat_id=OTHERS)
    refuse_a_post(monkeypatch, FANS, IntegrityError("", {}, ValueError()))
    assert await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "unreadable")]
    assert await plans.posted(OTHERS) == ["Good evening!"]


async def test_a_database_in_trouble_is_no_fault_of_a_prompt(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plans.plan()
    with monkeypatch.context() as trouble:
        refuse_a_post(trouble, FANS, OperationalError("", {}, ValueError()))
        with pytest.raises(OperationalError):
            await post_due(plans.database, FIRST)
    assert await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "posted")]


async def test_control_slots_post_nothing_on_purpose_and_the_same_ones_each_time(
    plans: Plans,
) -> None:
    options = Options(control_every=3, rotation=Rotation.LEARN)
    await plans.plan(options=options)
    await plans.plan(options=Options(control_every=3), chat_id=OTHERS)
    for day in range(30):
        await post_due(plans.database, FIRST + day * DAY)
    record = await plans.record()
    controls = sum(what == "control" for _, what in record)
    assert 4 <= controls <= 16
    assert len(await plans.posted()) == 30 - controls
    assert len(await plans.posted(OTHERS)) == 30


async def test_a_digest_is_told_what_was_posted_and_missed(plans: Plans) -> None:
    await plans.plan()
    await plans.plan(chat_id=OTHERS)
    await post_due(plans.database, THIRD)
    async with plans.database.read() as tx:
        assert await figures(tx, FANS, THIRD, THIRD + 1) == Figures(unsent=1, missed=2)
        assert await figures(tx, FANS, NOON, THIRD) == Figures()


@pytest.mark.parametrize(
    "broken",
    [
        {"rule": {"days": {"type": "nonsense"}}},
        {"rule": {"days": {"type": "daily"}, "clocks": ["09:00:00"], "zone": "Atlantis/Town"}},
        {"variants": []},
        {"options": {"pin": "perhaps"}},
    ],
)
async def test_a_prompt_that_nobody_can_read_any_more_rests_and_holds_up_nobody(
    plans: Plans, broken: dict[str, object]
) -> None:
    bad = await plans.plan()
    await plans.plan(EVENING, "Good evening!", chat_id=OTHERS)
    async with plans.database.write() as tx:
        this = schedules_table.c.schedule_id == bad.schedule_id
        await tx.execute(sa.update(schedules_table).where(this).values(broken))
    assert await post_due(plans.database, FIRST)
    assert not await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "unreadable")]
    assert await plans.posted(OTHERS) == ["Good evening!"]
    assert await post_due(plans.database, SECOND)
    assert len(await plans.posted(OTHERS)) == 2

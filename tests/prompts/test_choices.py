"""What a group chooses for all its prompts, who must say yes, and the emergency stop."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa

from bot import outbox
from bot.clock import DAY, HOUR
from bot.clock.days import from_date
from bot.prompts import approval, at_once, moving, places, schedules, stop
from bot.prompts import settings as wishes
from bot.prompts.coming import Coming, coming
from bot.prompts.due import post_due
from bot.prompts.groups import Settings
from bot.prompts.planned import Planned, State
from bot.prompts.prompt import Options, Place, Prompt, Variant
from bot.prompts.rule import Blackout, Cron, Daily, Rule
from bot.prompts.runs import figures
from bot.storage.schema import messages_out
from bot.texts import Refused
from tests.prompts.plans import (
    EVENING,
    FANS,
    FIRST,
    NOON,
    OLGA,
    OTHERS,
    PIA,
    SECOND,
    SUPERGROUP,
    TEXT,
    THIRD,
    Plans,
    at,
    once,
)

NIGHT = Blackout(time(21), time(7))


async def test_what_a_group_chose_is_kept_and_no_other_group_has_it(plans: Plans) -> None:
    chosen = Settings(True, 3, 8, NIGHT, (from_date(date(2026, 12, 24)),))
    await plans.do(wishes.put, FANS, chosen, NOON)
    assert await plans.do(wishes.get, FANS) == chosen
    assert await plans.do(wishes.get, OTHERS) == Settings()
    await plans.do(wishes.put, FANS, Settings(), NOON)
    assert await plans.do(wishes.get, FANS) == Settings()


@pytest.mark.parametrize(
    "bad",
    [
        Settings(most_a_day=0),
        Settings(control_every=1),
        Settings(blackout=Blackout(time(1), time(1))),
    ],
)
async def test_what_makes_no_sense_is_refused(plans: Plans, bad: Settings) -> None:
    with pytest.raises(Refused):
        await plans.do(wishes.put, FANS, bad, NOON)


async def test_blackout_hours_and_holidays_move_what_is_planned_and_back(plans: Plans) -> None:
    await plans.plan()
    await plans.plan(chat_id=OTHERS)
    tuesday = from_date(date(2026, 1, 6))
    await plans.do(wishes.put, FANS, Settings(blackout=NIGHT, holidays=(tuesday,)), NOON)
    [moved] = await plans.planned()
    # The evening of Monday would slip into Tuesday morning, which is a holiday.
    assert moved.next_due == at("2026-01-08T07:00+01:00")
    assert [one.next_due for one in await plans.planned(OTHERS)] == [FIRST]
    await plans.do(wishes.put, FANS, Settings(), NOON)
    assert [one.next_due for one in await plans.planned()] == [FIRST]


async def test_every_groups_own_holidays_count_where_it_is_posted(plans: Plans) -> None:
    monday = from_date(date(2026, 1, 5))
    await plans.do(wishes.put, OTHERS, Settings(holidays=(monday,)), NOON)
    both = Prompt("both", (Variant({"en": TEXT}),), (Place(FANS), Place(OTHERS)))
    await plans.plan(prompt=both, steers=[OTHERS])
    await post_due(plans.database, FIRST)
    await post_due(plans.database, SECOND)
    assert (len(await plans.posted()), len(await plans.posted(OTHERS))) == (2, 1)


# ── times of day that are tried ──────────────────────────────────────────────────────────────────


async def test_other_times_of_day_are_tried_and_each_day_has_its_prompt_once(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def last(_tx: object, _turn: object, clocks: tuple[time, ...], _chance: object) -> time:
        return clocks[-1]

    monkeypatch.setattr(places, "choose_slot", last)
    options = Options(slots=(time(9), time(18)))
    await plans.plan(options=options)
    posted = []
    now = NOON
    while now < NOON + 4 * DAY:
        now += HOUR / 2
        if await post_due(plans.database, now):
            posted.append(now)
    assert posted == [at(f"2026-01-{day:02}T18:00+01:00") for day in (5, 6, 7, 8)]
    assert await plans.record() == [(due, "posted") for due in posted]


# ── a yes ────────────────────────────────────────────────────────────────────────────────────────


async def needing_a_yes(plans: Plans, rule: Rule = EVENING) -> Planned:
    await plans.do(wishes.put, FANS, Settings(needs_approval=True), NOON)
    return await plans.plan(rule, by=PIA, as_planner=True)


async def test_where_nobody_wants_to_be_asked_a_planner_just_plans(plans: Plans) -> None:
    held = await plans.plan(by=PIA, as_planner=True)
    assert (held.state, held.approved_by) == (State.ACTIVE, None)


async def test_a_planners_prompt_waits_for_a_yes_and_then_is_posted(plans: Plans) -> None:
    held = await needing_a_yes(plans)
    assert held.state is State.WAITING
    assert await plans.do(approval.to_decide, FANS) == [held]
    assert await plans.do(approval.to_decide, OTHERS) == []
    assert await plans.do(approval.approve, OTHERS, held.schedule_id, by=OLGA, now=NOON) is None
    approved = await plans.do(approval.approve, FANS, held.schedule_id, by=OLGA, now=NOON)
    assert approved == replace(held, state=State.ACTIVE, approved_by=OLGA)
    assert await plans.do(approval.approve, FANS, held.schedule_id, by=OLGA, now=NOON) is None
    await post_due(plans.database, FIRST)
    assert await plans.posted() == [TEXT]


async def test_a_time_that_comes_before_the_yes_is_left_out_and_told(plans: Plans) -> None:
    held = await needing_a_yes(plans)
    await post_due(plans.database, SECOND)
    assert await plans.posted() == []
    assert await plans.record() == [(FIRST, "unapproved"), (SECOND, "unapproved")]
    async with plans.database.read() as tx:
        told = await figures(tx, FANS, NOON, THIRD)
    assert (told.skipped, told.undecided) == ({"unapproved": 2}, 1)
    with pytest.raises(Refused, match=r"prompts\.not_approved"):
        await plans.do(at_once.post_now, FANS, held.schedule_id, SECOND)
    await plans.do(approval.approve, FANS, held.schedule_id, by=OLGA, now=SECOND + 1)
    await post_due(plans.database, THIRD)
    assert await plans.posted() == [TEXT]


async def test_its_only_time_passed_while_it_waited_it_is_over(plans: Plans) -> None:
    held = await needing_a_yes(plans, once(date(2026, 1, 5), time(21, 30)))
    await post_due(plans.database, FIRST)
    assert await plans.do(approval.approve, FANS, held.schedule_id, by=OLGA, now=SECOND) is None


async def test_a_no_pauses_it_and_changed_and_resumed_it_waits_again(plans: Plans) -> None:
    held = await needing_a_yes(plans)
    rejected = await plans.do(approval.reject, FANS, held.schedule_id, NOON)
    assert rejected.state is State.PAUSED
    assert await plans.do(approval.reject, FANS, held.schedule_id, NOON) is None
    resumed = await plans.do(schedules.resume, FANS, held.schedule_id, NOON, as_planner=True)
    assert resumed.state is State.WAITING
    await plans.do(approval.approve, FANS, held.schedule_id, by=OLGA, now=NOON)
    edited = await plans.do(
        schedules.edit,
        FANS,
        held.schedule_id,
        held.prompt,
        EVENING,
        by=PIA,
        now=NOON,
        as_planner=True,
    )
    assert (edited.state, edited.approved_by) == (State.WAITING, None)


# ── stop ─────────────────────────────────────────────────────────────────────────────────────────


async def test_while_all_is_stopped_nothing_is_posted_and_nothing_is_made_up_for(
    plans: Plans,
) -> None:
    await plans.plan()
    await plans.plan(chat_id=OTHERS)
    assert await plans.do(stop.resume_all, FANS, NOON) is None
    assert await plans.do(stop.pause_all, FANS, by=OLGA, now=NOON)
    assert not await plans.do(stop.pause_all, FANS, by=OLGA, now=NOON)
    await post_due(plans.database, FIRST)
    assert (await plans.posted(), await plans.posted(OTHERS)) == ([], [TEXT])
    assert await plans.do(stop.resume_all, FANS, FIRST + 60) == 0
    assert not await post_due(plans.database, FIRST + 60)
    await post_due(plans.database, SECOND)
    assert await plans.record() == [(FIRST, "paused"), (SECOND, "posted")]


async def test_what_was_on_its_way_for_too_long_is_dropped_and_told(plans: Plans) -> None:
    held = await plans.plan()
    await post_due(plans.database, FIRST)
    await plans.do(stop.pause_all, FANS, by=OLGA, now=FIRST + 1)
    with pytest.raises(Refused, match=r"prompts\.held"):
        await plans.do(at_once.post_now, FANS, held.schedule_id, FIRST + 120)
    assert await plans.do(stop.resume_all, FANS, FIRST + 2 * HOUR) == 1
    assert await plans.record() == [(FIRST, "paused")]
    async with plans.database.read() as tx:
        assert await tx.scalar(sa.select(messages_out.c.state)) == outbox.State.DROPPED


async def test_what_waited_for_quiet_when_all_was_stopped_is_not_posted_later(plans: Plans) -> None:
    await plans.plan(options=Options(quiet_for=600, quiet_most=3600))
    await plans.says(FIRST - 60)
    await post_due(plans.database, FIRST)
    await plans.do(stop.pause_all, FANS, by=OLGA, now=FIRST + 1)
    await plans.do(stop.resume_all, FANS, FIRST + 2)
    await post_due(plans.database, FIRST + 600)
    assert await plans.record() == [(FIRST, "paused")]


# ── the days ahead ───────────────────────────────────────────────────────────────────────────────


async def ahead(plans: Plans, days: float = 2, chat_id: int = FANS) -> list[Coming]:
    async with plans.database.read() as tx:
        return await coming(tx, chat_id, NOON, NOON + days * DAY)


async def test_the_calendar_shows_what_will_be_posted_and_what_becomes_of_it(plans: Plans) -> None:
    held = await plans.plan(topic_id=4)
    paused = await plans.plan()
    await plans.do(schedules.pause, FANS, paused.schedule_id, NOON)
    await plans.do(schedules.skip_next, FANS, held.schedule_id)
    first = Coming(FIRST, held.schedule_id, "evening", 4, State.ACTIVE, skipped=True)
    assert await ahead(plans) == [first, replace(first, due=SECOND, skipped=False)]
    assert await ahead(plans, chat_id=OTHERS) == []
    await plans.do(outbox.hold, FANS, OLGA, NOON)
    assert all(one.held for one in await ahead(plans))


async def test_the_calendar_agrees_with_what_is_then_posted(plans: Plans) -> None:
    night = Settings(blackout=Blackout(time(22), time(8)), holidays=(from_date(date(2026, 1, 8)),))
    await plans.do(wishes.put, FANS, night, NOON)
    await plans.plan(Rule(Cron("0 */5 * * *"), most=15))
    await plans.plan(Rule(Daily(), (time(9), time(23))))
    shown = [(one.due, one.schedule_id) for one in await ahead(plans, 7)]
    now = NOON
    while now < NOON + 7 * DAY:
        await post_due(plans.database, now)
        now += HOUR / 2
    assert [due for due, _ in shown] == [due for due, _ in await plans.record()]
    assert len(shown) > 20


async def test_the_calendar_shows_what_waits_for_quiet_and_for_a_yes(plans: Plans) -> None:
    waiting = await needing_a_yes(plans)
    quiet = await plans.plan(
        once(date(2026, 1, 5), time(12, 30)), options=Options(quiet_for=600, quiet_most=3600)
    )
    await plans.says(NOON + HOUR / 2 - 60)
    await post_due(plans.database, NOON + HOUR / 2)
    shown = [(one.schedule_id, one.state, one.awaits_quiet) for one in await ahead(plans, 1)]
    assert shown == [
        (quiet.schedule_id, State.DONE, True),
        (waiting.schedule_id, State.WAITING, False),
    ]


async def test_a_supergroup_lives_as_its_group_chose(plans: Plans) -> None:
    chosen = Settings(most_a_day=3)
    await plans.do(wishes.put, FANS, chosen, NOON)
    for _ in range(2):
        await plans.do(moving.carry_over, FANS, SUPERGROUP)
    assert await plans.do(wishes.get, SUPERGROUP) == chosen
    assert await plans.do(wishes.get, FANS) == Settings()

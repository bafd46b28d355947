"""Planning: what a group plans is kept, listed, changed; what another group plans is behind a wall."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from bot.clock import HOUR
from bot.prompts import lookup, moving, schedules
from bot.prompts.due import post_due
from bot.prompts.planned import State
from bot.prompts.prompt import Button, Media, MediaKind, Options, Place, Poll, Prompt, Variant
from bot.prompts.rule import Blackout, Cron, Daily, MonthEnd, Rule
from bot.texts import Refused
from tests.prompts.plans import (
    EVENING,
    FANS,
    FIRST,
    NEW_YORK,
    NOON,
    OLGA,
    OTHERS,
    PIA,
    SECOND,
    SUPERGROUP,
    THURSDAYS,
    Plans,
    at,
    moment,
    once,
)

RICH = Prompt(
    "everything",
    (
        Variant(
            {"en": "Hello {{ group_title }}", "zh-CN": "你好"},
            buttons=((Button("Hi", reply="Hi!"),),),
        ),
        Variant({"en": "Look"}, media=(Media(MediaKind.PHOTO, "https://example.org/a.jpg"),)),
        Variant(poll=Poll("Which?", ("a", "b"), correct=1, explanation="b it is")),
    ),
    (Place(FANS, 4), Place(FANS, 5)),
    Options(
        pin=True, unpin_after=3600, silent=True, quiet_for=600, quiet_most=3600, theme="evening"
    ),
)
BOUND = Rule(
    Cron("0 9 * * mon-fri"),
    first=date(2026, 1, 1),
    last=date(2027, 1, 31),
    most=5,
    without=(date(2026, 12, 24),),
    zone="Asia/Shanghai",
    blackout=Blackout(time(23), time(7)),
)


@pytest.mark.parametrize(
    "rule",
    [EVENING, THURSDAYS, once(date(2026, 11, 24), time(21, 30)), moment(NOON + 60.25), BOUND],
)
async def test_what_is_planned_is_read_as_it_was_planned(plans: Plans, rule: Rule) -> None:
    added = await plans.plan(rule, prompt=RICH)
    assert (added.rule, added.prompt) == (rule, RICH)
    assert added.state is State.ACTIVE
    assert await plans.planned() == [added]


async def test_the_next_one_is_listed_first_and_paused_ones_last(plans: Plans) -> None:
    late = await plans.plan(EVENING)
    paused = await plans.plan(Rule(Daily(), (time(12, 30),)))
    soon = await plans.plan(Rule(Daily(), (time(18),)))
    assert await plans.do(schedules.pause, FANS, paused.schedule_id, NOON)
    listed = [each.schedule_id for each in await plans.planned()]
    assert listed == [soon.schedule_id, late.schedule_id, paused.schedule_id]


@pytest.mark.parametrize("text", ["{{ secret }}", "{% for x in y %}", "x" * 4097, "<b>half"])
async def test_a_text_that_could_not_be_posted_is_refused(plans: Plans, text: str) -> None:
    with pytest.raises(Refused):
        await plans.plan(EVENING, text)
    assert await plans.planned() == []


async def test_a_time_that_is_past_is_refused(plans: Plans) -> None:
    with pytest.raises(Refused, match=r"prompts\.never"):
        await plans.plan(once(date(2026, 1, 5), time(11, 59)))
    assert await plans.planned() == []


async def test_what_was_paused_goes_on_with_its_next_time(plans: Plans) -> None:
    held = await plans.plan()
    assert await plans.do(schedules.pause, FANS, held.schedule_id, NOON)
    assert not await plans.do(schedules.pause, FANS, held.schedule_id, NOON)
    assert not await post_due(plans.database, FIRST)
    resumed = await plans.do(schedules.resume, FANS, held.schedule_id, FIRST + HOUR)
    assert resumed == replace(held, next_due=SECOND)
    assert await plans.do(schedules.resume, FANS, held.schedule_id, FIRST + HOUR) is None
    assert await post_due(plans.database, SECOND)
    assert await plans.record() == [(SECOND, "posted")]


async def test_what_is_due_when_it_is_paused_is_on_record(plans: Plans) -> None:
    held = await plans.plan()
    await plans.do(schedules.pause, FANS, held.schedule_id, FIRST + 1)
    assert await plans.record() == [(FIRST, "paused")]


async def test_what_has_only_a_past_left_cannot_be_resumed(plans: Plans) -> None:
    held = await plans.plan(once(date(2026, 1, 5), time(21, 30)))
    await plans.do(schedules.pause, FANS, held.schedule_id, NOON)
    with pytest.raises(Refused, match=r"prompts\.never"):
        await plans.do(schedules.resume, FANS, held.schedule_id, FIRST)
    assert [each.state for each in await plans.planned()] == [State.PAUSED]


async def test_what_was_removed_is_not_posted(plans: Plans) -> None:
    held = await plans.plan()
    assert await plans.do(schedules.remove, FANS, held.schedule_id, NOON)
    assert not await plans.do(schedules.remove, FANS, held.schedule_id, NOON)
    assert not await post_due(plans.database, FIRST)
    assert await plans.planned() == []


async def test_an_edited_prompt_is_posted_as_and_when_it_now_is(plans: Plans) -> None:
    held = await plans.plan()
    other = Prompt("other", (Variant({"en": "And now?"}),), (Place(FANS, 4),))
    edited = await plans.do(
        schedules.edit, FANS, held.schedule_id, other, THURSDAYS, by=PIA, now=NOON
    )
    assert (edited.prompt, edited.rule, edited.created_by) == (other, THURSDAYS, OLGA)
    assert not await post_due(plans.database, FIRST)
    assert await post_due(plans.database, at("2026-01-08T09:00+01:00"))
    assert [(row.topic_id, row.text) for row in await plans.put()] == [(4, "And now?")]


async def test_an_edit_forgets_nothing_that_is_due_and_counts_on(plans: Plans) -> None:
    held = await plans.plan(EVENING, "Number {{ count }}")
    await post_due(plans.database, FIRST)
    await plans.do(
        schedules.edit, FANS, held.schedule_id, held.prompt, EVENING, by=OLGA, now=SECOND + 1
    )
    await post_due(plans.database, SECOND + 2)
    assert await plans.posted() == ["Number 1", "Number 2"]


async def test_a_paused_prompt_stays_paused_while_it_is_edited(plans: Plans) -> None:
    held = await plans.plan()
    await plans.do(schedules.pause, FANS, held.schedule_id, NOON)
    past = once(date(2026, 1, 1), time(9))
    edited = await plans.do(
        schedules.edit, FANS, held.schedule_id, held.prompt, past, by=OLGA, now=NOON
    )
    assert (edited.state, edited.next_due) == (State.PAUSED, None)


async def test_a_copy_rests_until_it_is_resumed(plans: Plans) -> None:
    held = await plans.plan(EVENING)
    copied = await plans.do(schedules.copy, FANS, held.schedule_id, by=PIA, now=NOON)
    assert (copied.prompt.name, copied.rule) == ("evening 2", held.rule)
    assert (copied.prompt.variants, copied.prompt.options) == (
        held.prompt.variants,
        held.prompt.options,
    )
    assert (copied.state, copied.created_by) == (State.PAUSED, PIA)
    await post_due(plans.database, FIRST)
    assert len(await plans.posted()) == 1


async def test_the_next_time_can_be_left_out_and_the_one_after_it_comes(plans: Plans) -> None:
    held = await plans.plan()
    assert await plans.do(schedules.skip_next, FANS, held.schedule_id) == FIRST
    [seen] = await plans.planned()
    assert (seen.skips_next, seen.next_due) == (True, FIRST)
    await post_due(plans.database, FIRST)
    await post_due(plans.database, SECOND)
    assert await plans.record() == [(FIRST, "asked"), (SECOND, "posted")]


async def test_a_time_left_out_can_be_taken_back(plans: Plans) -> None:
    held = await plans.plan()
    assert not await plans.do(schedules.unskip_next, FANS, held.schedule_id)
    await plans.do(schedules.skip_next, FANS, held.schedule_id)
    assert await plans.do(schedules.unskip_next, FANS, held.schedule_id)
    await post_due(plans.database, FIRST)
    assert await plans.record() == [(FIRST, "posted")]


# ── walls ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_group_neither_sees_nor_touches_the_prompts_of_another(plans: Plans) -> None:
    ours = await plans.plan()
    which = (OTHERS, ours.schedule_id)
    assert await plans.planned(OTHERS) == []
    assert await plans.do(lookup.find, *which) is None
    assert not await plans.do(schedules.pause, *which, NOON)
    assert await plans.do(schedules.resume, *which, NOON) is None
    assert not await plans.do(schedules.remove, *which, NOON)
    assert await plans.do(schedules.skip_next, *which) is None
    assert await plans.do(schedules.copy, *which, by=OLGA, now=NOON) is None
    edited = await plans.do(
        schedules.edit, *which, ours.prompt, EVENING, by=OLGA, now=NOON, steers=[FANS]
    )
    assert edited is None
    await plans.do(moving.rezone, OTHERS, NEW_YORK, NOON)
    assert await plans.planned() == [ours]


BOTH = Prompt("both", (Variant({"en": "Hello!"}),), (Place(FANS), Place(OTHERS, 3)))


async def test_nobody_plans_for_a_group_that_she_does_not_steer(plans: Plans) -> None:
    with pytest.raises(Refused, match=r"prompts\.foreign_place"):
        await plans.plan(prompt=BOTH)
    held = await plans.plan(prompt=BOTH, steers=[OTHERS])
    with pytest.raises(Refused, match=r"prompts\.foreign_place"):
        await plans.do(schedules.edit, FANS, held.schedule_id, BOTH, EVENING, by=PIA, now=NOON)
    copied = await plans.do(schedules.copy, FANS, held.schedule_id, by=PIA, now=NOON)
    assert copied.prompt.places == (Place(FANS),)


async def test_a_prompt_for_two_groups_is_posted_in_each_by_its_own_clock(plans: Plans) -> None:
    await plans.meet(-300, NEW_YORK, "zh-CN")
    texts = Variant({"en": "Hello {{ group_title }}", "zh-CN": "你好 {{ group_title }}"})
    prompt = Prompt("both", (texts,), (Place(FANS), Place(-300)))
    await plans.plan(prompt=prompt, steers=[-300])
    await post_due(plans.database, FIRST)
    assert (await plans.posted(), await plans.posted(-300)) == (["Hello Group 100"], [])
    await post_due(plans.database, at("2026-01-05T21:30-05:00"))
    assert (await plans.posted(), await plans.posted(-300)) == (
        ["Hello Group 100"],
        ["你好 Group 300"],
    )


async def test_of_anothers_prompt_a_group_sees_its_own_place_and_can_be_rid_of_it(
    plans: Plans,
) -> None:
    ours = await plans.plan(prompt=BOTH, steers=[OTHERS])
    [theirs] = await plans.planned(OTHERS)
    assert (theirs.chat_id, theirs.prompt.places) == (FANS, (Place(OTHERS, 3),))
    assert not await plans.do(schedules.pause, OTHERS, ours.schedule_id, NOON)
    assert await plans.do(schedules.remove, OTHERS, ours.schedule_id, NOON)
    assert await plans.planned(OTHERS) == []
    await post_due(plans.database, FIRST)
    assert (await plans.posted(), await plans.posted(OTHERS)) == (["Hello!"], [])


async def test_a_prompt_that_nobody_wants_to_have_rests(plans: Plans) -> None:
    there = Prompt("there", (Variant({"en": "Hello!"}),), (Place(OTHERS),))
    ours = await plans.plan(prompt=there, steers=[OTHERS])
    await plans.do(schedules.remove, OTHERS, ours.schedule_id, NOON)
    [left] = await plans.planned()
    assert (left.state, left.prompt.places) == (State.PAUSED, ())
    with pytest.raises(Refused, match=r"prompts\.never"):
        await plans.do(schedules.resume, FANS, ours.schedule_id, NOON)


async def test_what_a_planner_planned_is_hers_alone_among_planners(plans: Plans) -> None:
    held = await plans.plan()
    await plans.do(lookup.check_own, FANS, held.schedule_id, OLGA)
    with pytest.raises(Refused, match=r"prompts\.not_yours"):
        await plans.do(lookup.check_own, FANS, held.schedule_id, PIA)


# ── other clocks, another chat ───────────────────────────────────────────────────────────────────


async def test_a_new_zone_moves_local_times_and_leaves_moments_alone(plans: Plans) -> None:
    soon, daily = await plans.plan(moment(NOON + HOUR)), await plans.plan()
    ours = await plans.plan(Rule(Daily(), (time(13),), zone="Europe/Berlin"))
    await plans.do(moving.rezone, FANS, NEW_YORK, NOON)
    assert await plans.planned() == [
        soon,
        ours,
        replace(daily, next_due=at("2026-01-05T21:30-05:00")),
    ]


async def test_what_a_new_zone_puts_into_the_past_is_not_lost_silently(plans: Plans) -> None:
    await plans.plan(once(date(2026, 1, 5), time(12, 30)))
    await plans.do(moving.rezone, FANS, ZoneInfo("Asia/Shanghai"), NOON)
    assert await post_due(plans.database, NOON)
    assert await plans.record() == [(at("2026-01-05T12:30+08:00"), "late")]


async def test_what_was_due_when_the_zone_changed_is_still_posted(plans: Plans) -> None:
    await plans.plan()
    await plans.do(moving.rezone, FANS, NEW_YORK, FIRST + 1)
    assert await post_due(plans.database, FIRST + 2)
    assert await plans.record() == [(FIRST, "posted")]


async def test_a_time_that_is_left_out_stays_so_in_another_zone(plans: Plans) -> None:
    held = await plans.plan()
    await plans.do(schedules.skip_next, FANS, held.schedule_id)
    await plans.do(moving.rezone, FANS, NEW_YORK, NOON)
    [moved] = await plans.planned()
    assert (moved.skips_next, moved.next_due) == (True, at("2026-01-05T21:30-05:00"))


async def test_a_supergroup_takes_over_prompts_and_runs(plans: Plans) -> None:
    await plans.plan(prompt=BOTH, steers=[OTHERS])
    await plans.meet(SUPERGROUP)
    await post_due(plans.database, FIRST)
    for _ in ("told by the old group", "told by the new one"):
        await plans.do(moving.carry_over, FANS, SUPERGROUP)
    assert await plans.planned() == []
    assert await post_due(plans.database, SECOND)
    assert await plans.record(SUPERGROUP) == [(FIRST, "posted"), (SECOND, "posted")]
    assert await plans.posted(SUPERGROUP) == ["Hello!"]
    [seen] = await plans.planned(SUPERGROUP)
    assert (seen.chat_id, seen.prompt.places) == (SUPERGROUP, (Place(SUPERGROUP), Place(OTHERS, 3)))
    [theirs] = await plans.planned(OTHERS)
    assert theirs.chat_id == SUPERGROUP


async def test_a_month_end_is_found_however_far_it_is(plans: Plans) -> None:
    held = await plans.plan(Rule(MonthEnd(), (time(9),), zone="UTC"))
    assert held.next_due == at("2026-01-31T09:00+00:00")

"""What holds for all prompts of a group: the emergency stop, the settings, the starter packs."""

import pytest

from bot.prompts.starter import PACKS
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage
from tests.stories.planning import labels, latest, opens


async def test_the_emergency_stop_holds_everything_until_it_is_lifted(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/prompt daily 00:10 Good night!")
    await bob.says("/pause", in_=group)
    assert "operators" in group.last.text
    await olga.says("/pause", in_=group)
    assert "Fans is paused" in group.last.text
    before = len(group.messages)
    await bob.says("/me", in_=group)
    await stage.forward(minutes=20)
    assert len(group.messages) == before + 1
    assert "🛑 The group is paused" in await alice.asks("/prompts")
    await alice.says("/pause", in_=group)
    assert "has been paused since Thu 1 Jan 00:00, by Olga" in group.last.text
    await alice.presses("Good night!")
    await alice.presses("Post now")
    await alice.presses("Yes, post it")
    assert "This group is paused" in latest(alice.private)
    await olga.presses("Let everything go on", in_=group)
    assert "Good night!" not in group.texts
    assert any("Fans goes on" in text for text in group.texts)
    await stage.forward(days=1)
    assert group.texts.count("Good night!") == 1
    await olga.says("/resume", in_=group)
    assert "is not paused" in group.last.text


async def test_what_waited_too_long_is_not_sent_when_it_is_lifted(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/pause")
    await bob.says("/top", in_=group)
    await stage.forward(hours=2)
    before = len(group.messages)
    assert "1 message came too late" in await alice.asks("/resume")
    assert len(group.messages) == before


async def test_the_stop_speaks_chinese(alice: Someone, group: Place) -> None:
    await alice.asks("/language", in_=group)
    await alice.presses("简体中文", in_=group)
    await alice.says("/pause", in_=group)
    assert "已暂停" in group.last.text
    await alice.presses("全部恢复", in_=group)
    assert "恢复了" in group.last.text


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_day_has_no_more_posts_than_the_group_wants(
    stage: Stage, alice: Someone, group: Place
) -> None:
    for hour in (10, 11, 12):
        await alice.asks(f"/prompt daily {hour}:00 At {hour}")
    await alice.asks("/prompt_settings")
    await alice.presses("2")
    assert "at most 2" in latest(alice.private)
    assert "✓ 2" in labels(alice.private)
    before = len(group.messages)
    for hour in (10, 11, 12):
        await stage.until(f"{hour}:01")
    assert group.texts[before:] == ["At 10", "At 11"]


async def test_hours_and_days_without_posts_move_and_leave_out_what_is_planned(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt daily 23:30 Late")
    await alice.asks("/prompt_settings")
    await alice.presses("23:00-07:00")
    assert "Fri 2 Jan\n07:00 Late" in await alice.asks("/prompts")
    page = await alice.asks("/prompt_settings except 2026-01-02..2026-01-04")
    assert "2026-01-02..2026-01-04" in page
    assert "Mon 5 Jan\n" in (await alice.asks("/prompts")).partition("Late")[0] + "Mon 5 Jan\n"
    await stage.forward(days=3)
    assert "Late" not in group.texts
    await alice.asks("/prompt_settings")
    await alice.presses("Clear the days")
    await alice.presses("any hour")
    assert "Days without posts: none" in latest(alice.private)
    await stage.until("23:31")
    assert group.texts[-1] == "Late"
    page = await alice.asks("/prompt_settings 避开 22:00-06:00")
    assert "22:00-06:00" in page
    assert "cannot read" in await alice.asks("/prompt_settings at night")


async def test_how_often_nothing_is_posted_to_compare_is_chosen(
    alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt_settings")
    await alice.presses("never")
    assert "To compare, nothing is posted: never" in latest(alice.private)
    await alice.presses("1/4")
    assert "one in 4 times" in latest(alice.private)


# ── starter packs ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "packs"), [("", "Starter packs"), ("简体中文", "话题包")])
async def test_every_pack_is_put_in_by_a_button_and_rests_until_it_is_woken(
    stage: Stage, alice: Someone, group: Place, language: str, packs: str
) -> None:
    if language:
        for place in (None, group):
            await alice.asks("/language", in_=place)
            await alice.presses(language, in_=place)
    await alice.asks("/prompts")
    for number, _ in enumerate(PACKS):
        await alice.presses(packs)
        offered = labels(alice.private)
        await alice.presses(offered[number])
        await alice.presses("‹")
    await alice.presses(packs)
    await alice.presses(labels(alice.private)[0])
    assert ("已经有了" if language else "there already") in latest(alice.private)
    before = len(group.messages)
    for _ in range(3):
        await stage.until("19:01")
        await stage.until("20:01")
    assert len(group.messages) == before


async def test_a_pack_is_looked_at_and_woken_with_two_presses(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompts")
    for press in ("Starter packs", "Countdown", "Countdown"):
        await alice.presses(press)
    assert "10 days to go! What" in latest(alice.private)
    assert "Paused" in latest(alice.private)
    await alice.presses("Preview")
    assert "days to go!" in alice.private.texts[-3]
    await alice.presses("Resume")
    await stage.until("18:01")
    assert "⏳ 10 days to go!" in group.texts[-1]
    await stage.forward(days=9)
    assert "One more sleep" in group.texts[-1]
    await stage.forward(days=1)
    assert "Today is the day!" in group.texts[-1]
    await stage.forward(days=3)
    assert "Today is the day!" in group.texts[-1]


async def test_a_planners_pack_waits_for_a_yes_when_it_is_woken(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    for someone in (olga, bob):
        await someone.asks("/start")
    await alice.says("/planner_add 1003", in_=group)
    await alice.asks("/prompt_settings")
    await alice.presses("waits for a yes")
    await bob.asks("/prompts")
    for press in ("Starter packs", "Quiz", "Quiz night", "Resume"):
        await bob.presses(press)
    assert "May it be posted?" in latest(olga.private)
    await opens(olga, "Quiz night")
    await olga.presses("Approve")
    await stage.until("20:01")
    assert group.last.poll is not None

"""What Renao could not see stands beside every figure, in whichever way it could not."""

from pathlib import Path

import pytest

from bot.sandbox import ManualClock
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage, raised


async def test_an_administrator_who_sees_all_has_an_a(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await stage.forward(hours=12)
    assert "Record: A (100% of the hours)." in await alice.asks("/report 1d")
    assert "Record: " in await bob.asks("/top", in_=group)
    assert "Last 7 days – Record: " in await alice.asks("/status")


async def test_hours_without_the_right_to_see_all_are_told_until_they_are_few(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await stage.forward(hours=2)
    alice.person.demotes(stage.bot, group)
    await stage.forward(hours=3)
    assert "Record: D (40% of the hours) – for 3 h Renao was no administrator" in await alice.asks(
        "/report 1d"
    )
    alice.person.promotes(stage.bot, group)
    await stage.forward(hours=11)
    said = await alice.asks("/report 1d")
    assert "Record: C (81.2% of the hours) – for 3 h Renao was no administrator" in said
    assert "from Thu 1 Jan 02:00 to Thu 1 Jan 05:00." in said
    for _ in range(8):
        await stage.forward(days=1)
    # Those three hours are no part of the last days; and most of thirty days Renao was not there.
    assert "Renao was not in the group yet for" in await alice.asks("/report 30d")
    assert "Record: A" in await alice.asks("/report 7d")


async def test_hours_out_of_the_group_are_told_and_coming_back_is_no_first_arrival(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await stage.forward(hours=2)
    alice.person.kicks(stage.bot, group)
    await stage.forward(hours=6)
    alice.person.forgives(stage.bot, group)
    alice.person.adds(stage.bot, group)
    alice.person.promotes(stage.bot, group)
    await stage.forward(hours=2)
    said = await alice.asks("/report 1d")
    assert "Messages 1" in said
    assert "Record: D (40% of the hours) – Renao was out of the group for 6 h" in said
    assert "from Thu 1 Jan 02:00 to Thu 1 Jan 08:00." in said


async def test_days_down_are_told_but_the_last_of_them(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await stage.forward(hours=20)
    stage.clock.forward(days=3)
    await stage.settle()
    said = await alice.asks("/report 4d")
    # Telegram still held what happened in the last day.
    assert "– Renao was down for 48 h, from Thu 1 Jan 20:00 to Sat 3 Jan 20:00." in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Record: D (0% of the hours) – for 6 h Renao was told only commands and replies"),
        ("zh-hans", "记录完整度：D（0% 的时间）——有 6 小时 Renao 只能看到命令和对它的回复"),
    ],
)
async def test_under_privacy_mode_nothing_is_taken_to_be_complete(
    clock: ManualClock, database_url: str, tmp_path: Path, language: str, words: str
) -> None:
    async with raised(clock, database_url, tmp_path, privacy=True) as stage:
        alice = Someone(stage.world.person("Alice", id=1001, language=language), stage)
        group = stage.world.supergroup("Fans", owner=alice.person)
        alice.person.adds(stage.bot, group)
        await stage.settle()
        await stage.forward(hours=6)
        assert words in await alice.asks("/report 1d")


async def test_what_one_member_is_shown_says_nothing_of_members_never_seen(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await stage.forward(hours=7)
    assert "of the members have never been seen" in await alice.asks("/report 1d")
    said = await bob.asks("/me")
    assert "Record:" in said
    assert "never been seen" not in said

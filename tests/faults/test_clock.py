"""Our clock jumps, Telegram's does not: nothing is counted wrong, and nothing said twice or never."""

import asyncio
from pathlib import Path

import pytest

from bot.sandbox import ManualClock
from tests.faults.ending import Ending
from tests.faults.hour import ACTS, Hour, spend
from tests.faults.stage import Stage, new_world, opened

AT = 8
PROMPT = "Who is still up?"


class WrongClock:
    """The world's time, and a difference that can be set."""

    def __init__(self, world: ManualClock) -> None:
        self.world, self.wrong = world, 0.0

    def now(self) -> float:
        return self.world.now() + self.wrong

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        return await self.world.wait(event, seconds)


@pytest.mark.parametrize("hours", [-3, -0.5, 0.5, 3])
async def test_an_hour_in_which_the_clock_jumps_and_is_put_right_counts_and_says_the_same(
    tmp_path: Path, good_hour: Ending, hours: float
) -> None:
    world = new_world()
    assert isinstance(world.clock, ManualClock)
    clock = WrongClock(world.clock)

    async def trouble(_stage: Stage, number: int) -> None:
        clock.wrong = 3600 * hours if AT <= number < ACTS - 1 else 0

    async with opened(tmp_path, world=world, clock=clock) as stage:
        ended = await spend(stage, trouble, settling=True)
    for table in ("facts", "member_days", "chat_days", "members", "chats", "faq_served", "updates"):
        assert ended.without_ids[table] == good_hour.without_ids[table], table
    # What was due while the clock was three hours ahead is missed, and said so; never late, never twice.
    [group] = {chat for chat, texts in good_hour.posts.items() if chat < 0}
    posted = ended.posts[group].count(PROMPT)
    assert posted == (0 if hours == 3 else 1)
    answers = [text for texts in ended.posts.values() for text in texts if text == "At the door."]
    assert len(answers) == ACTS / 4


async def test_what_is_in_hand_when_the_clock_is_set_back_is_said_at_once(tmp_path: Path) -> None:
    world = new_world()
    assert isinstance(world.clock, ManualClock)
    clock = WrongClock(world.clock)
    async with opened(tmp_path, world=world, clock=clock) as stage:
        hour = Hour(stage)
        await hour.begin()
        hour.bob.says("hello", in_=hour.group)
        hour.bob.says("where can I buy tickets?", in_=stage.bot)
        await stage.house.poller.step(0)
        clock.wrong = -7200
        await stage.settle()
        assert hour.bob.chat_with(stage.bot).texts.count("At the door.") == 1
        hour.ming.says("/help", in_=stage.bot)
        await stage.house.poller.step(0)
        await stage.house.dispatcher.step()
        clock.wrong = -14400
        await stage.settle()
        assert "/language" in hour.ming.chat_with(stage.bot).last.text

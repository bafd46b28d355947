"""All workers at once, now and then held up with what they have read: all is done once, and once only."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.util import await_only

from bot.app.run import DISPATCHERS, SENDERS
from bot.sandbox.script.places import Place
from bot.storage import Database
from tests.faults.hour import TICKETS
from tests.faults.stage import Stage, opened

ROUNDS = 8
# Turns of the loop that a worker is held up once it has read something, and how often: mostly none, at times
# longer than another needs for all of an update.
TURNS, SHARES = (0, 50, 2000), (50, 20, 30)

Step = Callable[[], Awaitable[bool]]


def hold_up(database: Database, seed: int) -> None:
    """Let whoever has read something go on only when others have had their turns."""
    chance = random.Random(seed)

    def hold(*_: Any) -> None:
        for _turn in range(*chance.choices(TURNS, SHARES)):
            await_only(asyncio.sleep(0))

    event.listen(database.reader.sync_engine, "after_cursor_execute", hold)


class AtOnce(Stage):
    """A stage on which all workers work side by side, as many as Renao has, and the jobs with them."""

    async def round(self) -> bool:
        """Let each work as long as it finds something; True if one did."""
        house = self.house
        steps: list[Step] = [house.dispatcher.step] * DISPATCHERS + [house.sender.step] * SENDERS
        *worked, _ = await asyncio.gather(*map(busily, [self._poll, *steps]), super().jobs())
        return any(worked)

    async def jobs(self) -> None:
        """Leave them to the round."""


async def busily(step: Step) -> bool:
    """Take step after step while there is something to do; True if there was."""
    worked = False
    while await step():
        worked = True
    return worked


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_their_order_each_command_is_obeyed_once(
    tmp_path: Path, database_url: str, seed: int
) -> None:
    async with opened(tmp_path, url=database_url) as alone:
        stage = AtOnce(alone.world, alone.clock, alone.bot, alone.settings, alone.house)
        alice, bob = stage.world.person("Alice", id=1001), stage.world.person("Bob")
        groups = [stage.world.supergroup(title, owner=alice, members=[bob]) for title in "ABC"]
        alice.starts(stage.bot)
        for group in groups:
            alice.adds(stage.bot, group)
            alice.promotes(stage.bot, group)
            alice.says(TICKETS, in_=group)
        await stage.settle()
        hold_up(stage.house.database, seed)
        asked = []
        for number in range(ROUNDS):
            # One thing to do in each group: so who is done with it soon looks through all of them.
            if number % 2:
                asked += [
                    bob.says("@renao_bot where can I buy tickets?", in_=one) for one in groups
                ]
            else:
                asked += [alice.says(f"/prompt in 1m Number {number}!", in_=one) for one in groups]
            await stage.settle()
            stage.clock.forward(seconds=61)
        await stage.settle()
        assert answers(groups) == Counter((one.chat.id, one.id) for one in asked)
        for group in groups:
            posted = [text for text in group.texts if text.startswith("Number")]
            assert sorted(posted) == [f"Number {number}!" for number in range(0, ROUNDS, 2)]


def answers(groups: Iterable[Place]) -> Counter[tuple[int, int]]:
    """Return how often each message was answered by the bot since it has been taught, by its chat and id."""
    return Counter(
        (message.chat.id, message.reply_to.id)
        for group in groups
        for message in group.messages
        if message.reply_to and not message.reply_to.text.startswith("/faq_new")
    )

"""kill -9 in the middle of a batch and in the middle of a send: nothing lost, nothing repeated.

The real process on a real port; the pretend Telegram holds the call at the moment that is aimed at.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.sandbox import Served, SystemClock, World, serve
from bot.sandbox.faults import FaultKind
from bot.sandbox.model.bots import Bot
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from bot.storage import open_database
from bot.storage.schema import facts, member_days, prompt_places

TOP = Path(__file__).parents[2]
TOKEN = "42:SANDBOX"
SAID = 60
PATIENCE = 30.0


class Scene:
    """A group with Alice, Bob and the bot, and a bot process that can be killed and started."""

    def __init__(self, world: World, served: Served, folder: Path) -> None:
        self.world, self.served, self.folder = world, served, folder
        self.bot: Bot = world.add_bot("renao_bot", token=TOKEN)
        self.alice: Person = world.person("Alice", id=1001)
        self.bob: Person = world.person("Bob")
        self.group: Place = world.supergroup("Fans", owner=self.alice, members=[self.bob])
        self.alice.adds(self.bot, self.group)
        self.alice.promotes(self.bot, self.group)

    @asynccontextmanager
    async def life(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Let the bot live from here to the end of the block, which ends with kill -9."""
        environ = {
            **os.environ,
            "PYTHONPATH": str(TOP),
            "RENAO_TELEGRAM__TOKEN": TOKEN,
            "RENAO_TELEGRAM__BASE_URL": self.served.base_url,
            "RENAO_DATABASE__URL": f"sqlite:///{self.folder}/renao.db",
            "RENAO_OWNERS": "1001",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self.folder,
            env=environ,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            await process.wait()

    async def see(self, what: Callable[[], bool]) -> None:
        """Wait until something can be seen in the world."""
        async with asyncio.timeout(PATIENCE):
            while not what():  # noqa: ASYNC110 - another process does it, which sets no event here
                await asyncio.sleep(0.01)

    def confirmed(self) -> int:
        """Return how many updates the bot has confirmed so far."""
        return len(self.world.ledger.entries("confirmed"))

    async def work_through(self) -> None:
        """Wait until the bot has confirmed all that was queued."""
        queued = len(self.world.ledger.entries("queued"))
        await self.see(lambda: self.confirmed() == queued)

    async def let_prompts_be_due(self) -> None:
        """Spare the test the minute that a prompt needs to become due; the bot must not be running."""
        database = open_database(f"sqlite:///{self.folder}/renao.db")
        async with database.write() as tx:
            await tx.execute(sa.update(prompt_places).values(next_due=time.time()))
        await database.close()

    async def counted(self) -> tuple[int, int]:
        """Return how many of Bob's messages are on record: as facts, and in the daily rows."""
        database = open_database(f"sqlite:///{self.folder}/renao.db")
        async with database.read() as tx:
            assert await tx.scalar(sa.text("PRAGMA integrity_check")) == "ok"
            mine = sa.and_(facts.c.user_id == self.bob.id, facts.c.kind == Kind.MESSAGE)
            rows = await tx.scalar(sa.select(sa.func.count()).where(mine).select_from(facts))
            days = sa.select(sa.func.sum(member_days.c.messages))
            total = await tx.scalar(days.where(member_days.c.user_id == self.bob.id))
        await database.close()
        return int(rows or 0), int(total or 0)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    world = World(SystemClock())
    async with serve(world) as served:
        yield Scene(world, served, tmp_path)


@pytest.mark.parametrize("milliseconds", [0, 3, 10, 30])
async def test_killed_with_a_batch_in_hand_it_counts_every_message_once(
    scene: Scene, milliseconds: int
) -> None:
    for number in range(SAID):
        scene.bob.says(f"message {number}", in_=scene.group)
    async with scene.life():
        await scene.see(lambda: bool(scene.world.ledger.entries("delivered")))
        await asyncio.sleep(milliseconds / 1000)
    async with scene.life():
        await scene.work_through()
    assert await scene.counted() == (SAID, SAID)


@pytest.mark.parametrize(("moment", "posted"), [("hang_before", 0), ("hang_after", 1)])
async def test_a_prompt_that_is_being_sent_at_a_kill_is_left_to_the_operator(
    scene: Scene, moment: FaultKind, posted: int
) -> None:
    private = scene.alice.chat_with(scene.bot)
    async with scene.life():
        # Its thanks for being let in must be done with: they are said at most once as well.
        await scene.see(lambda: bool(scene.group.texts))
        scene.alice.says("/prompt in 1m Hello, fans!", in_=scene.bot)
        await scene.see(lambda: "Planned" in private.last.text)
    fault = scene.world.faults.add(moment, method="sendMessage", chat_id=scene.group.id)
    await scene.let_prompts_be_due()
    async with scene.life():
        await scene.see(lambda: fault.done == 1)
    async with scene.life():
        scene.alice.says("/status", in_=scene.bot)
        await scene.see(lambda: "Was this posted?" in private.last.text)
        assert scene.group.texts.count("Hello, fans!") == posted
        scene.alice.presses(private.last, "Post it again")
        await scene.see(lambda: scene.group.texts.count("Hello, fans!") == posted + 1)


async def test_an_answer_that_is_being_sent_at_a_kill_is_not_lost(scene: Scene) -> None:
    async with scene.life():
        scene.alice.says("/faq_new hi | who is in the front row? | You are!", in_=scene.bot)
        await scene.see(lambda: "Saved" in scene.alice.chat_with(scene.bot).last.text)
        fault = scene.world.faults.add("hang_before", method="sendMessage", chat_id=scene.group.id)
        scene.bob.says("who is in the front row?", in_=scene.group)
        await scene.see(lambda: fault.done == 1)
    assert "You are!" not in scene.group.texts
    async with scene.life():
        await scene.see(lambda: "You are!" in scene.group.texts)
        await scene.work_through()
    assert scene.group.texts.count("You are!") == 1

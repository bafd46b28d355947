"""The stage of the stories: a world with people, and the whole house talking to it over HTTP in process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.app import House, build
from bot.chat.account import Line, make_bot
from bot.config import Settings
from bot.sandbox import ManualClock, World, create_app
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from tests.sandbox.table import PATH, ledger_complaints

TOKEN = "42:SANDBOX"
BASE_URL = "http://telegram.test/bot"
START = 1_767_225_600.0  # 2026-01-01 00:00 UTC, a Thursday
SOON = 70.0


@dataclass
class Stage:
    """The world, its clock, the bot's account there, and the house that is the bot."""

    world: World
    clock: ManualClock
    bot: Bot
    settings: Settings
    house: House

    async def settle(self) -> None:
        """Let the bot do all that it would do now; seconds that only pace its messages pass by themselves."""
        while True:
            await self.house.work_off()
            due = await self.house.sender.next_due()
            if due is None or due > self.clock.now() + SOON:
                return
            self.clock.forward(seconds=max(due - self.clock.now(), 0.1))

    async def until(self, clock: str, zone: str = "UTC") -> None:
        """Let time pass until clocks show `clock`, then let the bot do what has become due."""
        self.clock.until(clock, zone)
        await self.settle()

    async def forward(self, **span: float) -> None:
        """Let time pass, then let the bot do what has become due."""
        self.clock.forward(**span)
        await self.settle()


@dataclass
class Someone:
    """A person of the world; whatever she does, the bot has reacted to it when it is done."""

    person: Person
    stage: Stage

    @property
    def private(self) -> Place:
        """The private chat with the bot."""
        return self.person.chat_with(self.stage.bot)

    async def says(self, text: str, in_: Place | None = None, **more: object) -> Message:
        """Post a text in a group, or to the bot in private."""
        message = self.person.says(text, in_=in_ or self.stage.bot, **more)
        await self.stage.settle()
        return message

    async def asks(self, text: str, in_: Place | None = None) -> str:
        """Say something and return all that the bot answers there, as a person reads it."""
        place = in_ or self.private
        before = {message.id for message in place.messages}
        await self.says(text, in_)
        mine = (message for message in place.messages if message.id not in before)
        return "\n".join(message.text for message in mine if message.sender is self.stage.bot.user)

    async def presses(self, label: str, in_: Place | None = None) -> str:
        """Press the newest button with that label; return what Telegram shows over the chat."""
        place = in_ or self.private
        under = next(
            message
            for message in reversed(place.messages)
            if any(label in button for button in message.buttons)
        )
        whole = next(button for button in under.buttons if label in button)
        press = self.person.presses(under, whole)
        await self.stage.settle()
        return press.answer or ""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


def settings_for(
    folder: Path,
    base_url: str = BASE_URL,
    *,
    keeping: Mapping[str, Any] | None = None,
    **database: Any,
) -> Settings:
    """Return settings for a house whose data is in `folder`, unless `database` has another url."""
    return Settings.model_validate(
        {
            "owners": [1001],
            "telegram": {"token": TOKEN, "base_url": base_url},
            "database": {"url": f"sqlite:///{folder}/renao.db", **database},
            "backup": {"folder": str(folder / "backups")},
            "privacy": keeping or {},
        }
    )


@asynccontextmanager
async def raised(
    clock: ManualClock,
    database_url: str,
    folder: Path,
    *,
    privacy: bool = False,
    keeping: Mapping[str, Any] | None = None,
) -> AsyncIterator[Stage]:
    """Raise the curtain: a world without people or groups, and a house that is connected to it.

    `privacy` is the bot's mode at Telegram, `keeping` are the settings of what is kept.
    """
    world = World(clock)
    bot = world.add_bot("renao_bot", token=TOKEN, privacy=privacy)
    settings = settings_for(folder, keeping=keeping, url=database_url)
    transport = httpx.ASGITransport(create_app(world))
    async with housed(settings, clock, transport) as house:
        yield Stage(world, clock, bot, settings, house)
    # Whatever the bot called in the story is as the official table says, where that table is at hand.
    if PATH.exists():
        assert ledger_complaints(world.ledger) == []


@asynccontextmanager
async def housed(
    settings: Settings, clock: ManualClock, transport: httpx.AsyncBaseTransport
) -> AsyncIterator[House]:
    """Build the house at one end of a transport whose other end is Telegram."""
    request = HTTPXRequest(httpx_kwargs={"transport": transport})
    async with httpx.AsyncClient(transport=transport) as http:
        line = Line(make_bot(TOKEN, BASE_URL, request), http)
        async with build(settings, clock, line) as house:
            yield house


@pytest.fixture
async def stage(clock: ManualClock, database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """A world and a house; the story is played once on each kind of database."""
    async with raised(clock, database_url, tmp_path) as stage:
        yield stage


@pytest.fixture
def alice(stage: Stage) -> Someone:
    return Someone(stage.world.person("Alice", id=1001), stage)


@pytest.fixture
def olga(stage: Stage) -> Someone:
    return Someone(stage.world.person("Olga", id=1002), stage)


@pytest.fixture
def bob(stage: Stage) -> Someone:
    return Someone(stage.world.person("Bob", id=1003, language="en"), stage)


@pytest.fixture
def ming(stage: Stage) -> Someone:
    return Someone(stage.world.person("小明", id=1004, language="zh-hans", username=None), stage)


@pytest.fixture
def mallory(stage: Stage) -> Someone:
    return Someone(stage.world.person("Mallory", id=1005), stage)


@pytest.fixture
async def group(stage: Stage, alice: Someone, olga: Someone, bob: Someone, ming: Someone) -> Place:
    """Alice's group, in which Olga administers and the bot is an administrator too."""
    members = [olga.person, bob.person, ming.person]
    group = stage.world.supergroup("Fans", owner=alice.person, members=members)
    alice.person.promotes(olga.person, group)
    alice.person.adds(stage.bot, group)
    alice.person.promotes(stage.bot, group)
    await stage.settle()
    return group

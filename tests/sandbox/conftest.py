"""A small world with people in it, and a client that speaks the Bot API to it in process."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox import ManualClock, Person, Place, World, create_app
from bot.sandbox.model.bots import Bot
from tests.sandbox.table import check_result

TOKEN = "42:SANDBOX"


class Client:
    """Calls methods as a bot; holds every result against the official table.

    `refused` returns what Telegram says when it says no.
    """

    def __init__(self, http: httpx.AsyncClient, token: str = TOKEN) -> None:
        self.http = http
        self.token = token

    async def raw(self, method: str, **parameters: Any) -> httpx.Response:
        return await self.http.post(f"/bot{self.token}/{method}", json=parameters)

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = (await self.raw(method, **parameters)).json()
        assert answer["ok"], answer
        check_result(method, answer["result"])
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        response = await self.raw(method, **parameters)
        answer = response.json()
        assert not answer["ok"], answer
        assert answer["error_code"] == response.status_code
        return f"{response.status_code} {answer['description']}"

    async def updates(self, offset: int = 0, **parameters: Any) -> list[dict[str, Any]]:
        """Poll until nothing is left, as a bot does; returns all of it."""
        found: list[dict[str, Any]] = []
        while batch := await self.call("getUpdates", offset=offset, **parameters):
            found += batch
            offset = batch[-1]["update_id"] + 1
        return found

    async def kinds(self) -> list[str]:
        """Poll, and return what kinds of updates came."""
        return [next(key for key in one if key != "update_id") for one in await self.updates()]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_780_000_000)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return World(clock)


@pytest.fixture
def bot(world: World) -> Bot:
    return world.add_bot("renao_bot", token=TOKEN, name="Renao")


@pytest.fixture
def alice(world: World) -> Person:
    return world.person("Alice", id=1001)


@pytest.fixture
def bob(world: World) -> Person:
    return world.person("Bob", id=1003)


@pytest.fixture
def ming(world: World) -> Person:
    return world.person("小明", id=1004, language="zh-hans", username=None)


@pytest.fixture
def mallory(world: World) -> Person:
    return world.person("Mallory", id=1005)


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client
    await app.state.desk.office.close()


@pytest.fixture
async def client(http: httpx.AsyncClient, bot: Bot) -> Client:
    return Client(http)


@pytest.fixture
async def group(world: World, bot: Bot, alice: Person, bob: Person, ming: Person) -> Place:
    """A supergroup that the bot administers; nothing of that is waiting to be fetched."""
    group = world.supergroup("Fans", owner=alice, members=[bob, ming])
    alice.adds(bot, group)
    alice.promotes(bot, group)
    bot.queue.clear()
    return group


EVERYTHING = ["message", "edited_message", "chat_member", "my_chat_member", "message_reaction"]

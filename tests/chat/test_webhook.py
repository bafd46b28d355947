"""Telling Telegram the webhook: patiently, once for all, and with a sentence where it refuses."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

from bot.chat.poll import ALLOWED_UPDATES
from bot.chat.webhook import set_webhook
from bot.config import ConfigError
from bot.sandbox import ManualClock, World, create_app

TOKEN = "42:SANDBOX"
URL = "https://bot.example.org/telegram"


class Line(httpx.AsyncBaseTransport):
    """The way to a pretend Telegram, broken for as many calls as one likes."""

    def __init__(self, world: World) -> None:
        self.app = create_app(world)
        self.open = httpx.ASGITransport(self.app)
        self.broken = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.broken:
            self.broken -= 1
            raise httpx.ConnectError("no way", request=request)
        return await self.open.handle_async_request(request)


@pytest.fixture
def world() -> World:
    return World(ManualClock())


@pytest.fixture
async def line(world: World) -> AsyncIterator[Line]:
    line = Line(world)
    yield line
    await line.app.state.desk.office.close()


def bot(line: Line, token: str = TOKEN) -> Bot:
    request = HTTPXRequest(httpx_kwargs={"transport": line})
    return Bot(token, base_url="http://telegram/bot", request=request)


async def test_telegram_is_told_where_to_bring_what_even_if_it_takes_a_while(
    world: World, line: Line, clock
) -> None:
    account = world.add_bot("renao_bot", token=TOKEN)
    line.broken = 3
    before = clock.now()
    await set_webhook(bot(line), URL, "secret", ALLOWED_UPDATES, clock)
    assert account.webhook is not None
    assert (account.webhook.url, account.webhook.secret) == (URL, "secret")
    assert account.allowed == set(ALLOWED_UPDATES)
    assert clock.now() - before == 1 + 2 + 4


async def test_what_is_pending_stays(world: World, line: Line, clock) -> None:
    account = world.add_bot("renao_bot", token=TOKEN, privacy=False)
    alice = world.person("Alice")
    group = world.supergroup("Fans", owner=alice)
    alice.adds(account, group)
    alice.says("hello", in_=group)
    pending = [update.id for update in account.queue]
    await set_webhook(bot(line), URL, "secret", ALLOWED_UPDATES, clock)
    assert [update.id for update in account.queue] == pending


async def test_when_telegram_asks_to_wait_that_long_is_waited(
    world: World, line: Line, clock
) -> None:
    world.add_bot("renao_bot", token=TOKEN)
    await set_webhook(bot(line), URL, "secret", ALLOWED_UPDATES, clock)

    class Patient:
        """A clock on which the world's own goes along."""

        slept: list[float] = []

        async def sleep(self, seconds: float) -> None:
            self.slept.append(seconds)
            world.clock.forward(seconds=seconds)

    await set_webhook(bot(line), URL, "secret", ALLOWED_UPDATES, Patient())  # type: ignore[arg-type]
    assert Patient.slept == [1]


@pytest.mark.parametrize("url", ["http://bot.example.org/x", "https://bot.example.org:1234/x"])
async def test_an_address_that_telegram_will_not_have_is_a_sentence(
    world: World, line: Line, clock, url: str
) -> None:
    world.add_bot("renao_bot", token=TOKEN)
    with pytest.raises(ConfigError, match=r"Bad webhook.*Change webhook\.url\."):
        await set_webhook(bot(line), url, "secret", ALLOWED_UPDATES, clock)


async def test_a_wrong_token_is_not_tried_for_ever(world: World, line: Line, clock) -> None:
    world.add_bot("renao_bot", token=TOKEN)
    with pytest.raises(InvalidToken):
        await set_webhook(bot(line, "43:OTHER"), URL, "secret", ALLOWED_UPDATES, clock)

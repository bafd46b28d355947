"""A served world with a small bot in it, and a browser in which a test is anybody."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from bot.sandbox import Person, Place, Served, World, serve
from bot.sandbox.live import Living
from bot.sandbox.model.bots import UPDATE_KINDS, Bot
from bot.sandbox.page import page_routes
from tests.browser import launched

TOKEN = "42:SANDBOX"
KEYS = [
    [{"text": "Toast", "callback_data": "toast"}, {"text": "Alert", "callback_data": "alert"}],
    [{"text": "Edit", "callback_data": "edit"}, {"text": "Delete", "callback_data": "delete"}],
    [{"text": "Out", "url": "https://example.org/"}],
]
expect.set_options(timeout=15_000)


class EchoBot:
    """The smallest bot: it repeats what begins with "echo", and shows keys to whoever starts it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = (await self._http.post(method, json=parameters)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self) -> None:
        """Poll and answer until cancelled."""
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                if "message" in update:
                    await self._hear(update["message"])
                if "callback_query" in update:
                    await self._pressed(update["callback_query"])

    async def _hear(self, message: dict[str, Any]) -> None:
        chat_id, text = message["chat"]["id"], message.get("text", "")
        if text.startswith("/start"):
            keyboard = {"inline_keyboard": KEYS}
            await self.call("sendMessage", chat_id=chat_id, text="Hello!", reply_markup=keyboard)
        if text.startswith("echo "):
            answered = {"message_id": message["message_id"]}
            said = text.removeprefix("echo ")
            await self.call("sendMessage", chat_id=chat_id, text=said, reply_parameters=answered)

    async def _pressed(self, query: dict[str, Any]) -> None:
        wish, message = query["data"], query["message"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        if wish == "edit":
            await self.call("editMessageText", **where, text="Hello again!")
        if wish == "delete":
            await self.call("deleteMessage", **where)
        words = f"the bot says {wish}"
        await self.call(
            "answerCallbackQuery",
            callback_query_id=query["id"],
            text=words,
            show_alert=wish == "alert",
        )


@dataclass(frozen=True)
class Home:
    """The world of a test: a group in which the bot is an administrator, and who lives there."""

    world: World
    served: Served
    echo: EchoBot
    bot: Bot
    group: Place
    alice: Person
    bob: Person
    ming: Person
    mallory: Person
    living: Living


@pytest_asyncio.fixture(loop_scope="session")
async def home() -> AsyncIterator[Home]:
    world = World()
    bot = world.add_bot("renao_bot", token=TOKEN, name="Renao")
    bot.allowed = frozenset(UPDATE_KINDS)
    alice = world.person("Alice", id=1001)
    bob = world.person("Bob", id=1003)
    ming = world.person("小明", id=1004, language="zh-hans", username=None)
    mallory = world.person("Mallory", id=1005)
    group = world.supergroup("Fans", owner=alice, members=[bob, ming])
    alice.adds(bot, group)
    alice.promotes(bot, group)
    living = Living(world, (), 0)
    async with (
        serve(world, port=0, routes=page_routes(world, living)) as served,
        httpx.AsyncClient(base_url=f"{served.base_url}{TOKEN}/", timeout=60) as http,
    ):
        echo = EchoBot(http)
        running = asyncio.create_task(echo.run())
        yield Home(world, served, echo, bot, group, alice, bob, ming, mallory, living)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with launched("the page was not looked at") as chromium:
        yield chromium


def _is_fault(line: ConsoleMessage) -> bool:
    """Say whether the browser complains of the page; that nobody answers is no fault of the page."""
    return line.type == "error" and "net::ERR_" not in line.text


Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, home: Home) -> AsyncIterator[Visit]:
    """Open the page as somebody, in a chat; complaints of the browser fail the test."""
    complaints: list[str] = []
    async with contextlib.AsyncExitStack() as stack:

        async def open_page(
            who: Person,
            where: Place | Bot | None = None,
            *,
            at: str = "",
            locale: str = "en-GB",
            **options: Any,
        ) -> Page:
            options.setdefault("viewport", {"width": 1280, "height": 800})
            context = await browser.new_context(locale=locale, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console", lambda line: complaints.append(line.text) if _is_fault(line) else None
            )
            key = f"bot{where.id}" if isinstance(where, Bot) else str(where.id) if where else ""
            await page.goto(f"{at or home.served.url}/#as={who.id}&chat={key}")
            await expect(page.locator("#identity")).to_contain_text(who.name)
            return page

        yield open_page
    assert complaints == []

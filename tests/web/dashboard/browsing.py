"""A house with a dashboard on a real port, and browsers to open it in: for the tests."""

import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.app.doors import dashboard
from bot.app.house import House
from bot.config.settings import Dashboard
from bot.sandbox import ManualClock
from bot.web.serve import serving
from tests.browser import launched
from tests.stories.conftest import START, TOKEN, Someone, raised
from tests.web.dashboard.signing import init_data

expect.set_options(timeout=15_000)

URL = "https://renao.test/dashboard/"

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
LIGHT = {"bg_color": "#ffffff", "text_color": "#000000", "secondary_bg_color": "#efeff4"}
DARK = {"bg_color": "#17212b", "text_color": "#f5f5f5", "secondary_bg_color": "#232e3c"}
# A page with all that it loads, as it comes over the line.
MOST_BYTES = 200_000


def with_dashboard(house: House, url: str = URL) -> House:
    """Return a house whose dashboard is opened at `url`."""
    settings = house.settings.model_copy(update={"dashboard": Dashboard(url=url)})
    return replace(house, settings=settings, host=replace(house.host, dashboard=url))


class Home:
    """A house with a dashboard on a port, a group in it, and who lives there."""

    def __init__(self, stage: Any, url: str) -> None:
        self.stage, self.url = stage, url
        world = stage.world
        self.alice = Someone(world.person("Alice", id=1001), stage)
        self.bob = Someone(world.person("Bob", id=1003), stage)
        self.group = world.supergroup("Fans", owner=self.alice.person, members=[self.bob.person])

    async def fill(self) -> None:
        """Let five days pass on which people talk."""
        self.alice.person.adds(self.stage.bot, self.group)
        self.alice.person.promotes(self.stage.bot, self.group)
        await self.stage.settle()
        for day in range(5):
            self.alice.person.says(f"day {day}", in_=self.group)
            self.bob.person.says("when does it start?", in_=self.group)
            await self.stage.settle()
            await self.stage.forward(days=1)
        self.alice.person.says("/prompt daily 21:30 How was it?", in_=self.group)
        await self.stage.settle()

    def opening(self, who: Someone, at: float | None = None, **more: Any) -> str:
        """Return the address that Telegram opens."""
        given = {"tgWebAppData": init_data(TOKEN, who.person.id, at or self.stage.clock.now())}
        return f"{self.url}#{urlencode({**given, **more})}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(
    sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Home]:
    folder = tmp_path_factory.mktemp("dashboard")
    url = f"sqlite:///{folder}/renao.db"
    async with raised(ManualClock(START), url, folder) as stage:
        app = dashboard(with_dashboard(stage.house, "http://127.0.0.1/d/"))
        async with serving(app, "127.0.0.1:0", "dashboard.listen") as address:
            home = Home(stage, f"http://127.0.0.1:{address.port}/d/")
            await home.fill()
            yield home


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with launched("the dashboard was not looked at") as chromium:
        yield chromium


Opened = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Opened]:
    """Open an address in a browser of its own; whatever it complains of fails the test."""
    complaints: list[str] = []
    async with contextlib.AsyncExitStack() as stack:

        async def opened(address: str, **options: Any) -> Page:
            script = options.pop("telegram", "")
            context = await chromium.new_context(**{"viewport": PHONE, "locale": "en-GB"} | options)
            stack.push_async_callback(context.close)
            # Nothing leaves this machine: what Telegram's own script would be stands here.
            await context.route(
                "https://telegram.org/**",
                lambda route: (
                    route.fulfill(body=script, content_type="text/javascript")
                    if script
                    else route.abort()
                ),
            )
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda line: (
                    complaints.append(line.text)
                    # Who is not signed in yet is told so by a 401, of which the browser speaks.
                    if line.type == "error" and not re.search("net::ERR_|401|403|410", line.text)
                    else None
                ),
            )
            await page.goto(address)
            return page

        yield opened
    assert complaints == []


async def at_home(page: Page) -> Page:
    """Wait until the overview is there, with the scripts that it has."""
    await expect(page.locator("h1")).to_have_text("Your groups")
    await page.wait_for_load_state("load")
    return page

"""The README's first five minutes, in a browser, in both languages: `renao run` without a config.toml."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.sandbox.seed.people import ALICE, BOB, MING
from bot.sandbox.seed.world import FANS_ID, FENSI_ID
from tests.browser import launched

TOP = Path(__file__).parents[2]
BOT = "bot42"
PATIENCE = 30_000

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Words:
    """What is said and read in one language."""

    locale: str
    fan: int
    group: int
    title: str
    question: str
    answer: str
    start: str
    report: str
    new_entry: str
    saved: str
    new_question: str
    new_answer: str
    prompt: str
    planned: str
    posted: str
    digest: str
    subscribed: str


ENGLISH = Words(
    locale="en-GB",
    fan=BOB,
    group=FANS_ID,
    title="Aurora Fans",
    question="when does it start?",
    answer="The stream starts at 20:00, Bob.",
    start="Start",
    report="Active members",
    new_entry="/faq_new tickets | where can I buy tickets? | At the door from 18:00.",
    saved="Saved: tickets",
    new_question="where can I buy tickets?",
    new_answer="At the door from 18:00.",
    prompt="/prompt in 1m What made you smile today?",
    planned="Planned for Aurora Fans",
    posted="What made you smile today?",
    digest="/digest on 08:00",
    subscribed="at 08:00 (UTC): every day",
)
CHINESE = Words(
    locale="zh-CN",
    fan=MING,
    group=FENSI_ID,
    title="极光粉丝团",
    question="几点开始？",
    answer="小明，直播晚上八点开始",
    start="开始",
    report="活跃成员",
    new_entry="/faq_new 门票 | 哪里可以买票？ | 当天 18:00 起在门口买。",
    saved="已保存",
    new_question="哪里可以买票？",
    new_answer="当天 18:00 起在门口买。",
    prompt="/prompt 1分钟后 今天有什么开心事？",
    planned="已为极光粉丝团安排",
    posted="今天有什么开心事？",
    digest="/digest on 08:00",
    subscribed="08:00（UTC）",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched("the first five minutes were not played") as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="module")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The page that `renao run` prints the address of, in a folder without a config.toml."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RENAO_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env=environ | {"PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        said = (await process.stdout.readline()).decode()
    found = re.search(r"http://[\d.:]+", said)
    assert found, said
    yield found[0]
    process.terminate()
    await process.wait()


@dataclass(frozen=True)
class Visitor:
    """Somebody at the page, who says things and reads what comes."""

    page: Page
    address: str

    async def is_(self, person: int, chat: int | str) -> None:
        """Be this person, in this chat."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.address}/#as={person}&chat={chat}")
        await expect(self.page.locator("#foot button:visible").first).to_be_visible(
            timeout=PATIENCE
        )

    async def says(self, text: str) -> None:
        """Say something there."""
        await self.page.fill("#composer", text)
        await self.page.press("#composer", "Enter")
        await expect(self.page.locator("#composer")).to_have_value("")

    async def reads(self, text: str) -> None:
        """Wait for the bot to have said so."""
        said = self.page.locator(".message.by-bot", has_text=text).last
        await expect(said).to_be_visible(timeout=PATIENCE)

    async def presses(self, label: str) -> None:
        """Press a button under a message, or beside the clock."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["English", "Chinese"])
async def test_a_newcomer_sees_in_a_minute_what_renao_does(
    words: Words, address: str, browser: Browser
) -> None:
    context = await browser.new_context(
        locale=words.locale, viewport={"width": 1280, "height": 800}
    )
    visitor = Visitor(await context.new_page(), address)

    await visitor.is_(words.fan, words.group)
    await visitor.says(words.question)
    await visitor.reads(words.answer)

    await visitor.is_(ALICE, BOT)
    await visitor.presses(words.start)
    await visitor.reads("Hello Alice!")
    if words is CHINESE:
        await visitor.says("/language")
        await visitor.presses("简体中文")
        await visitor.reads("从现在起我说简体中文")
    await visitor.says("/report")
    await visitor.presses(words.title)
    await visitor.reads(words.report)
    await visitor.says(words.new_entry)
    await visitor.reads(words.saved)
    await visitor.says(words.prompt)
    await visitor.reads(words.planned)
    await visitor.says(words.digest)
    await visitor.reads(words.subscribed)

    await visitor.is_(words.fan, words.group)
    await visitor.says(words.new_question)
    await visitor.reads(words.new_answer)
    await visitor.page.locator("#hour").click()
    await visitor.reads(words.posted)

    await visitor.page.locator("#morning").click()
    await visitor.is_(ALICE, BOT)
    await visitor.reads(words.title)
    await context.close()

"""How the page reads: names and texts as they are, formatting, languages, commands, keyboard."""

import re

import pytest
from playwright.async_api import expect

from bot.sandbox import serve
from bot.sandbox.page import page_routes
from bot.sandbox.page.routes import STATIC

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = [
    "<b>x</b> {{7*7}}",
    "<img src=x onerror=alert(1)>",
    "\u202eevil\u202c ﷽",
    "'\"><script>alert(1)</script>",
    "${7*7} `x` \\u003cb\\u003e",
]


async def test_hostile_names_are_shown_as_they_are(home, visit):
    groups = []
    for name in HOSTILE:
        person = home.world.person(name, username=None)
        groups.append(home.world.supergroup(name, owner=home.bob, members=[person]))
        person.says(f"I am {name}", groups[-1])
    page = await visit(home.bob, home.group)
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    for name in HOSTILE:
        await page.locator(".chat", has_text=name).click()
        await expect(page.locator("#bar h2")).to_have_text(name)
        said = page.locator(".message.by-person").last
        await expect(said.locator(".name")).to_have_text(name)
        await expect(said.locator(".body")).to_contain_text(f"I am {name}")
        inserted = page.locator(":is(.message, .chat, .bar) :is(b b, img, script)")
        await expect(inserted).to_have_count(0)


async def test_formatting_follows_the_entities_also_behind_an_emoji(home, visit):
    text = (
        "🏮 <b>bold <i>both</i></b> <code>code</code> <tg-spoiler>secret</tg-spoiler>"
        '<blockquote>quote</blockquote><pre><code class="language-py">x = 1</code></pre>'
        '<a href="https://example.org/a?b=1&amp;c=2">link</a> /start @bob_1003'
    )
    await home.echo.call("sendMessage", chat_id=home.group.id, text=text, parse_mode="HTML")
    page = await visit(home.bob, home.group)
    body = page.locator(".message.by-bot .body")
    await expect(body.locator("strong")).to_have_text("bold both")
    await expect(body.locator("strong em")).to_have_text("both")
    await expect(body.locator("> code")).to_have_text("code")
    await expect(body.locator("blockquote")).to_have_text("quote")
    await expect(body.locator("pre")).to_have_attribute("data-language", "py")
    await expect(body.locator("a")).to_have_attribute("href", "https://example.org/a?b=1&c=2")
    hidden = body.get_by_role("button", name="Hidden: press to read")
    await hidden.press("Enter")
    await expect(body.locator(".spoiler.open > span")).to_be_visible()
    await body.get_by_role("button", name="/start").click()
    await expect(page.locator(".message.mine")).to_contain_text("/start")


async def test_overlapping_entities_lose_no_letter(home, visit):
    page = await visit(home.bob)
    read = await page.evaluate(
        """async () => {
            const { rich } = await import("/sandbox/page/entities.js");
            const span = document.createElement("span");
            span.append(...rich("ab😀cdef", [
                { type: "bold", offset: 0, length: 5 }, { type: "italic", offset: 2, length: 5 },
                { type: "code", offset: 90, length: 5 },
                { type: "text_link", offset: 7, length: 1, url: "javascript:alert(1)" },
            ]));
            return span.innerHTML;
        }"""
    )
    assert read == (
        "<strong>ab<em>😀c</em></strong><em>de</em>"
        '<span class="entity" title="javascript:alert(1)">f</span>'
    )


async def test_every_word_stands_in_both_languages(home, visit):
    page = await visit(home.bob)
    words = await page.evaluate('import("/sandbox/page/words.js").then((words) => words.WORDS)')
    assert words["en"].keys() == words["zh"].keys()
    for key, english in words["en"].items():
        assert english and words["zh"][key]
        holes = {part.partition("}")[0] for part in english.split("{")[1:]}
        assert {part.partition("}")[0] for part in words["zh"][key].split("{")[1:]} == holes, key
    used = {
        word
        for path in STATIC.iterdir()
        for word in re.findall(r'(?:say\(|data-(?:word|label)=)"([\w.]+)"', path.read_text("utf-8"))
    }
    assert len(used) > 50
    assert used <= words["en"].keys()


async def test_the_page_speaks_the_browsers_language_and_can_be_switched(home, visit):
    page = await visit(home.bob, home.group, locale="zh-CN")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.locator("#bar-note")).to_contain_text("4 位成员")
    await expect(page.locator("#composer")).to_have_attribute("placeholder", "输入消息")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("#bar-note")).to_contain_text("4 members")
    await page.reload()
    await expect(page.locator("#composer")).to_have_attribute("placeholder", "Message")


async def test_commands_are_suggested_for_the_persons_role_and_language(home, visit):
    async def menu(*names: str, **scope: object) -> None:
        commands = [{"command": name, "description": f"does {name}"} for name in names]
        await home.echo.call("setMyCommands", commands=commands, **scope)

    await menu("start", "help")
    await menu("report", "reload", "help", scope={"type": "all_chat_administrators"})
    await menu("bangzhu", language_code="zh")
    alice, ming = await visit(home.alice, home.group), await visit(home.ming, home.group)
    await ming.locator("#composer").press_sequentially("/")
    await expect(ming.locator(".suggestion b")).to_have_text(["/bangzhu"])
    await alice.locator("#composer").press_sequentially("/re")
    await expect(alice.locator(".suggestion b")).to_have_text(["/report", "/reload"])
    await alice.press("#composer", "ArrowDown")
    await alice.press("#composer", "Tab")
    await expect(alice.locator("#composer")).to_have_value("/reload ")
    await alice.fill("#composer", "/rep")
    await alice.press("#composer", "Enter")
    await expect(alice.locator("#composer")).to_have_value("/report ")
    await expect(alice.locator("#suggestions")).to_be_hidden()
    await alice.fill("#composer", "/")
    await expect(alice.locator(".suggestion b")).to_have_text(["/report", "/reload", "/help"])
    await menu("gone", scope={"type": "all_chat_administrators"})
    await expect(alice.locator(".suggestion b")).to_have_text(["/gone"])


async def test_everything_is_reached_by_the_keyboard_alone(home, visit):
    home.ming.says("who comes?", home.group)
    page = await visit(home.alice)

    async def tab_to(selector: str) -> None:
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
        pytest.fail(f"Tab does not lead to {selector}")

    await tab_to("#identity")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Bob")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#identity")).to_contain_text("Bob")
    await tab_to(".chat")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".message").last).to_be_focused()
    assert (
        await page.locator(".message:focus-visible .bubble").evaluate(
            "bubble => getComputedStyle(bubble).outlineStyle"
        )
        == "solid"
    )
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator(".reaction")).to_have_text("❤1")
    await tab_to("#composer")
    await page.keyboard.type("I do")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_contain_text("I do")


async def test_what_others_say_is_announced_and_nothing_else(home, visit):
    page = await visit(home.bob, home.group)
    home.ming.says("hello Bob", home.group)
    await expect(page.locator("#spoken")).to_have_text("小明: hello Bob")


async def test_the_page_finds_its_way_back_when_the_sandbox_was_away(home, visit):
    async with serve(home.world, port=0, routes=page_routes(home.world)) as first:
        page = await visit(home.bob, home.group, at=first.url)
    await expect(page.get_by_role("alert")).to_be_visible()
    home.ming.says("missed?", home.group)
    async with serve(home.world, port=first.port, routes=page_routes(home.world)):
        await expect(page.locator(".message.theirs")).to_contain_text("missed?")
        await expect(page.get_by_role("alert")).to_be_hidden()
        await page.context.close()

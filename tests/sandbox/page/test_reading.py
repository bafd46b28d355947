"""How the page reads: names and texts as they are, formatting, languages, commands, keyboard, colours, widths."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox import serve
from bot.sandbox.page import page_routes

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = [
    "<b>x</b> {{7*7}}",
    "<img src=x onerror=alert(1)>",
    "\u202eevil\u202c ﷽",
    "'\"><script>alert(1)</script>",
    "${7*7} `x` \\u003cb\\u003e",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_shown_as_it_is(home, visit, name):
    person = home.world.person(name, username=None)
    home.world.add_member(home.group, person)
    home.group.renames(name)
    person.says(f"I am {name}", home.group)
    page = await visit(home.bob, home.group)
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    said = page.locator(".message.person").last
    await expect(said.locator(".name")).to_have_text(name)
    await expect(said.locator(".body")).to_contain_text(f"I am {name}")
    await expect(page.locator("#bar h2")).to_have_text(name)
    await expect(page.locator(".chat", has_text=name)).to_be_visible()
    assert await page.locator(":is(.message, .chat, .bar) :is(b b, img, script)").count() == 0


async def test_formatting_follows_the_entities_also_behind_an_emoji(home, visit):
    text = (
        "🏮 <b>bold <i>both</i></b> <code>code</code> <tg-spoiler>secret</tg-spoiler>"
        '<blockquote>quote</blockquote><pre><code class="language-py">x = 1</code></pre>'
        '<a href="https://example.org/a?b=1&amp;c=2">link</a> /start @bob_1003'
    )
    await home.echo.call("sendMessage", chat_id=home.group.id, text=text, parse_mode="HTML")
    page = await visit(home.bob, home.group)
    body = page.locator(".message.bot .body")
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
                { type: "code", offset: 90, length: 5 }, { type: "text_link", offset: 7, length: 1, url: "javascript:alert(1)" },
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
    used = await page.evaluate(
        """async () => {
            const names = ["main", "composer", "conversation", "dom", "entities", "guide", "message", "notes", "panel", "poll", "sidebar"];
            const texts = await Promise.all([...names.map((name) => `/sandbox/page/${name}.js`), "/"].map((url) => fetch(url).then((one) => one.text())));
            return texts.flatMap((text) => [...text.matchAll(/(?:say\\(|data-(?:word|label)=)"([\\w.]+)"/g)].map((found) => found[1]));
        }"""
    )
    assert len(used) > 50
    assert set(used) <= words["en"].keys()


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
    await menu("gone", scope={"type": "all_chat_administrators"})
    await alice.fill("#composer", "/")
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


CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const pixel = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => rgb.map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const box = node.parentElement;
        if (!node.data.trim() || !box.checkVisibility({ visibilityProperty: true }) || box.closest(".unseen, .avatar, .emoji, dialog:not([open])")) continue;
        const layers = [];
        for (let at = box; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
        const under = light(pixel(layers));
        const over = light(pixel([...layers, getComputedStyle(box).color]));
        const ratio = (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
        if (ratio < 4.5) faint.push(`${node.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return faint;
}"""


async def full_of_everything(home) -> None:
    """Let there be one of each thing that the page can draw."""
    question = home.bob.says("when does it start?", home.group)
    text = '<b>18:00</b> <code>code</code> <a href="https://example.org">link</a> #tag'
    answer = {"message_id": question.id}
    keys = {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "y"}, {"text": "Out", "url": "https://example.org"}]
        ]
    }
    await home.echo.call(
        "sendMessage",
        chat_id=home.group.id,
        text=text,
        parse_mode="HTML",
        reply_parameters=answer,
        reply_markup=keys,
    )
    home.alice.reacts(home.group.last, "👍")
    home.bob.reacts(home.group.last, "🔥")
    home.ming.says("很长的一句话" * 40, home.group)
    home.ming.says("unbroken" * 60, home.group)
    home.alice.forwards(question, home.group)
    await home.echo.call("sendPoll", chat_id=home.group.id, question="Which?", options=["A", "B"])
    home.bob.votes(home.group.last, "A")
    home.ming.deletes(home.ming.says("deleted", home.group))
    home.bob.edits(
        home.bob.says("mine, /edited", home.group, reply_to=question),
        "mine, /edited: https://example.org",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_nothing_is_cut_off_or_faint(home, visit, width, scheme):
    await full_of_everything(home)
    size = {"width": width, "height": 840}
    page = await visit(home.bob, home.group, viewport=size, color_scheme=scheme)
    await expect(page.locator(".message.mine").last).to_be_visible()
    for view in ("talk", "chats", "panel") if width == 390 else ("talk",):
        await page.evaluate("(view) => { document.body.dataset.view = view; }", view)
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        assert (
            await page.evaluate(
                """() => [...document.querySelectorAll(".messages, .column, #chat-list, #calls")]
                .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)"""
            )
            == []
        )
        assert await page.evaluate(CONTRASTS) == []


async def test_on_a_phone_one_walks_from_the_chats_to_the_talk_to_the_calls_and_back(home, visit):
    page: Page = await visit(home.bob, viewport={"width": 390, "height": 840})
    await expect(page.locator(".talk")).to_be_hidden()
    await page.locator(".chat", has_text="Fans").click()
    await expect(page.locator(".talk")).to_be_visible()
    await expect(page.locator(".side")).to_be_hidden()
    await page.click("#panel-open")
    await expect(page.locator(".panel")).to_be_visible()
    await page.click("#panel-back")
    await page.click("#chat-back")
    await expect(page.locator(".side")).to_be_visible()
    await expect(page.locator(".talk")).to_be_hidden()

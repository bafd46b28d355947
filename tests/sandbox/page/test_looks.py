"""How the page looks: nothing cut off, nothing faint, on a desk and on a phone, by day and by night."""

from pathlib import Path

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTRASTS = (Path(__file__).parent / "contrasts.js").read_text("utf-8")
CUT_OFF = """() => [...document.querySelectorAll(".messages, .column, #chat-list, #calls")]
    .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)"""


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
    home.alice.sends_album(["photo", "photo", "video"], home.group, caption="three pictures")
    home.alice.sends("animation", home.group)
    home.bob.sends("document", home.group, content=b"hello", name="notes.txt")
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
        assert await page.evaluate(CUT_OFF) == []
        assert await page.evaluate(CONTRASTS) == []


async def test_on_a_phone_one_walks_from_the_chats_to_the_talk_to_the_calls_and_back(home, visit):
    page = await visit(home.bob, viewport={"width": 390, "height": 840})
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

"""Files on the page: pictures, films and albums that are seen, and those that a person sends."""

import pytest
from playwright.async_api import expect

from bot.sandbox.world.files import plain_picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURE = {"name": "cat.png", "mimeType": "image/png", "buffer": plain_picture(1, 2, 3)}
FILM = {"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"\0\0\0\x18ftypmp42" + bytes(64)}
NOTES = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}


@pytest.mark.parametrize(
    ("chooser", "file", "kind"),
    [
        (".choose-media", PICTURE, "photo"),
        (".choose-media", FILM, "video"),
        (".choose-media", PICTURE | {"mimeType": "image/gif", "name": "a.gif"}, "animation"),
        (".choose-file", NOTES, "document"),
        (".choose-file", PICTURE, "document"),
    ],
)
async def test_a_person_sends_the_bot_a_file_with_words_below_it(home, visit, chooser, file, kind):
    home.bob.starts(home.bot)
    page = await visit(home.bob, home.bot)
    await page.fill("#composer", "here it is")
    await page.set_input_files(chooser, file)
    await expect(page.locator(".message.mine").last).to_contain_text("here it is")
    await expect(page.locator("#composer")).to_have_value("")
    [sent] = [one for one in home.bob.chat_with(home.bot).messages if one.media]
    assert (sent.media.kind, sent.text) == (kind, "here it is")
    assert sent.media.file.content == file["buffer"]


async def test_the_choice_is_offered_and_closed_again(home, visit):
    page = await visit(home.bob, home.group)
    await page.get_by_label("Send a picture or a file").click()
    await expect(page.locator(".attach .menu button")).to_have_text(["Picture or video", "File"])
    await page.keyboard.press("Escape")
    await expect(page.locator(".attach .menu")).to_have_count(0)


async def test_a_file_answers_the_message_that_one_has_chosen(home, visit):
    question = home.alice.says("pictures?", home.group)
    page = await visit(home.bob, home.group)
    await page.locator(".message", has_text="pictures?").hover()
    await page.locator(".message", has_text="pictures?").get_by_label("Reply", exact=True).click()
    await page.set_input_files(".choose-media", PICTURE)
    await expect(page.locator(".message.mine .picture img")).to_be_visible()
    assert home.group.last.reply_to is question


async def test_an_album_stands_in_one_bubble_with_its_caption(home, visit):
    page = await visit(home.bob, home.group)
    home.alice.sends_album(["photo", "photo", "video"], home.group, caption="three")
    await expect(page.locator(".message:not(.note):visible")).to_have_count(1)
    await expect(page.locator(".message:not(.note):visible .album .picture")).to_have_count(3)
    await expect(page.locator(".message:not(.note):visible .body")).to_contain_text("three")
    await page.reload()
    await expect(page.locator(".message:not(.note):visible .album .picture")).to_have_count(3)
    home.alice.deletes(home.group.messages[-1])
    await expect(page.locator(".message:not(.note):visible .album .picture.gone")).to_have_count(1)


async def test_what_moves_says_so(home, visit):
    page = await visit(home.bob, home.group)
    home.alice.sends("animation", home.group)
    await expect(page.locator(".picture .badge")).to_have_text("GIF")
    home.alice.sends("video", home.group, content=FILM["buffer"])
    await expect(page.locator(".picture video[controls]")).to_be_attached()


async def test_a_poll_says_until_when_it_is_open(home, visit):
    page = await visit(home.bob, home.group)
    given = {"question": "Tea?", "options": ["yes", "no"], "open_period": 600}
    await home.echo.call("sendPoll", chat_id=home.group.id, **given)
    await expect(page.locator(".poll-foot")).to_contain_text("until")
    home.world.clock.forward(seconds=601)
    await home.echo.call("getMe")
    await expect(page.locator(".poll-kind")).to_contain_text("closed")

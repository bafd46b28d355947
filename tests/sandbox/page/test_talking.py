"""Talking on the page: what one says is seen at once, by others too, and the bot's answers work."""

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def say(page: Page, text: str) -> None:
    await page.fill("#composer", text)
    await page.press("#composer", "Enter")


def message(page: Page, text: str):
    return page.locator(".message", has_text=text).last


async def act_on(page: Page, text: str, tool: str) -> None:
    await message(page, text).hover()
    await message(page, text).get_by_label(tool, exact=True).click()


async def test_what_one_says_is_seen_by_oneself_and_by_others_without_a_reload(home, visit):
    bob, alice = await visit(home.bob, home.group), await visit(home.alice, home.group)
    await say(bob, "when does it start?")
    await expect(message(bob, "when does it start?")).to_have_class("message mine by-person first")
    await expect(message(alice, "when does it start?").locator(".name")).to_have_text("Bob")
    await expect(bob.locator("#composer")).to_have_value("")
    assert home.group.last.text == "when does it start?"


async def test_one_goes_on_typing_while_keys_of_the_bot_appear(home, visit):
    bob = await visit(home.bob, home.group)
    await bob.locator("#composer").press_sequentially("hel")
    keys = {"keyboard": [[{"text": "Yes"}]]}
    await home.echo.call("sendMessage", chat_id=home.group.id, text="Well?", reply_markup=keys)
    await expect(bob.locator(".key")).to_have_text(["Yes"])
    await bob.keyboard.type("lo")
    await expect(bob.locator("#composer")).to_have_value("hello")


async def test_the_bot_answers_and_its_calls_stand_in_the_panel(home, visit):
    page = await visit(home.bob, home.group)
    await say(page, "echo hello there")
    await expect(page.locator(".message.by-bot .body")).to_contain_text("hello there")
    await expect(page.locator(".message.by-bot .reply .name")).to_have_text("Bob")
    call = page.locator("#calls li").first
    await expect(call.locator(".method")).to_have_text("sendMessage")
    await expect(call.locator(".status")).to_have_text("ok")
    await call.locator("summary").click()
    await expect(call.locator("pre")).to_contain_text('"text": "hello there"')


async def test_shift_and_enter_begins_a_new_line(home, visit):
    page = await visit(home.bob, home.group)
    await page.fill("#composer", "one")
    await page.press("#composer", "Shift+Enter")
    await page.keyboard.type("two")
    await page.press("#composer", "Enter")
    await expect(page.locator(".message.mine")).to_have_count(1)
    assert home.group.last.text == "one\ntwo"


async def test_a_message_is_answered_by_its_button(home, visit):
    question = home.ming.says("who comes?", home.group)
    page = await visit(home.bob, home.group)
    await act_on(page, "who comes?", "Reply")
    await expect(page.locator(".about")).to_contain_text("Reply to 小明")
    await say(page, "me!")
    await expect(message(page, "me!").locator(".reply")).to_contain_text("who comes?")
    assert home.group.last.reply_to is question


async def test_a_reaction_is_given_and_taken_back(home, visit):
    said = home.ming.says("we won", home.group)
    page = await visit(home.bob, home.group)
    await act_on(page, "we won", "React")
    await page.get_by_label("React with 🔥").click()
    chip = message(page, "we won").locator(".reaction")
    await expect(chip).to_have_text("🔥1")
    home.alice.reacts(said, "🔥")
    await expect(chip).to_have_text("🔥2")
    await chip.click()
    await expect(chip).to_have_text("🔥1")
    assert said.reactions == {home.alice.id: ("🔥",)}


async def test_a_new_chat_with_the_bot_has_a_start_button(home, visit):
    page = await visit(home.bob, home.bot)
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(message(page, "Hello!")).to_be_visible()
    await expect(page.locator("#composer")).to_be_visible()


async def test_a_pressed_button_shows_what_the_bot_answers(home, visit):
    home.bob.starts(home.bot)
    page = await visit(home.bob, home.bot)
    await page.get_by_role("button", name="Toast").click()
    await expect(page.locator(".toast")).to_have_text("the bot says toast")
    await page.get_by_role("button", name="Alert").click()
    await expect(page.locator("#alert")).to_contain_text("the bot says alert")
    await page.get_by_role("button", name="OK").click()
    await expect(page.locator("#alert")).to_be_hidden()
    await expect(page.locator(".key.waiting")).to_have_count(0)
    await expect(page.get_by_role("link", name="Out")).to_have_attribute(
        "href", "https://example.org/"
    )


async def test_what_the_bot_edits_and_deletes_stays_visible_as_such(home, visit):
    home.bob.starts(home.bot)
    page = await visit(home.bob, home.bot)
    await page.get_by_role("button", name="Edit").click()
    await expect(message(page, "Hello again!").locator(".meta")).to_contain_text("edited")
    await expect(page.locator(".key")).to_have_count(0)
    await say(page, "/start")
    await page.get_by_role("button", name="Delete").click()
    gone = page.locator(".message.deleted")
    await expect(gone.locator(".meta")).to_contain_text("deleted")
    await page.reload()
    await expect(gone.locator(".body")).to_contain_text("Hello!")
    await expect(gone.locator(".body")).to_have_css("text-decoration-line", "line-through")


async def test_a_poll_is_voted_in_and_the_vote_taken_back(home, visit):
    await home.echo.call(
        "sendPoll", chat_id=home.group.id, question="Which song?", options=["A", "B"]
    )
    page = await visit(home.bob, home.group)
    await page.get_by_role("button", name="B", exact=True).click()
    chosen = page.locator(".result.chosen")
    await expect(chosen).to_contain_text("100%")
    home.ming.votes(home.group.last, "A")
    await expect(chosen).to_contain_text("50%")
    await page.get_by_role("button", name="Take vote back").click()
    await expect(page.locator(".result")).to_have_count(0)
    await expect(page.locator(".poll-foot")).to_contain_text("1 voted")


async def test_several_answers_are_ticked_and_cast_together(home, visit):
    options = ["A", "B", "C"]
    poll = {"question": "Which?", "options": options, "allows_multiple_answers": True}
    await home.echo.call("sendPoll", chat_id=home.group.id, **poll)
    page = await visit(home.bob, home.group)
    await page.get_by_role("checkbox", name="A").click()
    await page.get_by_role("checkbox", name="C").click()
    await page.get_by_role("button", name="Vote").click()
    await expect(page.locator(".result.chosen")).to_have_count(2)


async def test_a_quiz_tells_the_right_answer_after_the_only_vote(home, visit):
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "It was the encore."}
    await home.echo.call(
        "sendPoll", chat_id=home.group.id, question="Last song?", options=["A", "B"], **quiz
    )
    page = await visit(home.bob, home.group)
    await page.get_by_role("button", name="A", exact=True).click()
    await expect(page.locator(".result.right")).to_contain_text("B")
    await expect(page.locator(".result.wrong")).to_contain_text("A")
    await expect(page.locator(".explanation")).to_have_text("It was the encore.")
    await expect(page.get_by_role("button", name="Take vote back")).to_have_count(0)


async def test_typing_is_shown_until_the_message_comes(home, visit):
    page = await visit(home.bob, home.group)
    await home.echo.call("sendChatAction", chat_id=home.group.id, action="typing")
    await expect(page.locator("#bar-note")).to_have_text("Renao is typing…")
    await home.echo.call("sendMessage", chat_id=home.group.id, text="done")
    await expect(page.locator("#bar-note")).to_contain_text("4 members")


async def test_ones_own_message_is_edited_and_deleted(home, visit):
    page = await visit(home.bob, home.group)
    await say(page, "tomorow")
    await act_on(page, "tomorow", "More")
    await page.get_by_role("button", name="Edit", exact=True).click()
    await say(page, "tomorrow")
    await expect(message(page, "tomorrow").locator(".meta")).to_contain_text("edited")
    await act_on(page, "tomorrow", "More")
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.locator(".message.deleted")).to_contain_text("tomorrow")
    assert home.group.texts == []


async def test_a_long_talk_is_read_backwards_in_portions_and_forgotten_at_its_beginning(
    home, visit
):
    for number in range(80):
        home.ming.says(f"number {number}.", home.group)
    page = await visit(home.bob, home.group)
    await expect(page.locator(".message")).to_have_count(60)
    await page.get_by_role("button", name="Earlier messages").click()
    await expect(page.locator(".message", has_text="number 0.")).to_be_attached()
    await page.get_by_label("To the newest message").click()
    for number in range(80, 300):
        home.ming.says(f"number {number}.", home.group)
    await expect(page.locator(".message", has_text="number 299.")).to_be_in_viewport()
    await expect(page.locator(".message")).to_have_count(240)


async def test_a_picture_and_a_file_are_shown(home, visit):
    home.ming.sends("photo", home.group, caption="look")
    home.ming.sends("document", home.group, content=b"a,b\n1,2\n", name="list.csv")
    page = await visit(home.bob, home.group)
    picture = message(page, "look").locator("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    await expect(message(page, "list.csv").locator("a")).to_have_attribute("download", "list.csv")

"""Whom one is and where: persons, chats, topics, coming and going, the bot's rights, the clock."""

import pytest
from playwright.async_api import expect

from bot.sandbox import Impossible

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_one_becomes_somebody_else_and_two_tabs_stay_two_persons(home, visit):
    page, other = await visit(home.bob, home.group), await visit(home.alice, home.group)
    await page.click("#identity")
    await page.get_by_label("Find a person").fill("小")
    await page.get_by_role("button", name="小明").click()
    await expect(page.locator("#identity")).to_contain_text("小明")
    await expect(page).to_have_url(f"{home.served.url}/#as=1004&chat={home.group.id}")
    home.bob.says("hi all", home.group)
    await expect(page.locator(".message.theirs .body")).to_contain_text("hi all")
    await page.reload()
    await expect(page.locator("#identity")).to_contain_text("小明")
    await expect(other.locator("#identity")).to_contain_text("Alice")


async def test_unread_messages_are_counted_until_the_chat_is_opened(home, visit):
    page = await visit(home.bob)
    home.alice.says("one", home.group)
    home.alice.says("two", home.group)
    fans = page.locator(".chat", has_text="Fans")
    await expect(fans.locator(".unread")).to_have_text("2")
    await expect(fans.locator(".line")).to_have_text("Alice: two")
    await fans.click()
    await expect(page.locator(".unread")).to_have_count(0)
    await expect(page.locator(".message.theirs")).to_have_count(2)


async def test_an_outsider_joins_and_leaves(home, visit):
    page = await visit(home.mallory, home.group)
    home.bob.says("among us", home.group)
    await expect(page.locator(".intro")).to_have_text("You are not in this chat. Join to read it.")
    await page.get_by_role("button", name="Join").click()
    await expect(page.locator(".message.mine, .note").last).to_contain_text("Mallory joined")
    await page.click("#actions")
    await page.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("button", name="Join")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(0)
    assert not home.group.chat.holds(home.mallory.user)


async def test_an_administrator_takes_the_bots_rights_removes_it_and_brings_it_back(home, visit):
    page = await visit(home.alice, home.group)

    async def choose(action: str, then: str) -> None:
        await page.click("#actions")
        await page.get_by_role("button", name=action).click()
        await expect(page.locator("#bar-note")).to_contain_text(then)

    await choose("Take Renao's rights away", "Renao is a member")
    await choose("Remove Renao", "Renao is not here")
    await choose("Add Renao", "Renao is a member")
    await choose("Make Renao an administrator", "Renao is an administrator")


async def test_a_person_and_a_group_are_made_and_the_bot_let_in(home, visit):
    page = await visit(home.bob)
    await page.click("#identity")
    await page.get_by_label("Find a person").fill("Zoë")
    await page.get_by_role("button", name="Put “Zoë” into the world").click()
    await expect(page.locator("#identity")).to_contain_text("Zoë")
    await page.get_by_role("button", name="New group").click()
    title = page.get_by_label("What is the group called?")
    await title.fill("Zoë's fans")
    # At the field, for a busy page may give the focus to what it opens a moment later.
    await title.press("Enter")
    await expect(page.locator("#bar h2")).to_have_text("Zoë's fans")
    await page.click("#actions")
    await page.get_by_role("button", name="Add Renao").click()
    await expect(page.locator("#bar-note")).to_have_text("2 members · Renao is a member")


async def test_a_group_that_the_address_names_before_it_is_heard_of_opens_when_it_is(home, visit):
    page = await visit(home.bob)
    await page.goto(f"{home.served.url}/#as={home.bob.id}&chat=-1000000007007")
    await expect(page.locator("#bar h2")).to_have_text("Choose a chat")
    home.world.supergroup("Later", owner=home.bob, id=7007)
    await expect(page.locator("#bar h2")).to_have_text("Later")
    await expect(page.locator("#composer")).to_be_visible()


async def test_a_member_is_offered_only_to_leave(home, visit):
    page = await visit(home.bob, home.group)
    await page.click("#actions")
    await expect(page.locator(".menu button")).to_have_text(["Leave"])


async def test_the_bot_is_blocked_and_unblocked(home, visit):
    home.bob.starts(home.bot)
    page = await visit(home.bob, home.bot)
    await page.click("#actions")
    await page.get_by_role("button", name="Block Renao").click()
    unblock = page.locator("#enter")
    await expect(unblock).to_have_text("Unblock")
    with pytest.raises(Impossible):
        home.bob.says("hello?", home.bot)
    await unblock.click()
    await expect(page.locator("#composer")).to_be_visible()


async def test_topics_are_kept_apart(home, visit):
    forum = home.world.supergroup("Forum", owner=home.alice, members=[home.bob], topics=["Music"])
    home.alice.says("in general", forum)
    home.alice.says("in music", forum, topic="Music")
    page = await visit(home.bob, forum)
    await expect(page.locator(".topic-label").last).to_have_text("Music")
    await page.get_by_role("button", name="Music", exact=True).click()
    await expect(page.locator(".message.by-person .body")).to_have_count(1)
    await page.fill("#composer", "louder!")
    await page.press("#composer", "Enter")
    await expect(page.locator(".message.mine")).to_contain_text("louder!")
    assert forum.last.topic == forum.topic("Music").id
    await page.get_by_role("button", name="General").click()
    await expect(page.locator(".message.by-person")).to_have_count(1)
    await expect(page.locator(".message.by-person")).to_contain_text("in general")


async def test_a_link_to_the_bot_starts_it_with_its_payload(home, visit):
    url = f"https://t.me/{home.bot.username}?start=g42"
    button = {"inline_keyboard": [[{"text": "In private", "url": url}]]}
    await home.echo.call("sendMessage", chat_id=home.group.id, text="Come", reply_markup=button)
    page = await visit(home.bob, home.group)
    await page.get_by_role("button", name="In private").click()
    await expect(page.locator(".message.mine")).to_contain_text("/start g42")
    await expect(page.locator("#bar h2")).to_have_text("Renao")


async def test_an_invite_link_leads_into_the_group(home, visit):
    link = home.alice.makes_link(home.group, "poster")
    other = home.world.supergroup("Elsewhere", owner=home.alice, members=[home.mallory])
    home.alice.says(f"come: {link.url}", other)
    page = await visit(home.mallory, other)
    await page.get_by_role("button", name=link.url, exact=True).click()
    await expect(page.locator("#bar h2")).to_have_text("Fans")
    assert link.joined == {home.mallory.id}


async def test_a_pinned_poll_stands_above_the_messages_with_its_question(home, visit):
    page = await visit(home.bob, home.group)
    poll = home.alice.starts_poll("Tea or coffee?", ["tea", "coffee"], home.group)
    home.alice.pins(poll)
    await expect(page.locator("#pinned span")).to_have_text("📊 Tea or coffee?")


async def test_a_pin_stands_above_the_messages(home, visit):
    home.bob.says("we meet at seven", home.group)
    page = await visit(home.alice, home.group)
    said = page.locator(".message", has_text="we meet at seven")
    await said.hover()
    await said.get_by_label("More").click()
    await page.get_by_role("button", name="Pin", exact=True).click()
    await expect(page.locator(".pinned")).to_contain_text("we meet at seven")
    await expect(page.locator(".note").last).to_have_text("Alice pinned a message")


async def test_the_clock_moves_ahead(home, visit):
    page, other = await visit(home.bob), await visit(home.alice)
    before = home.world.clock.now()
    await page.get_by_role("button", name="+1 h").click()
    await page.get_by_role("button", name="→ 08:00").click()
    await expect(page.locator("#clock")).to_contain_text("08:00:")
    await expect(other.locator("#clock")).to_contain_text("08:00:")
    assert home.world.clock.now() - before >= 3600


async def test_members_are_let_to_chat_by_themselves(home, visit):
    page = await visit(home.bob)
    await page.get_by_label("Let it live").press("ArrowRight")
    await expect(page.locator("#live output")).to_have_text("4 a minute")
    await page.reload()
    await expect(page.locator("#live output")).to_have_text("4 a minute")
    assert home.living.per_minute == 4


async def test_the_guide_goes_to_the_right_person_and_chat_with_the_words_ready(home, visit):
    page = await visit(home.ming)
    await page.locator(".try", has_text="when does it start?").click()
    await expect(page.locator("#identity")).to_contain_text("Bob")
    await expect(page.locator("#composer")).to_have_value("when does it start?")
    await page.click("#guide-button")
    await page.locator("#guide .try", has_text="/report").click()
    await expect(page.locator("#identity")).to_contain_text("Alice")
    await expect(page.locator(".message.mine")).to_contain_text("/start")
    await expect(page.locator("#composer")).to_have_value("/report")


async def test_the_guide_speaks_of_a_group_in_the_pages_language(home, visit):
    fans = home.world.supergroup("粉丝团", owner=home.alice, members=[home.ming])
    home.alice.adds(home.bot, fans)
    page = await visit(home.bob, locale="zh-CN")
    await page.locator(".try", has_text="几点开始？").click()
    await expect(page.locator("#identity")).to_contain_text("小明")
    await expect(page.locator("#bar h2")).to_have_text("粉丝团")

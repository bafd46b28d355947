"""Operators write entries, fans look through them: typed, step by step, as files; in both languages."""

import csv
import io

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

TYPED = """/faq_new tickets
Q: where can I buy tickets?
Q: how do I get a ticket?
Q: 哪里买票
A: At the door, {{ first_name }}.
A[zh-CN]: {{ first_name }}，在门口买。"""
DOORS = "/faq_new doors | when do the doors open? | At six."


@pytest.fixture
async def group(group: Place, bob: Someone, ming: Someone) -> Place:
    """A group in which Bob and 小明 have spoken, so that they may ask about it in private."""
    for fan in (bob, ming):
        await fan.says("hello everybody", in_=group)
    return group


def latest(place: Place) -> str:
    return place.last.text


async def sends(someone: Someone, content: bytes, name: str) -> str:
    """Send the bot a file in private; return what it answers."""
    before = {message.id for message in someone.private.messages}
    someone.person.sends("document", someone.stage.bot, content=content, name=name)
    await someone.stage.settle()
    new = (message for message in someone.private.messages if message.id not in before)
    return "\n".join(one.text for one in new if one.sender is someone.stage.bot.user)


def document(place: Place) -> bytes:
    media = place.last.media
    assert media is not None
    return media.file.content


# ── fans look through them ───────────────────────────────────────────────────────────────────────


async def test_a_fan_reads_what_can_be_asked_and_the_answers(
    alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    assert "Nobody has taught me" in await bob.asks("/faq")
    await alice.asks(TYPED)
    await alice.asks(DOORS)
    assert "2 questions" in await bob.asks("/faq")
    await bob.presses("where can I buy tickets?")
    assert latest(bob.private) == "At the door, Bob."
    assert "我能回答 2 个问题" in await ming.asks("/faq")
    await ming.presses("哪里买票")
    assert latest(ming.private) == "小明，在门口买。"


async def test_a_search_finds_names_phrasings_and_answers(
    alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TYPED)
    await alice.asks(DOORS)
    assert await bob.asks("/faq six") == "At six."
    assert await bob.asks("/faq TICKETS") == "At the door, Bob."
    assert "2 questions" in await bob.asks("/faq door")
    assert await ming.asks("/faq 买票") == "小明，在门口买。"
    assert "nothing about “merch”" in await bob.asks("/faq merch")


async def test_in_a_group_only_who_asked_turns_the_pages(
    alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    for number in range(14):
        tag = "early" if number < 9 else "late"
        await alice.asks(f"/faq_new q{number} | what about number {number}? | It is {number}.")
        await alice.asks(f"/faq_edit q{number}")
        await alice.presses("Tags")
        await alice.says(tag)
    await bob.says("/faq", in_=group)
    assert [label for row in [group.last.buttons] for label in row] == ["early (9)", "late (5)"]
    await ming.presses("early (9)", in_=group)
    assert "late (5)" in group.last.buttons
    await bob.presses("early (9)", in_=group)
    assert "what about number 0?" in group.last.buttons
    await bob.presses("›", in_=group)
    assert "what about number 8?" in group.last.buttons
    await bob.presses("All", in_=group)
    await bob.presses("late (5)", in_=group)
    await bob.presses("what about number 9?", in_=group)
    assert group.last.text == "It is 9."


# ── operators write them ─────────────────────────────────────────────────────────────────────────


async def test_an_entry_is_written_step_by_step_with_a_preview(
    alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/fact shop_url https://shop.example.org")
    assert "one a line" in await alice.asks("/faq_new")
    assert "Send me the answer" in await alice.asks("where is the shop?")
    refused = await alice.asks("Here: {{ shop }}")
    assert "I know no shop" in refused
    assert "What shall the entry be called?" in await alice.asks(
        "Here: {{ shop_url }}, {{ first_name }}"
    )
    card = await alice.asks("Shop")
    assert card.startswith("Here: https://shop.example.org, Alice\n")
    assert "Only one phrasing" in card
    assert "Not saved yet" in card
    assert await bob.asks("/faq shop") != "Here: https://shop.example.org, Bob"
    await alice.presses("Link buttons")
    await alice.says("Shop https://shop.example.org/all")
    await alice.presses("Ways of asking")
    await alice.says("link to the shop please\n店铺在哪里")
    await alice.presses("Save")
    assert "Saved: shop" in latest(alice.private)
    assert await bob.asks("/faq shop") == "Here: https://shop.example.org, Bob"
    assert bob.private.last.buttons == ["Shop"]
    assert await bob.asks("where is the shop", in_=group)


async def test_an_entry_is_written_in_chinese_too(
    ming: Someone, alice: Someone, group: Place
) -> None:
    await alice.asks("/operator_add 1004", in_=group)
    assert "每行一种" in await ming.asks("/faq_new 门票")
    assert "把答案发给我" in await ming.asks("哪里买票\n怎么买票")
    card = await ming.asks("{{ first_name }}，在门口买。")
    assert card.startswith("小明，在门口买。\n")
    assert "尚未保存" in card
    await ming.presses("保存")
    assert "已保存：门票" in latest(ming.private)
    assert "English答案" in latest(ming.private)
    assert "已删除：门票" in await ming.asks("/faq_delete 门票")
    await ming.presses("撤销")
    assert "已恢复" in latest(ming.private)


async def test_what_looks_alike_is_said_before_it_is_saved(alice: Someone, group: Place) -> None:
    await alice.asks(TYPED)
    await alice.asks("/faq_new entrance")
    await alice.asks("where can I buy tickets")
    card = await alice.asks("See the list.")
    assert "Looks like: tickets" in card
    assert "not finished" in await given_up(alice)


async def given_up(alice: Someone) -> str:
    await alice.asks("/cancel")
    await alice.presses("Save")
    return latest(alice.private)


async def test_in_a_group_writing_goes_on_in_private(
    alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    await bob.says("/faq_new", in_=group)
    assert "operators" in group.last.text
    await olga.says("/faq_new shop", in_=group)
    link = group.last.keyboard[0][0].url if hasattr(group.last, "keyboard") else ""
    assert group.last.buttons == ["Go on in private"]
    assert link is not None
    await olga.says("/faq_new tickets | where can I buy tickets? | At the door.", in_=group)
    assert "Saved: tickets" in group.last.text


async def test_every_part_of_an_entry_can_be_changed(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TYPED)
    await alice.asks(DOORS)
    assert "no answer called “merch”" in await alice.asks("/faq_edit merch")
    assert "Above you see it as fans do" in await alice.asks("/faq_edit Tickets")
    await alice.presses("Answer: English")
    assert "<code>" not in latest(alice.private)
    await alice.says("<b>Online</b>, {{ first_name }}.")
    assert await bob.asks("/faq online") == "Online, Bob."
    await alice.presses("Name")
    assert "already is an entry" in await alice.asks("doors")
    await alice.says("Buying tickets")
    await alice.presses("Follow-ups")
    await alice.says("doors")
    await alice.presses("Ways of asking")
    await alice.presses("✖ 2")
    assert "2. 哪里买票" in latest(alice.private)
    await alice.presses("Picture or file")
    alice.person.sends("photo", stage.bot)
    await stage.settle()
    await bob.asks("/faq online")
    assert bob.private.last.media is not None
    await bob.presses("when do the doors open?")
    assert latest(bob.private) == "At six."
    await alice.presses("From and until")
    assert "no time" in await alice.asks("next week")
    card = await alice.asks("2026-01-02..2026-01-03")
    assert "from Fri 2 Jan 00:00 until Sun 4 Jan 00:00" in card
    assert "nothing about" in await bob.asks("/faq online")
    await stage.forward(days=2)
    await bob.asks("/faq online")
    assert bob.private.last.media is not None
    await stage.forward(days=2)
    assert "nothing about" in await bob.asks("/faq online")
    assert "buying tickets" in await alice.asks("/audit")


async def test_a_removed_entry_can_be_put_back_for_ten_minutes(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TYPED)
    await alice.asks("/faq_delete tickets")
    assert "Nobody" in await bob.asks("/faq")
    await stage.forward(minutes=9)
    await alice.presses("Undo")
    assert await bob.asks("/faq tickets") == "At the door, Bob."
    await alice.asks("/faq_delete tickets")
    await stage.forward(minutes=11)
    await alice.presses("Undo")
    assert "Nobody" in await bob.asks("/faq")


async def test_who_steers_nothing_can_change_nothing(
    alice: Someone, olga: Someone, bob: Someone, mallory: Someone, group: Place
) -> None:
    await alice.asks(TYPED)
    commands = ("/faq_new x | y? | z", "/faq_edit tickets", "/faq_delete tickets", "/fact a b")
    for someone in (bob, mallory):
        for command in (*commands, "/faq_import pack", "/faq_export csv", "/faq_test who?"):
            assert "You steer no group" in await someone.asks(command)
    await bob.says("/faq_delete tickets", in_=group)
    assert "operators" in group.last.text
    assert await bob.asks("/faq tickets") == "At the door, Bob."


# ── where they answer ────────────────────────────────────────────────────────────────────────────


async def test_an_entry_for_all_groups_comes_to_new_ones_and_can_be_shown_out(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    second = stage.world.supergroup("Second", owner=alice.person, members=[bob.person, olga.person])
    alice.person.adds(stage.bot, second)
    alice.person.promotes(stage.bot, second)
    await stage.settle()
    await alice.asks("/faq_new tickets | where can I buy tickets? | At the door.")
    await alice.presses("Fans")
    await alice.presses("Change")
    await alice.presses("Where")
    await alice.presses("+ Second")
    assert "✓ + Second" in alice.private.last.buttons
    await bob.says("/faq tickets", in_=second)
    assert second.last.text == "At the door."
    await alice.presses("✓ + Second")
    await bob.says("/faq tickets", in_=second)
    assert "nothing about" in second.last.text
    await alice.presses("All my groups")
    third = stage.world.supergroup("Third", owner=alice.person, members=[bob.person, olga.person])
    alice.person.adds(stage.bot, third)
    alice.person.promotes(olga.person, third)
    alice.person.promotes(stage.bot, third)
    await stage.forward(hours=7)
    await bob.says("/faq tickets", in_=third)
    assert third.last.text == "At the door."
    await olga.asks("/group")
    await olga.presses("Third")
    await olga.asks("/faq tickets")
    assert olga.private.last.buttons == ["✖ Not in this group"]
    await olga.presses("Not in this group")
    await stage.forward(hours=7)
    await bob.says("/faq tickets", in_=third)
    assert "Nobody" in third.last.text or "nothing" in third.last.text
    await bob.says("/faq tickets", in_=second)
    assert second.last.text == "At the door."


# ── facts ────────────────────────────────────────────────────────────────────────────────────────


async def test_one_fact_changes_every_answer_that_shows_it(
    alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    assert "no facts yet" in await alice.asks("/fact")
    await alice.asks("/fact signup_url https://example.org/1")
    await alice.asks("/faq_new join | how do I join? | Here: {{ signup_url }}")
    await alice.asks("/faq_new fee | how much is it? | See {{ signup_url }}")
    assert "fee, join" in await alice.asks("/fact signup_url https://example.org/2")
    assert await bob.asks("/faq join") == "Here: https://example.org/2"
    assert "fee, join" in await alice.asks("/fact signup_url -")
    await alice.presses("Empty it")
    assert "nothing about" in await bob.asks("/faq join")
    assert "not answered until then: fee, join" in await alice.asks("/fact")
    assert "small letters" in await alice.asks("/fact Signup x")
    await alice.asks("/fact signup_url https://example.org/3")
    assert await bob.asks("/faq fee") == "See https://example.org/3"


# ── trying ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_question_can_be_tried(alice: Someone, ming: Someone, group: Place) -> None:
    await alice.asks(TYPED)
    await alice.asks(DOORS)
    tried = await alice.asks("/faq_test where can I buy tickets?")
    assert "1. tickets, score" in tried
    assert "Said in the group: the answer" in tried
    assert "silence" in await alice.asks("/faq_test lovely weather today everybody")
    await alice.asks("/operator_add 1004", in_=group)
    assert "在群里说：直接回答" in await ming.asks("/faq_test 哪里买票？")


# ── files ────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_exported_can_be_imported_again_exactly(
    alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/fact signup_url https://example.org/1")
    await alice.asks(TYPED)
    await alice.asks("/faq_new join | =how do I join? | +Here: {{ signup_url }}")
    exported = {}
    for kind in ("toml", "csv"):
        await alice.asks(f"/faq_export {kind}")
        exported[kind] = document(alice.private)
    cells = list(csv.reader(io.StringIO(exported["csv"].decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+")) for row in cells for cell in row)
    for kind, content in exported.items():
        await alice.asks("/faq_import")
        assert "2 entries are there just so" in await sends(alice, content, f"x.{kind}")
        await alice.asks("/faq_delete join")
        await alice.asks("/faq_import")
        assert "1 new, 0 replaced, 1 as before" in await sends(alice, content, f"x.{kind}")
        await alice.asks(f"/faq_export {kind}")
        assert document(alice.private) == content
    assert await bob.asks("/faq join") == "+Here: https://example.org/1"


async def test_what_would_be_replaced_is_asked_first_and_what_is_wrong_changes_nothing(
    alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TYPED)
    await alice.asks("/faq_import")
    wrong = "name,phrasings,answer_en\nnew,what is new?,x\ntickets,,y\nthird,who?,{{ nobody }}\n"
    said = await sends(alice, wrong.encode(), "x.csv")
    assert "2 things are wrong" in said
    assert "line 3 (tickets)" in said
    assert "line 4 (third): Line 1: I know no nobody" in said
    right = "name,phrasings,answer_en\nnew,what is new?,News\ntickets,where are tickets?,Nowhere.\n"
    said = await sends(alice, right.encode(), "x.csv")
    assert "would be replaced: tickets" in said
    assert await bob.asks("/faq tickets") == "At the door, Bob."
    assert "nothing" in await bob.asks("/faq news")
    await alice.presses("Replace 1")
    assert "1 new, 1 replaced" in latest(alice.private)
    assert await bob.asks("/faq nowhere") == "Nowhere."


async def test_a_file_that_is_too_large_or_none_is_refused(alice: Someone, group: Place) -> None:
    await alice.asks("/faq_import")
    assert "sent as a document" in await alice.asks("here it is")
    assert "too large" in await sends(alice, b"x" * (1 << 20) + b"x", "x.csv")
    assert "must name the columns" in await sends(alice, b"phrasings", "x.csv")
    assert "no TOML" in await sends(alice, b"[[", "x.toml")


async def test_the_starter_pack_waits_for_its_facts(
    alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    assert "/faq_import pack" in await alice.asks("/faq")
    said = await alice.asks("/faq_import pack")
    assert "20 new" in said
    assert "/fact ticket_url …" in said
    assert "Nobody has taught me" in await bob.asks("/faq")
    await alice.asks("/fact ticket_url https://example.org/t")
    assert "https://example.org/t" in await bob.asks("/faq tickets")
    assert "官方唯一购票渠道" in await ming.asks("/faq 哪里买票")

"""When Renao answers, what people can do with an answer, and when it holds its tongue."""

import pytest

from bot.faq import entries
from bot.faq.entry import Entry, Link, Media
from bot.faq.outcome import THRESHOLDS, Eagerness, Thresholds
from bot.sandbox.model.chats import Message
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

ASKED = "where can I buy tickets?"
TICKETS = f"/faq_new tickets | {ASKED} | At the door."
DOORS = "/faq_new doors | when do the doors open? | At seven."
PARKING = "/faq_new parking | where can I park my car? | Behind the hall."
UNSURE = Thresholds(answer=9.0, suggest=0.0)


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is near enough for an answer; all that comes near is suggested."""
    for eagerness in Eagerness:
        monkeypatch.setitem(THRESHOLDS, eagerness, UNSURE)


def said(stage: Stage, place: Place) -> list[Message]:
    """Return what the bot has said in a place and not taken down."""
    return [message for message in place.messages if message.sender is stage.bot.user]


def answers(stage: Stage, place: Place, text: str = "At the door.") -> int:
    return sum(message.text == text for message in said(stage, place))


async def many_talk(stage: Stage, group: Place, count: int = 10) -> None:
    """Let people whom nobody asked say something."""
    for number in range(count):
        fan = stage.world.person(f"Fan {number} of {stage.clock.now()}")
        stage.world.add_member(group, fan)
        fan.says(f"what a lovely day, number {number}", in_=group)
    await stage.settle()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────


async def test_an_answer_replies_to_the_question_and_can_be_judged(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    question = await bob.says(ASKED, in_=group)
    assert group.last.reply_to is not None
    assert group.last.reply_to.id == question.id
    assert group.last.buttons == ["👍", "🗑", "Not what I meant"]
    assert await bob.presses("👍", in_=group) == "Thank you!"
    assert await bob.presses("👍", in_=group) == "Thank you!"
    assert answers(stage, group) == 1


async def test_who_asks_without_a_question_form_is_understood(
    alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/faq_new signup | send me the signup link | Here: example.org")
    assert await bob.asks("send me the signup link", in_=group) == "Here: example.org"


async def test_an_answer_has_its_links_its_file_and_what_follows(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    async with stage.house.database.write() as tx:
        doors = await entries.add(
            tx, group.id, "doors", ["when do the doors open?"], {"en": "At seven."}, by=1, now=0.0
        )
        await entries.create(
            tx,
            Entry(
                0,
                group.id,
                "tickets",
                (ASKED,),
                {"en": "At the door."},
                links=(Link("Shop", "https://example.org/shop"),),
                follow_ups=(doors.entry_id,),
                media=Media("photo", "https://example.org/map.png"),
                created_by=1,
            ),
        )
    await bob.says(ASKED, in_=group)
    assert group.last.media is not None
    assert group.last.media.kind == "photo"
    assert group.last.text == "At the door."
    assert group.last.buttons[:2] == ["Shop", "when do the doors open?"]
    await bob.presses("when do the doors open?", in_=group)
    assert group.last.text == "At seven."
    again = await bob.presses("when do the doors open?", in_=group)
    assert (again, answers(stage, group, "At seven.")) == ("I have said that already.", 1)


async def test_an_answer_is_taken_down_by_who_asked_or_an_operator_and_by_nobody_else(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    await bob.asks(ASKED, in_=group)
    assert await ming.presses("🗑", in_=group) == "这要由提问的人来决定。" or answers(stage, group)
    assert answers(stage, group) == 1
    await bob.presses("🗑", in_=group)
    assert answers(stage, group) == 0
    await bob.asks(f"/ask {ASKED}", in_=group)
    await alice.presses("🗑", in_=group)
    assert answers(stage, group) == 0


async def test_answers_go_by_themselves_when_the_group_wants_it(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    await alice.asks("/faq_settings")
    await alice.presses("🧹 1 h")
    await bob.asks(ASKED, in_=group)
    await stage.forward(minutes=50)
    assert answers(stage, group) == 1
    await stage.forward(minutes=15)
    assert answers(stage, group) == 0


async def test_not_what_she_meant_brings_the_next_ones_once_and_is_remembered(
    stage: Stage, alice: Someone, bob: Someone, group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await alice.asks(TICKETS)
    await alice.asks("/faq_new shirts | where can I buy a shirt? | In the hall.")
    question = "where can I buy tickets for the shirt raffle?"
    monkeypatch.setitem(THRESHOLDS, Eagerness.NORMAL, Thresholds(-0.5, -0.5))
    monkeypatch.setitem(THRESHOLDS, Eagerness.EAGER, Thresholds(-0.5, -0.9))
    first = await bob.asks(question, in_=group)
    assert first in ("At the door.", "In the hall.")
    await bob.presses("Not what I meant", in_=group)
    assert group.last.text == "Sorry! Is it one of these?"
    assert answers(stage, group, first) == 0
    await bob.presses("where can I", in_=group)
    other = {"At the door.": "In the hall.", "In the hall.": "At the door."}[first]
    assert group.last.text == other
    await bob.presses("Not what I meant", in_=group)
    assert group.last.text == other


async def test_a_strangers_no_is_one_vote_and_changes_nothing_else(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    await bob.asks(ASKED, in_=group)
    await ming.presses("Not what I meant", in_=group)
    assert answers(stage, group) == 1
    await many_talk(stage, group)
    await stage.forward(minutes=11)
    assert await bob.asks("hey, where can i buy tickets", in_=group) == "At the door."


async def test_nobody_talks_an_entry_out_of_its_own_question(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    for _ in range(3):
        await bob.asks(f"/ask {ASKED}", in_=group)
        await bob.presses("Not what I meant", in_=group)
    await many_talk(stage, group)
    await stage.forward(minutes=11)
    assert await ming.asks(ASKED, in_=group) == "At the door."


async def test_an_operators_no_is_kept_and_noted(
    stage: Stage, alice: Someone, bob: Someone, olga: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    await bob.asks("please where can I buy tickets here?", in_=group)
    assert answers(stage, group) == 1
    await olga.presses("Not what I meant", in_=group)
    async with stage.house.database.read() as tx:
        kept = (await tx.exec_driver_sql("SELECT text, kept FROM faq_negatives")).all()
    assert [(row[0], bool(row[1])) for row in kept] == [
        ("please where can I buy tickets here?", True)
    ]
    assert "questions they do not answer: 1" in await alice.asks("/faq_status", in_=group)


# ── unsure ───────────────────────────────────────────────────────────────────────────────────────


async def test_spoken_to_it_offers_what_may_be_meant_and_says_what_is_chosen(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place, unsure: None
) -> None:
    for entry in (TICKETS, DOORS, PARKING):
        await alice.asks(entry)
    assert await bob.asks(f"@renao_bot {ASKED}", in_=group) == "Do you mean one of these?"
    assert ASKED in group.last.buttons
    assert group.last.buttons[-1] == "None of these"
    await ming.presses(ASKED, in_=group)
    assert group.last.text == "Do you mean one of these?"
    await bob.presses(ASKED, in_=group)
    assert [message.text for message in said(stage, group)][-1] == "At the door."
    assert "Do you mean one of these?" not in group.texts


async def test_unasked_it_suggests_only_when_nobody_has_answered_for_a_minute(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place, unsure: None
) -> None:
    await alice.asks(TICKETS)
    assert await bob.asks(ASKED, in_=group) == ""
    await stage.forward(seconds=50)
    assert "Do you mean one of these?" not in group.texts
    await stage.forward(seconds=15)
    assert group.last.text == "Do you mean one of these?"
    assert group.last.reply_to is not None
    await bob.presses("None of these", in_=group)
    assert "Do you mean one of these?" not in group.texts


async def test_a_persons_answer_spares_the_suggestion(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place, unsure: None
) -> None:
    await alice.asks(TICKETS)
    question = await bob.says(ASKED, in_=group)
    await stage.forward(seconds=30)
    await ming.says("在门口", in_=group, reply_to=question)
    await stage.forward(minutes=3)
    assert "Do you mean one of these?" not in group.texts


async def test_a_group_can_do_without_suggestions(
    stage: Stage, alice: Someone, bob: Someone, group: Place, unsure: None
) -> None:
    await alice.asks(TICKETS)
    await alice.asks("/faq_settings")
    await alice.presses("💡 never")
    await bob.asks(ASKED, in_=group)
    await stage.forward(minutes=5)
    assert "Do you mean one of these?" not in group.texts


async def test_ask_gets_an_answer_or_is_passed_on_and_stands_among_the_questions(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    assert await bob.asks(f"/ask {ASKED}", in_=group) == "At the door."
    told = await bob.asks("/ask the name of the drummer's dog please", in_=group)
    assert "passed your question on" in told
    assert "/ask when does it start?" in await bob.asks("/ask", in_=group)
    async with stage.house.database.read() as tx:
        rows = (await tx.exec_driver_sql("SELECT text, is_question FROM awaited")).all()
    assert ("the name of the drummer's dog please", 1) in [(row[0], int(row[1])) for row in rows]


async def test_in_private_ask_says_where_to_ask(alice: Someone, bob: Someone, group: Place) -> None:
    await alice.asks(TICKETS)
    await bob.says("hi all", in_=group)
    assert await bob.asks(f"/ask {ASKED}") == "At the door."
    assert "Ask it in Fans" in await bob.asks("/ask what is the drummer's dog called")


# ── quiet by design ──────────────────────────────────────────────────────────────────────────────


async def test_the_same_answer_comes_again_only_after_both_the_time_and_the_talk(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    assert await bob.asks(ASKED, in_=group) == "At the door."
    await many_talk(stage, group)
    assert await bob.asks(ASKED, in_=group) == ""
    await stage.forward(minutes=11)
    assert await bob.asks(ASKED, in_=group) == "At the door."
    await stage.forward(minutes=11)
    await many_talk(stage, group, 7)
    assert await bob.asks(ASKED, in_=group) == ""
    await many_talk(stage, group, 1)
    assert await bob.asks(ASKED, in_=group) == "At the door."


async def test_who_speaks_to_it_is_answered_again_at_once(
    alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    assert await bob.asks(ASKED, in_=group) == "At the door."
    assert await bob.asks(f"@renao_bot {ASKED}", in_=group) == "At the door."


async def test_edits_forwards_and_what_is_said_to_somebody_are_let_alone(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    greeting = await ming.says("good morning", in_=group)
    typed = await bob.says("good evening", in_=group)
    bob.person.edits(typed, ASKED)
    elsewhere = stage.world.supergroup("Elsewhere", owner=bob.person)
    asked = bob.person.says(ASKED, in_=elsewhere)
    bob.person.forwards(asked, group)
    await bob.says(ASKED, in_=group, reply_to=greeting)
    await stage.settle()
    assert answers(stage, group) == 0


async def test_two_who_talk_to_each_other_are_let_alone(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    for talker, text in ((bob, "hi"), (ming, "你好"), (bob, "so you come tonight"), (ming, "来的")):
        await talker.says(text, in_=group)
    assert await bob.asks(ASKED, in_=group) == ""
    await stage.forward(minutes=4)
    assert await bob.asks(ASKED, in_=group) == "At the door."


async def test_what_a_person_has_answered_during_a_pause_is_left_to_people(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    question = bob.person.says(ASKED, in_=group)
    stage.clock.forward(seconds=20)
    ming.person.says("在门口", in_=group, reply_to=question)
    await stage.settle()
    assert answers(stage, group) == 0


async def test_quiet_lasts_until_it_is_over_or_ended(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    assert "until" in await alice.asks("/quiet 2h", in_=group)
    assert await bob.asks(ASKED, in_=group) == ""
    assert await bob.asks(f"/ask {ASKED}", in_=group) == "At the door."
    await stage.forward(hours=2, minutes=1)
    await many_talk(stage, group)
    assert await bob.asks(ASKED, in_=group) == "At the door."
    await alice.asks("/quiet 1d", in_=group)
    assert "unasked" in await alice.asks("/quiet off", in_=group)
    assert "no time" in await alice.asks("/quiet forever", in_=group)


async def test_only_operators_set_the_manner(alice: Someone, bob: Someone, group: Place) -> None:
    assert "operators" in await bob.asks("/quiet 2h", in_=group)
    for command in ("/faq_settings", "/faq_status"):
        assert await bob.asks(command, in_=group) == ""
    told = await alice.asks("/faq_status", in_=group)
    assert "Entries: 0" in told
    assert "0 of the 2000 messages" in told


async def test_the_slider_and_the_rules_are_set_by_buttons(alice: Someone, group: Place) -> None:
    await alice.asks("/faq_settings")
    assert "before I speak: normal" in alice.private.last.text
    await alice.presses("cautious")
    await alice.presses("🔁 1 h")
    await alice.presses("💬 30")
    await alice.presses("💡 5 min")
    told = alice.private.last.text
    assert "before I speak: cautious" in told
    assert "after 1 h and 💬 30 messages" in told
    assert "after: 5 min" in told
    await alice.presses("🤫 2 h")
    assert "until" in alice.private.last.text
    await alice.presses("speak again")
    assert "until" not in alice.private.last.text

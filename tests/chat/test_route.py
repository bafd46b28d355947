"""What is a command, who is spoken to, and which updates are only facts."""

import json
from typing import Any

import pytest

from bot.activity import wire
from bot.activity.questions import is_question
from bot.chat.host import Me
from bot.chat.route import (
    HISTORY,
    STALE,
    Call,
    call_in,
    is_addressed,
    is_put_to_all,
    parse_call,
    wanted,
)

ME = Me(42, "renao_bot", reads_all=True)
BOB = {"id": 3, "is_bot": False, "first_name": "Bob"}
FANS = {"id": -1001, "type": "supergroup", "title": "Fans"}
PRIVATE = {"id": 3, "type": "private"}


def update(**content: Any) -> wire.Update:
    return wire.decode(json.dumps({"update_id": 1, **content}).encode())


def message(text: str | None = None, chat: dict[str, Any] = FANS, **more: Any) -> wire.Update:
    body = {"message_id": 7, "date": 1, "chat": chat, "from": BOB, **more}
    return update(message=body if text is None else {**body, "text": text})


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("/help", Call("help", "")),
        ("/Help@Renao_Bot", Call("help", "")),
        ("/report  7d ", Call("report", "7d")),
        ("/faq_new tickets\nQ: where?\nA: here", Call("faq_new", "tickets\nQ: where?\nA: here")),
        ("/faq_new\ntickets", Call("faq_new", "tickets")),
        ("/", Call("", "")),
        ("/help@other_bot", None),
        ("help", None),
        (" /help", None),
    ],
)
def test_a_command_is_read_as_typed(text: str, call: Call | None) -> None:
    spoken = message(text).message
    assert spoken is not None
    assert call_in(spoken, ME) == call


def test_a_forwarded_command_is_nobodys_order() -> None:
    forwarded = message("/faq_delete tickets", forward_origin={"type": "user"}).message
    assert forwarded is not None
    assert call_in(forwarded, ME) is None


def test_a_command_kept_for_later_is_read_the_same_way() -> None:
    assert parse_call("/report 7d") == Call("report", "7d")


@pytest.mark.parametrize(
    ("spoken", "addressed"),
    [
        (message("hello"), False),
        (message("hello", chat=PRIVATE), True),
        (message("hello @Renao_bot!"), True),
        (message("hello @renao_bot2"), False),
        (message("hi", reply_to_message={"message_id": 1, "from": {"id": 42}}), True),
        (message("hi", reply_to_message={"message_id": 1, "from": BOB}), False),
    ],
)
def test_who_is_spoken_to(spoken: wire.Update, addressed: bool) -> None:
    assert spoken.message is not None
    assert is_addressed(spoken.message, ME) is addressed


def change(before: str, after: str) -> dict[str, Any]:
    return {
        "chat": FANS,
        "from": BOB,
        "date": 1,
        "old_chat_member": {"user": BOB, "status": before},
        "new_chat_member": {"user": BOB, "status": after},
    }


@pytest.mark.parametrize(
    ("told", "chat"),
    [
        (message("good morning all"), None),
        (message("when does it start?"), -1001),
        (message("怎么报名"), -1001),
        (message("/help"), -1001),
        (message("/help@other_bot"), None),
        (message("hello", chat=PRIVATE), 3),
        (message(photo=[{}]), None),
        (message("when?", via_bot={"id": 9, "is_bot": True}), None),
        (message("when does it start?", **{"from": {"id": 9, "is_bot": True}}), None),
        (message("when does it start?", forward_origin={"type": "user"}), None),
        (message("when does it start?", is_automatic_forward=True), None),
        (message(migrate_to_chat_id=-1002), -1001),
        (update(edited_message={"message_id": 7, "date": 1, "chat": FANS, "text": "/help"}), None),
        (update(my_chat_member=change("left", "member")), -1001),
        (update(chat_member=change("left", "member")), None),
        (update(chat_member=change("administrator", "member")), -1001),
        (update(callback_query={"id": "1", "from": BOB, "data": "x"}), 3),
        (update(something_new={"a": 1}), None),
    ],
)
def test_most_updates_are_only_facts(told: wire.Update, chat: int | None) -> None:
    assert wanted(told, 1.0, ME, worth=lambda _chat, text: is_question(text)) == chat


def test_what_is_put_to_nobody_is_only_a_fact_where_no_entry_could_be_meant() -> None:
    asked = message("when does it start?")
    assert wanted(asked, 1.0, ME, worth=lambda chat, _text: chat != FANS["id"]) is None
    assert wanted(message("/help"), 1.0, ME, worth=lambda _chat, _text: False) == FANS["id"]
    assert wanted(message("@renao_bot hi"), 1.0, ME, worth=lambda _chat, _text: False) == FANS["id"]


def test_what_was_said_long_ago_wants_no_answer_and_what_is_history_is_not_overheard() -> None:
    asked = message("when does it start?")
    answered = message(
        "at eight", reply_to_message={"message_id": 1, "from": ALICE, "text": "when?"}
    )

    def wants(told: wire.Update, later: float) -> bool:
        return wanted(told, 1 + later, ME, worth=lambda _chat, _text: True) is not None

    assert wants(asked, STALE - 1) and not wants(asked, STALE)
    assert wants(answered, HISTORY - 1) and not wants(answered, HISTORY)
    assert wants(message("/help"), HISTORY) and wants(message("hi", chat=PRIVATE), HISTORY)


ALICE = {"id": 4, "is_bot": False, "first_name": "Alice"}
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
POSTS = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


@pytest.mark.parametrize(
    ("spoken", "open_to_all"),
    [
        ({}, True),
        ({"reply_to_message": {"message_id": 1, "from": ALICE}}, False),
        ({"reply_to_message": {"message_id": 1, "from": BOB}}, True),
        ({"reply_to_message": {"message_id": 1, "from": POSTS, "sender_chat": CHANNEL}}, True),
        ({"reply_to_message": {"message_id": 1, "from": ALICE, "sender_chat": FANS}}, False),
        (
            {
                "is_topic_message": True,
                "message_thread_id": 5,
                "reply_to_message": {"message_id": 5, "from": ALICE, "forum_topic_created": {}},
            },
            True,
        ),
        ({"quote": {"text": "when", "position": 0}}, False),
        ({"external_reply": {"origin": {"type": "user"}}}, False),
        ({"forward_origin": {"type": "user"}}, False),
        ({"via_bot": {"id": 9, "is_bot": True}}, False),
        ({"from": {"id": 9, "is_bot": True}}, False),
        ({"sender_chat": CHANNEL}, False),
    ],
)
def test_what_is_said_to_one_person_or_passed_on_is_not_put_to_all(
    spoken: dict[str, Any], open_to_all: bool
) -> None:
    said = message("when does it start?", **spoken).message
    assert said is not None
    assert is_put_to_all(said) is open_to_all

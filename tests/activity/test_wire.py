"""What Renao reads of an update, and what it makes of the rest."""

import json

import msgspec
import pytest

from bot.activity.wire import decode
from tests.activity import updates as u


@pytest.mark.parametrize(
    ("update", "kind", "chat_id"),
    [
        (u.message(1), "message", u.GROUP),
        (u.reaction(1, 1), "message_reaction", u.GROUP),
        (u.joined(1, 7), "chat_member", u.GROUP),
        (u.promoted(1), "my_chat_member", u.GROUP),
        (u.pressed(1), "callback_query", u.GROUP),
        (u.voted(1, by=7), "poll_answer", 7),
        (u.boosted(1, {"source": "premium", "user": u.user(7)}), "chat_boost", u.GROUP),
        (u.boost_over(1, {"source": "giveaway"}), "removed_chat_boost", u.GROUP),
        (u.reaction_count(1, 5, 3, 1), "message_reaction_count", u.GROUP),
        (u.join_request(1, by=7), "chat_join_request", u.GROUP),
        (u.edited(1, 5), "edited_message", u.GROUP),
        (u.update(1, callback_query={"id": "1", "from": u.user(7)}), "callback_query", 7),
        (u.update(1, poll_answer={"poll_id": "p", "voter_chat": u.group(-5)}), "poll_answer", -5),
        (u.update(1, inline_query={"id": "1", "from": u.user(7), "query": "?"}), "", 0),
        (u.update(1, something_new=[1, {"a": None}]), "", 0),
    ],
)
def test_an_update_knows_its_kind_and_its_chat(update, kind: str, chat_id: int) -> None:
    assert (update.kind, update.chat_id) == (kind, chat_id)


def test_a_message_has_all_that_a_dispatcher_routes_by() -> None:
    message = u.reply(
        5,
        to=3,
        text="/ask@renao_bot",
        entities=[{"type": "bot_command", "offset": 0, "length": 14}],
        message_thread_id=2,
        is_topic_message=True,
        forward_origin={"type": "user"},
        via_bot=u.user(8, is_bot=True),
        media_group_id="12",
    ).message
    assert message is not None
    assert [(entity.type, entity.length) for entity in message.entities] == [("bot_command", 14)]
    assert (message.topic_id, message.replied_id, message.media_group_id) == (2, 3, "12")
    assert message.forward_origin is not None
    assert message.via_bot is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.from_user is not None
    assert message.reply_to_message.from_user.id == 9


@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_title": "New"},
        {"pinned_message": {"message_id": 1, "chat": u.group(), "date": 0}},
        {"forum_topic_created": {"name": "Tickets", "icon_color": 1}},
        {"new_chat_members": [u.user(7)]},
        {"left_chat_member": u.user(7)},
        {"migrate_to_chat_id": -1002},
        {"video_chat_started": {}},
    ],
)
def test_what_telegram_wrote_is_a_service_message(service: dict[str, object]) -> None:
    message = u.message(1, text=None, **service).message
    assert message is not None
    assert message.is_service


@pytest.mark.parametrize(
    "content", ["photo", "sticker", "voice", "poll", "location", "dice", "story"]
)
def test_what_a_person_sent_is_no_service_message(content: str) -> None:
    value = [{"file_id": "a", "width": 1}] if content == "photo" else {"file_id": "a"}
    message = u.message(1, text=None, **{content: value}).message
    assert message is not None
    assert not message.is_service


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id":1}x']
)
def test_what_is_no_update_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(raw)


def test_a_press_on_a_message_too_old_to_be_shown_still_has_its_chat() -> None:
    old = {"chat": u.group(), "message_id": 4, "date": 0}
    press = {"id": "1", "from": u.user(7), "message": old, "data": "x"}
    assert decode(json.dumps({"update_id": 1, "callback_query": press}).encode()).chat_id == u.GROUP

"""Facts: who did what, once, and who is not a member."""

from typing import Any

import pytest

from bot.activity import forms
from bot.activity.facts import Context, Fact, Kind, facts_of
from bot.activity.wire import Update
from tests.activity import updates as u

CONTEXT = Context(now=u.START + 60)
TEXT = forms.CONTENT_NUMBER["text"]
FALLBACK = Context(now=u.START, unprivileged={u.GROUP})


def facts(*updates: Update, context: Context = CONTEXT) -> list[Fact]:
    return [fact for update in updates for fact in facts_of(update, context)]


def kinds(*updates: Update, context: Context = CONTEXT) -> list[Kind]:
    return [fact.kind for fact in facts(*updates, context=context)]


def test_a_message_is_keyed_by_its_own_id() -> None:
    assert facts(u.message(5, by=7)) == [Fact(u.GROUP, 5, Kind.MESSAGE, 7, u.START, form=TEXT)]


def test_a_reply_is_a_message_about_another() -> None:
    assert facts(u.reply(5, to=3, by=7)) == [
        Fact(u.GROUP, 5, Kind.MESSAGE, 7, u.START, None, 3, TEXT)
    ]


def test_a_message_in_a_topic_replies_to_nothing_though_telegram_says_so() -> None:
    opening = {"message_id": 2, "chat": u.group(), "date": 0, "forum_topic_created": {"name": "x"}}
    topic = {"message_thread_id": 2, "is_topic_message": True, "reply_to_message": opening}
    (fact,) = facts(u.message(5, **topic))
    assert (fact.topic_id, fact.about) == (2, None)


def test_a_thread_of_replies_is_no_topic() -> None:
    assert facts(u.reply(5, to=3, message_thread_id=3))[0].topic_id is None


def test_a_reply_from_another_topic_is_a_reply_and_one_to_another_chat_is_not() -> None:
    across = u.message(5, external_reply={"chat": u.group(), "message_id": 4, "origin": {}})
    outside = u.message(6, external_reply={"chat": u.group(-9), "message_id": 4, "origin": {}})
    assert [fact.about for fact in facts(across, outside)] == [4, None]


def test_an_album_is_one_message_of_several_parts() -> None:
    parts = [u.message(n, text=None, photo=[{}], media_group_id="77") for n in (5, 6, 7)]
    found = facts(*parts)
    assert len({fact.key for fact in found if fact.kind is Kind.MESSAGE}) == 1
    assert [fact.ref for fact in found if fact.kind is Kind.ALBUM_PART] == [5, 6, 7]


def test_an_edit_is_an_event_about_the_message_when_it_was_edited() -> None:
    message = {"message_id": 5, "chat": u.group(), "date": 3, "from": u.user(1), "text": "x"}
    edited = message | {"edit_date": 9}
    private = message | {"chat": {"id": 1, "type": "private"}}
    assert facts(
        u.update(1, edited_message=edited),
        u.update(2, edited_channel_post=message),
        u.update(3, edited_message=private),
    ) == [
        Fact(u.GROUP, 1, Kind.EDITED, 1, 9, None, 5, TEXT),
        Fact(u.GROUP, 2, Kind.EDITED, 1, 3, None, 5, TEXT),
    ]


@pytest.mark.parametrize(
    ("more", "kind", "speaker"),
    [
        # An anonymous administrator speaks as the chat, never as the stand-in user.
        (
            {"from": u.user(1087968824, is_bot=True), "sender_chat": u.group()},
            Kind.CHAT_MESSAGE,
            u.GROUP,
        ),
        (
            {"from": u.user(136817688, is_bot=True), "sender_chat": u.group(-5, type="channel")},
            Kind.CHAT_MESSAGE,
            -5,
        ),
        (
            {
                "from": u.user(777000),
                "sender_chat": u.group(-5, type="channel"),
                "is_automatic_forward": True,
            },
            Kind.FORWARDED_POST,
            -5,
        ),
        ({"from": u.user(777000)}, Kind.FORWARDED_POST, 777000),
        ({"from": u.user(8, is_bot=True)}, Kind.BOT_MESSAGE, 8),
        ({"text": None, "new_chat_title": "New"}, Kind.SERVICE_MESSAGE, 1),
        ({"via_bot": u.user(8, is_bot=True)}, Kind.MESSAGE, 1),
        ({"forward_origin": {"type": "user"}}, Kind.MESSAGE, 1),
    ],
)
def test_only_what_a_member_says_is_a_members_act(
    more: dict[str, Any], kind: Kind, speaker: int
) -> None:
    (fact,) = facts(u.message(5, **more))
    assert (fact.kind, fact.user_id) == (kind, speaker)


def test_a_private_chat_is_nobodys_record() -> None:
    private = {"id": 7, "type": "private", "first_name": "Bob"}
    press = {"message_id": 5, "chat": private, "date": 0, "text": "?"}
    button = u.update(2, callback_query={"id": "1", "from": u.user(7), "message": press})
    given = u.update(3, message_reaction=u.given(5, by=7) | {"chat": private})
    assert facts(u.message(5, chat=private), button, given) == []


def test_a_post_of_a_channel_is_recorded_as_the_channels() -> None:
    channel = u.group(-5, type="channel")
    post = {"message_id": 5, "chat": channel, "sender_chat": channel, "date": 3, "text": "news"}
    assert facts(u.update(1, channel_post=post)) == [
        Fact(-5, 5, Kind.CHAT_MESSAGE, -5, 3, form=TEXT)
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("", "👍", Kind.REACTION),
        ("👍", "👍🔥", Kind.REACTION),
        ("👍", "🔥", Kind.REACTION),
        ("👍🔥", "👍", Kind.REACTION_REMOVED),
        ("👍", "", Kind.REACTION_REMOVED),
    ],
)
def test_a_reaction_is_given_when_an_emoji_is_new(old: str, new: str, kind: Kind) -> None:
    (fact,) = facts(u.reaction(40, to=5, by=7, old=old, new=new))
    assert fact[:7] == (u.GROUP, 40, kind, 7, u.START, None, 5)
    assert fact.form & forms.CONTENT_BITS == forms.REACTION_NUMBER["emoji"]
    alone = old == "" or new == ""
    assert bool(fact.form & forms.CHANGED) is not alone


def test_presses_and_votes_have_the_time_at_which_they_came() -> None:
    context = Context(now=u.START + 60, polls={"p": (u.GROUP, 30)})
    assert facts(u.pressed(40, by=7, on=5), u.voted(41, by=7), context=context) == [
        Fact(u.GROUP, 40, Kind.BUTTON_PRESS, 7, u.START + 60, None, 5),
        Fact(u.GROUP, 41, Kind.POLL_ANSWER, 7, u.START + 60, about=30),
    ]


def test_a_vote_taken_back_is_no_act_and_one_on_a_strange_poll_is_nothing() -> None:
    context = Context(now=u.START, polls={"p": (u.GROUP, 30)})
    taken_back, strange = u.voted(1, options=()), u.voted(2, poll="other")
    assert kinds(taken_back, strange, context=context) == [Kind.VOTE_REMOVED]


def test_joins_and_leaves_come_from_members_changes_or_service_messages_but_never_both() -> None:
    arrival = u.message(5, by=7, text=None, new_chat_members=[u.user(7), u.user(8, is_bot=True)])
    parting = u.message(6, by=7, text=None, left_chat_member=u.user(7))
    assert kinds(arrival, parting, context=FALLBACK) == [
        Kind.SERVICE_MESSAGE,
        Kind.JOINED,
        Kind.SERVICE_MESSAGE,
        Kind.LEFT,
    ]
    assert kinds(arrival, u.joined(40, 7), parting, u.left(41, 7)) == [
        Kind.SERVICE_MESSAGE,
        Kind.JOINED,
        Kind.SERVICE_MESSAGE,
        Kind.LEFT,
    ]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"status": "left"}, {"status": "restricted", "is_member": True}, [Kind.JOINED]),
        ({"status": "restricted", "is_member": True}, {"status": "kicked"}, [Kind.LEFT]),
        ({"status": "member"}, {"status": "administrator"}, []),
        ({"status": "restricted", "is_member": False}, {"status": "left"}, []),
        ({"status": "kicked"}, {"status": "left"}, []),
    ],
)
def test_a_change_of_standing_is_a_join_only_where_somebody_comes_in(
    before: dict[str, Any], after: dict[str, Any], kind: list[Kind]
) -> None:
    content = u.change(1, 7, "", "") | {
        "old_chat_member": {"user": u.user(7)} | before,
        "new_chat_member": {"user": u.user(7)} | after,
    }
    assert kinds(u.update(1, chat_member=content)) == kind

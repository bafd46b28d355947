"""What Telegram tells beside messages and reactions, and of what form it is: facts out of raw updates."""

from typing import Any

import pytest

from bot.activity import forms
from bot.activity.details import Detail, detail_of
from bot.activity.facts import Context, Fact, Kind, facts_of
from bot.activity.wire import Update
from tests.activity import updates as u

CONTEXT = Context(now=u.START + 60, polls={"p": (u.GROUP, 30)})
FALLBACK = Context(now=u.START, unprivileged={u.GROUP})
CHANNEL = {"id": -5, "type": "channel", "title": "News"}


def fact(update: Update, context: Context = CONTEXT) -> Fact:
    """Return the one fact of an update."""
    (found,) = facts_of(update, context)
    return found


@pytest.mark.parametrize("content", forms.CONTENT)
def test_each_kind_of_content_is_told_apart(content: str) -> None:
    said: Any = {"text": "hello", "photo": [{}]}.get(content, {})
    found = fact(u.message(5, **{"text": None, content: said}))
    assert (found.kind, found.form) == (Kind.MESSAGE, forms.CONTENT_NUMBER[content])


@pytest.mark.parametrize(
    ("both", "content"),
    [
        ({"animation": {}, "document": {}}, "animation"),
        ({"venue": {}, "location": {}}, "venue"),
        ({"live_photo": {}, "photo": [{}]}, "live_photo"),
    ],
)
def test_of_two_contents_the_one_that_says_more_counts(both: dict[str, Any], content: str) -> None:
    assert fact(u.message(5, text=None, **both)).form == forms.CONTENT_NUMBER[content]


@pytest.mark.parametrize(
    ("more", "bit"),
    [
        ({"text": "when does it start?"}, forms.QUESTION),
        ({"text": None, "photo": [{}], "caption": "怎么报名"}, forms.QUESTION),
        ({"text": "it starts at eight"}, 0),
        ({"text": "when?", "forward_origin": {"type": "user"}}, forms.FORWARDED),
        ({"text": "when?", "via_bot": u.user(8, is_bot=True)}, 0),
        ({"text": "when?", "sender_chat": u.group()}, 0),
        ({"text": "when?", "from": u.user(8, is_bot=True)}, 0),
    ],
)
def test_what_a_member_asks_in_her_own_words_is_a_question(more: dict[str, Any], bit: int) -> None:
    assert fact(u.message(5, **more)).form & ~forms.CONTENT_BITS == bit


@pytest.mark.parametrize(
    "told",
    [
        {"pinned_message": {"message_id": 3, "chat": u.group(), "date": 0}},
        {"forum_topic_created": {"name": "x", "icon_color": 1}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
        {"new_chat_photo": [{}]},
        {"delete_chat_photo": True},
        {"boost_added": {"boost_count": 1}},
        {"video_chat_ended": {"duration": 9}},
    ],
)
def test_a_service_message_says_what_it_serves(told: dict[str, Any]) -> None:
    (name,) = told
    found = fact(u.message(5, text=None, **told))
    assert (found.kind, found.form) == (Kind.SERVICE_MESSAGE, forms.SERVICE_NUMBER[name])
    assert found.about == (3 if name == "pinned_message" else None)


def test_a_service_message_of_a_kind_not_known_yet_has_no_form() -> None:
    assert fact(u.message(5, text=None, something_new={})).form == 0


def test_albums_of_bots_and_channels_are_nobodys() -> None:
    part = {"text": None, "photo": [{}], "media_group_id": "7"}
    by_bot = u.message(5, **part, **{"from": u.user(8, is_bot=True)})
    by_channel = u.message(6, **part, sender_chat=CHANNEL)
    kinds = [[each.kind for each in facts_of(update, CONTEXT)] for update in (by_bot, by_channel)]
    assert kinds == [[Kind.OTHERS_PART, Kind.BOT_MESSAGE], [Kind.OTHERS_PART, Kind.CHAT_MESSAGE]]


@pytest.mark.parametrize("kind", forms.REACTIONS)
def test_a_reaction_says_of_which_kind_it_is(kind: str) -> None:
    new = {"type": kind, "emoji": "👍", "custom_emoji_id": "5"}
    content = {"chat": u.group(), "message_id": 5, "user": u.user(7), "date": u.START}
    update = u.update(40, message_reaction=content | {"old_reaction": [], "new_reaction": [new]})
    assert fact(update).form == forms.REACTION_NUMBER[kind]


def test_a_channel_reacts_and_votes_as_itself() -> None:
    new = [{"type": "emoji", "emoji": "👍"}]
    content = {"chat": u.group(), "message_id": 5, "actor_chat": CHANNEL, "date": u.START}
    reacted = u.update(40, message_reaction=content | {"old_reaction": [], "new_reaction": new})
    vote = {"poll_id": "p", "voter_chat": CHANNEL, "option_ids": [0]}
    voted = u.update(41, poll_answer=vote | {"user": u.user(136817688, is_bot=True)})
    found = [fact(reacted), fact(voted)]
    assert [(each.kind, each.user_id) for each in found] == [
        (Kind.CHAT_REACTION, -5),
        (Kind.CHAT_VOTE, -5),
    ]


def test_who_asks_to_be_let_in_is_an_event() -> None:
    assert fact(u.join_request(40, by=7)) == Fact(u.GROUP, 40, Kind.JOIN_REQUEST, 7, u.START)


def test_boosts_come_and_go_and_an_unclaimed_one_is_the_chats() -> None:
    premium = {"source": "premium", "user": u.user(7)}
    giveaway = {"source": "giveaway", "giveaway_message_id": 3, "is_unclaimed": True}
    assert [fact(u.boosted(1, premium)), fact(u.boost_over(2, giveaway, at=u.START + 5))] == [
        Fact(u.GROUP, 1, Kind.BOOSTED, 7, u.START, form=forms.BOOST_NUMBER["premium"]),
        Fact(u.GROUP, 2, Kind.BOOST_REMOVED, u.GROUP, u.START + 5, form=3),
    ]


@pytest.mark.parametrize(
    ("by", "more", "way", "detail"),
    [
        (7, {}, 0, Detail()),
        (8, {}, forms.ARRIVAL_NUMBER["added"], Detail(by_id=8)),
        (
            7,
            {"invite_link": {"invite_link": "https://t.me/+x", "creator": u.user(8)}},
            forms.ARRIVAL_NUMBER["link"],
            Detail(link="https://t.me/+x"),
        ),
        (8, {"via_join_request": True}, forms.ARRIVAL_NUMBER["request"], Detail(by_id=8)),
        (7, {"via_chat_folder_invite_link": True}, forms.ARRIVAL_NUMBER["folder"], Detail()),
        # The anonymous administrator is nobody.
        (1087968824, {}, forms.ARRIVAL_NUMBER["added"], Detail()),
    ],
)
def test_a_join_says_how_and_through_whom(
    by: int, more: dict[str, Any], way: int, detail: Detail
) -> None:
    content = u.change(40, 7, "left", "member") | {"from": u.user(by)} | more
    update = u.update(40, chat_member=content)
    joined = fact(update)
    assert (joined.kind, joined.form, detail_of(joined, update)) == (Kind.JOINED, way, detail)


def test_a_service_message_says_who_added_and_who_removed() -> None:
    arrival = u.message(5, by=8, text=None, new_chat_members=[u.user(7)])
    removal = u.message(6, by=8, text=None, left_chat_member=u.user(7))
    for update, form in ((arrival, forms.ARRIVAL_NUMBER["added"]), (removal, 1)):
        _, move = facts_of(update, FALLBACK)
        assert (move.form, detail_of(move, update)) == (form, Detail(by_id=8))


def test_the_text_is_told_of_questions_alone() -> None:
    asked, said = u.message(5, text="when\0?"), u.message(6, text="soon")
    assert detail_of(fact(asked), asked) == Detail(text="when?")
    assert detail_of(fact(said), said) is None


def test_places_in_the_lists_are_stored_and_stay() -> None:
    assert [forms.CONTENT_NUMBER[name] for name in ("text", "photo", "invoice")] == [1, 3, 22]
    assert [forms.SERVICE_NUMBER[name] for name in ("new_chat_members", "pinned_message")] == [1, 3]
    assert len(forms.CONTENT) <= forms.CONTENT_BITS

"""A message of an export is read as the message that a bot would have got of it."""

import json
from typing import Any

import msgspec
import pytest

from bot.activity import desktop
from bot.activity.desktop import Exported, Setting, album_after, bot_id, message_of, reactions_of
from bot.activity.facts import Context, Kind, of_message
from bot.activity.numbering import Numbered, numbered
from bot.activity.wire import Chat
from tests.activity import exports as e
from tests.activity.updates import START

GROUP = Chat(id=e.GROUP, type="supergroup", title="Fans")
BASIC = Chat(id=e.BASIC, type="group", title="Fans")


def read(content: dict[str, Any]) -> Exported:
    return msgspec.json.decode(json.dumps(content), type=Exported)


def message(content: dict[str, Any], **more: Any) -> Any:
    told = read(content)
    return message_of(told, Setting(GROUP, told.id, told.reply_to_message_id, **more))


@pytest.mark.parametrize(
    ("peer", "number"),
    [
        ("user123", 123),
        ("channel123", -1000000000123),
        ("chat123", -123),
        ("user0", None),
        ("channel000", None),
        ("", None),
        (None, None),
    ],
)
def test_ids_become_those_that_bots_know(peer: str | None, number: int | None) -> None:
    assert bot_id(peer) == number


@pytest.mark.parametrize(
    "peer", ["123", 4295000000, "user", "user-1", "user1e3", "user²", "user" + "9" * 16]
)
def test_what_is_no_id_is_told(peer: str | int) -> None:
    with pytest.raises(ValueError, match="where Telegram Desktop writes user123"):
        bot_id(peer)


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ({}, "text"),
        ({"photo": "photos/1.jpg"}, "photo"),
        ({"file": "(File not included.)"}, "document"),
        ({"file": "x", "media_type": "sticker", "sticker_emoji": "🎉"}, "sticker"),
        ({"file": "x", "media_type": "video_message"}, "video_note"),
        ({"file": "x", "media_type": "voice_message"}, "voice"),
        ({"file": "x", "media_type": "animation"}, "animation"),
        ({"file": "x", "media_type": "video_file"}, "video"),
        ({"file": "x", "media_type": "audio_file"}, "audio"),
        ({"poll": {"question": "?", "answers": []}}, "poll"),
        ({"location_information": None}, "location"),
        ({"place_name": "Hall", "location_information": {"latitude": 1}}, "venue"),
        ({"contact_information": {"first_name": "x"}}, "contact"),
        ({"game_title": "Chess"}, "game"),
        ({"invoice_information": "{}"}, "invoice"),
        ({"giveaway_information": {}}, "giveaway"),
        ({"giveaway_results": {}}, "giveaway_winners"),
        ({"paid_stars_amount": 5}, "paid_media"),
    ],
)
def test_every_kind_of_message_is_known(fields: dict[str, Any], content: str) -> None:
    assert message(e.message(1, **fields)).content == content


def test_a_text_in_pieces_is_one_text_and_that_of_media_its_caption() -> None:
    pieces = ["when ", {"type": "bold", "text": "does"}, " it start?"]
    assert message(e.message(1, text=pieces)).text == "when does it start?"
    assert message(e.message(1, text=pieces, photo="x")).caption == "when does it start?"
    assert message(e.message(1, text="a\0b")).text == "ab"


@pytest.mark.parametrize(
    ("content", "kind", "user_id"),
    [
        (e.message(1, by=7), Kind.MESSAGE, 7),
        (e.message(1, by=7, **{"from": None}), Kind.MESSAGE, 7),
        (e.message(1, by=9), Kind.BOT_MESSAGE, 9),
        (e.message(1, by=f"channel{e.BARE}"), Kind.CHAT_MESSAGE, e.GROUP),
        (e.message(1, by="channel55"), Kind.CHAT_MESSAGE, -1000000000055),
        (
            e.message(1, by="channel55", forwarded_from="C", saved_from="C"),
            Kind.FORWARDED_POST,
            -1000000000055,
        ),
        (e.service(1, "edit_group_title", 7, title="x"), Kind.SERVICE_MESSAGE, 7),
        (e.service(1, "some_news_of_tomorrow", 7), Kind.SERVICE_MESSAGE, 7),
    ],
)
def test_who_speaks_is_told_apart(content: dict[str, Any], kind: Kind, user_id: int) -> None:
    (fact,) = of_message(message(content, bots={9}), Context(0))
    assert (fact.kind, fact.user_id, fact.at) == (kind, user_id, START)


@pytest.mark.parametrize(
    ("content", "moves"),
    [
        (e.joined(1, 7), [(Kind.JOINED, 7)]),
        (e.service(1, "join_group_by_request", 7), [(Kind.JOINED, 7)]),
        (e.service(1, "invite_members", 7, members=["Fan 7"]), [(Kind.JOINED, 7)]),
        (e.service(1, "remove_members", 7, members=["Fan 7"]), [(Kind.LEFT, 7)]),
        # Whom somebody else brought in or put out is told by name only.
        (e.service(1, "invite_members", 7, members=["Fan 8"]), []),
        (e.service(1, "invite_members", 7, members=["Fan 7", "Fan 8"]), []),
        (e.service(1, "remove_members", 7, members=[None]), []),
        (e.service(1, "remove_members", 7, members=[None], actor=None), []),
    ],
)
def test_only_who_is_known_by_id_came_or_went(
    content: dict[str, Any], moves: list[tuple[Kind, int]]
) -> None:
    facts = of_message(message(content), Context(0, unprivileged={e.GROUP}))
    assert [(fact.kind, fact.user_id) for fact in facts[1:]] == moves
    assert desktop.is_unnamed(read(content)) == (not moves)


def test_a_reply_within_a_topic_is_a_reply_and_a_message_of_the_topic_is_none() -> None:
    answer = message(e.message(5, reply_to_message_id=4), topic=2)
    assert (answer.replied_id, answer.topic_id) == (4, 2)
    opening = message(e.message(5, reply_to_message_id=2), topic=2)
    assert (opening.replied_id, opening.topic_id) == (None, 2)


def test_reactions_count_once_a_person_at_the_zone_of_their_message() -> None:
    both = [*e.reacted(7, 8, at=START + 60), *e.reacted(7, at=START + 30, emoji="❤")]
    told = read(e.message(1, reactions=both))
    found = reactions_of(told, Setting(GROUP, 1, bots={8}))
    assert [(each.user and each.user.id, each.date) for each in found] == [(7, START + 30)]
    no_time = read(e.message(1, reactions=both) | {"date": "yesterday"})
    assert reactions_of(no_time, Setting(GROUP, 1)) == []


def test_photos_of_one_second_are_an_album_and_forwarded_ones_are_not() -> None:
    photos = [read(e.message(n, photo="x")) for n in (5, 6, 7)]
    video = read(e.message(8, file="x", media_type="video_file"))
    assert album_after(photos, video)
    for other in (
        e.message(9, photo="x"),
        e.message(8, photo="x", by=2),
        e.message(8, photo="x", at=START + 1),
        e.message(8, photo="x", forwarded_from="Fan 3"),
        e.message(8, file="x"),
        e.message(8),
    ):
        assert not album_after(photos, read(other))
    ten = [read(e.message(n, photo="x")) for n in range(10)]
    assert not album_after(ten, read(e.message(10, photo="x")))


def all_of(chat: Chat, *contents: dict[str, Any]) -> list[Numbered]:
    return [each for album in numbered(chat, map(read, contents)) for each in album]


def test_in_a_basic_group_two_accounts_exports_have_the_same_numbers() -> None:
    mine = all_of(BASIC, e.message(10), e.message(11), e.message(12, reply_to_message_id=11))
    hers = all_of(BASIC, e.message(70), e.message(73), e.message(79, reply_to_message_id=73))
    assert [(each.number, each.replied) for each in mine] == [
        (each.number, each.replied) for each in hers
    ]
    assert len({each.number for each in mine}) == 3
    assert mine[2].replied == mine[1].number
    # And so has the supergroup that it became, where all of that time is negative.
    shift = -1_000_000_000
    after = all_of(
        GROUP,
        e.message(10 + shift),
        e.message(11 + shift),
        e.message(12 + shift, reply_to_message_id=11 + shift),
        e.message(3, reply_to_message_id=2),
    )
    assert [each.number for each in after] == [*(-each.number for each in mine), 3]
    assert [each.replied for each in after[2:]] == [after[1].number, 2]


def test_a_reply_to_who_knows_what_and_one_to_another_chat() -> None:
    lost, outside = all_of(
        BASIC,
        e.message(1, reply_to_message_id=77),
        e.message(2, reply_to_message_id=1, reply_to_peer_id="channel5"),
    )
    assert lost.replied is not None
    assert lost.replied < 0
    assert outside.replied is None

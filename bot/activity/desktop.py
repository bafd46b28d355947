"""One message of a Telegram Desktop export, read as the message that a bot would have got of it. Pure.

So whatever counts an update counts an export, by the same rules. What the format says is known from the
program that writes it (tdesktop, export/output/export_output_json.cpp):

- Members who were added or removed are called by name, without an id: nobody knows which Alex it was. Only
  who came or went by herself is known, as the actor.
- Reactions have counts, and ids and times of the newest few; times are local, without a zone.
- Neither albums nor bots are marked.
- What a supergroup has from its time as a basic group has its id less a thousand million.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from bot.activity.wire import (
    Chat,
    Message,
    MessageReaction,
    Pinned,
    Present,
    Reaction,
    Replied,
    User,
    storable,
)

Id = Annotated[int, Meta(ge=-(2**52), le=2**52)]
Maybe: TypeAlias = Raw | UnsetType
"""Something of which only the presence matters."""

SUPERGROUP = 1_000_000_000_000
NEVER = 2**33
# Shorter than the pseudonyms of people who were forgotten.
LONGEST_ID = 15

MEDIA = {
    "sticker": "sticker",
    "video_message": "video_note",
    "voice_message": "voice",
    "animation": "animation",
    "video_file": "video",
    "audio_file": "audio",
}
# By the field that tells, in the order in which they are looked for.
CONTENT = {
    "photo": "photo",
    "poll": "poll",
    "place_name": "venue",
    "location_information": "location",
    "contact_information": "contact",
    "game_title": "game",
    "invoice_information": "invoice",
    "giveaway_information": "giveaway",
    "giveaway_results": "giveaway_winners",
    "paid_stars_amount": "paid_media",
    "todo_list": "checklist",
}
SERVICES: Mapping[str, dict[str, Any]] = {
    "edit_group_title": {"new_chat_title": "?"},
    "edit_group_photo": {"new_chat_photo": (Present(),)},
    "delete_group_photo": {"delete_chat_photo": True},
    "topic_created": {"forum_topic_created": Present()},
    "topic_edit": {"forum_topic_edited": Present()},
    "boost_apply": {"boost_added": Present()},
    "migrate_to_supergroup": {"migrate_to_chat_id": 1},
    "migrate_from_group": {"migrate_from_chat_id": 1},
}
# How somebody came in by herself, by the name of that way in forms.py.
WAYS_IN = {"join_group_by_link": "link", "join_group_by_request": "request"}
# What of these stands side by side may be an album.
ALBUMS = ("photo", "video", "audio", "document")
LARGEST_ALBUM = 10


class Piece(Struct, frozen=True, gc=False):
    """A stretch of a text that is marked."""

    text: str = ""


class Recent(Struct, frozen=True, gc=False):
    """Who reacted lately, and when by the clocks of the machine that exported."""

    from_id: str | int | None = None
    date: str = ""
    name: str | None = field(name="from", default=None)


class Reactions(Struct, frozen=True):
    """One emoji under a message."""

    type: str = ""
    emoji: str = ""
    recent: tuple[Recent, ...] = ()


class Exported(Struct, frozen=True, kw_only=True):
    """A message as an export has it; `type` is message, service or unsupported."""

    id: Id
    type: str
    date: str = ""
    date_unixtime: str = ""
    name: str | None = field(name="from", default=None)
    from_id: str | int | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    action: str = ""
    members: tuple[str | None, ...] = ()
    text: str | tuple[str | Piece, ...] = ""
    message_id: Id | None = None
    reply_to_message_id: Id | None = None
    reply_to_peer_id: str | None = None
    via_bot: str | None = None
    forwarded_from: Maybe = UNSET
    saved_from: Maybe = UNSET
    inline_bot_buttons: Maybe = UNSET
    reactions: tuple[Reactions, ...] = ()

    media_type: str = ""
    file: Maybe = UNSET
    photo: Maybe = UNSET
    poll: Maybe = UNSET
    place_name: Maybe = UNSET
    location_information: Maybe = UNSET
    contact_information: Maybe = UNSET
    game_title: Maybe = UNSET
    invoice_information: Maybe = UNSET
    giveaway_information: Maybe = UNSET
    giveaway_results: Maybe = UNSET
    paid_stars_amount: Maybe = UNSET
    todo_list: Maybe = UNSET

    @property
    def at(self) -> int:
        """Return when it was written, in Unix seconds.

        Raises:
            ValueError: it has no such time; before 2022 exports had local times only, without their zone.
        """
        if not self.date_unixtime:
            raise ValueError(
                "has no date_unixtime: an old Telegram Desktop exported it, and of its times nobody "
                "knows the zone; export the chat again with a newer one"
            )
        if not (self.date_unixtime.isascii() and self.date_unixtime.isdigit()):
            raise ValueError(f"has the date_unixtime {self.date_unixtime[:30]!r}, which is no time")
        if len(self.date_unixtime) > 10 or int(self.date_unixtime) >= NEVER:
            raise ValueError(f"has the date_unixtime {self.date_unixtime[:30]}, which never comes")
        return int(self.date_unixtime)

    @property
    def sender(self) -> int | None:
        """Return the id, as bots have it, of the person or chat that wrote it or did what it tells."""
        return bot_id(self.actor_id if self.type == "service" else self.from_id)

    @property
    def called(self) -> str | None:
        """Return the sender's name; None of a deleted account."""
        return self.actor if self.type == "service" else self.name

    @property
    def content(self) -> str:
        """Return what kind of message it is, by the Bot API's name."""
        if self.file is not UNSET or self.media_type:
            return MEDIA.get(self.media_type, "document")
        return next((CONTENT[name] for name in CONTENT if getattr(self, name) is not UNSET), "text")

    @property
    def is_by_bot(self) -> bool:
        """Say whether only a bot can have written it: it has buttons and came through no other bot."""
        return self.inline_bot_buttons is not UNSET and self.via_bot is None

    @property
    def words(self) -> str:
        """Return the text without its marks."""
        if isinstance(self.text, str):
            return self.text
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.text)


class Setting(Struct, frozen=True):
    """What must be known beside an exported message to read it.

    `number` and `replied` are its id and that of the message it answers, as they are kept; `topic` is the
    forum topic it stands in; `album` names the album it is part of; `bots` are the bots that are known.
    """

    chat: Chat
    number: int
    replied: int | None = None
    topic: int | None = None
    album: str | None = None
    bots: Set[int] = frozenset()


def bot_id(peer: str | int | None) -> int | None:
    """Return the id, as bots have it, of what an export calls user1, chat2 or channel3. Pure.

    The number 0, which Telegram Desktop writes where there is nobody, is nobody's.

    Raises:
        ValueError: it is called otherwise.
    """
    if not peer:
        return None
    if isinstance(peer, str):
        for kind, base, sign in (("user", 0, 1), ("channel", SUPERGROUP, -1), ("chat", 0, -1)):
            digits = peer.removeprefix(kind)
            if (
                digits != peer
                and digits.isascii()
                and digits.isdigit()
                and len(digits) <= LONGEST_ID
            ):
                return sign * (base + int(digits)) if int(digits) else None
    raise ValueError(f"names somebody {str(peer)[:30]!r}, where Telegram Desktop writes user123")


def message_of(told: Exported, setting: Setting) -> Message:
    """Return an exported message as a bot would have got it."""
    sender, chat = told.sender, setting.chat
    person = None if sender is None or sender < 0 else _user(sender, told.called, setting)
    common: dict[str, Any] = {
        "message_id": setting.number,
        "chat": chat,
        "date": told.at,
        "from_user": person,
        "sender_chat": Chat(id=sender) if sender is not None and sender < 0 else None,
        "message_thread_id": setting.topic,
        "is_topic_message": setting.topic is not None,
    }
    if told.type == "service":
        return Message(**common, **_done(told, person))
    if setting.replied is not None and setting.replied != setting.topic:
        common["reply_to_message"] = Replied(message_id=setting.replied)
    if told.forwarded_from is not UNSET:
        common["forward_origin"] = Present()
        # A post of the linked channel, which Telegram forwards by itself, is by the channel.
        common["is_automatic_forward"] = told.saved_from is not UNSET and person is None
    if told.via_bot is not None:
        common["via_bot"] = User(id=0, is_bot=True)
    if setting.album is not None:
        common["media_group_id"] = setting.album
    return Message(**common, **_said(told))


def reactions_of(told: Exported, setting: Setting) -> list[MessageReaction]:
    """Return who is known to have reacted to a message: one act of each person, the earliest that is told.

    Times have no zone; it is taken from the message's own time, which is there in both forms.
    """
    offset = _seconds(told.date)
    first: dict[int, tuple[int, Reaction, Recent]] = {}
    for each in told.reactions if offset is not None else ():
        for recent in each.recent:
            person, local = bot_id(recent.from_id), _seconds(recent.date)
            if person is None or person < 0 or person in setting.bots or local is None:
                continue
            at = told.at + local - (offset or 0)
            if at >= told.at and (person not in first or at < first[person][0]):
                first[person] = at, Reaction(type=each.type, emoji=each.emoji), recent
    return [
        MessageReaction(
            chat=setting.chat,
            message_id=setting.number,
            date=at,
            user=_user(person, recent.name, setting),
            new_reaction=(reaction,),
        )
        for person, (at, reaction, recent) in first.items()
    ]


def is_unnamed(told: Exported) -> bool:
    """Say whether it tells of people who came or went, and not who they are."""
    return told.action in ("invite_members", "remove_members") and not _is_alone(told)


def check(told: Exported) -> None:
    """Make sure that a message can be read.

    Raises:
        ValueError: it cannot; the message says what is wrong with it.
    """
    if told.type not in ("message", "service", "unsupported"):
        raise ValueError(f"is of the type {told.type[:30]!r}, which Renao does not know")
    if told.type != "unsupported":
        _ = told.at, told.sender
        for each in told.reactions:
            for recent in each.recent:
                bot_id(recent.from_id)


def album_after(album: Sequence[Exported], told: Exported) -> bool:
    """Say whether a message goes on with an album: media of one sender, in one second, one after the other.

    Forwarded ones are left single: who forwards ten photos sends them in one second, too.
    """
    last = album[-1]
    return (
        len(album) < LARGEST_ALBUM
        and told.id == last.id + 1
        and told.date_unixtime == last.date_unixtime
        and told.from_id == last.from_id
        and told.forwarded_from is last.forwarded_from is UNSET
        and told.type == last.type == "message"
        and _shelf(told) == _shelf(last) != ""
    )


def _shelf(told: Exported) -> str:
    """Return what kind of album a message may belong to: photos and videos mix, files and music do not."""
    content = told.content
    return "" if content not in ALBUMS else content.replace("video", "photo")


def _user(number: int, name: str | None, setting: Setting) -> User:
    return User(id=number, is_bot=number in setting.bots, first_name=storable(name) or "")


def _said(told: Exported) -> dict[str, Any]:
    content, words = told.content, storable(told.words)
    if content == "text":
        return {"text": words}
    return {content: (Present(),) if content == "photo" else Present(), "caption": words or None}


def _done(told: Exported, person: User | None) -> dict[str, Any]:
    """Return what a service message tells: who came or went, where that is told, or what was done."""
    if told.action == "pin_message" and told.message_id is not None:
        return {"pinned_message": Pinned(message_id=told.message_id)}
    if told.action in SERVICES:
        return SERVICES[told.action]
    if person is None:
        return {}
    if told.action in WAYS_IN:
        return {"new_chat_members": (person,)}
    if told.action == "invite_members" and _is_alone(told):
        return {"new_chat_members": (person,)}
    if told.action == "remove_members" and _is_alone(told):
        return {"left_chat_member": person}
    return {}


def _is_alone(told: Exported) -> bool:
    """Say whether somebody brought in or took out herself, as far as names tell."""
    return bool(told.actor) and told.members == (told.actor,)


def _seconds(date: str) -> int | None:
    """Return a local time as if it were in UTC; None where it is none."""
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError):
        return None

"""What an update says that people did: facts, each with a natural key, out of an update alone.

The key is (chat, ref, kind), so that the same update seen twice is one fact.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from bot.activity import forms
from bot.activity.questions import asked
from bot.activity.wire import (
    Boosted,
    BoostRemoved,
    BoostSource,
    CallbackQuery,
    JoinRequest,
    MembershipChange,
    Message,
    MessageReaction,
    PollAnswer,
    Update,
    User,
)
from bot.clock import Instant

TELEGRAM = 777000
"""The sender of what a linked channel forwards into its group."""
ABOVE_IDS = 1 << 61
"""All ids of messages and updates are below, all hashes that stand in for one are not."""


Key: TypeAlias = tuple[int, int, int]
"""What makes a fact this one and no other: chat, ref and kind."""


class Kind(IntEnum):
    """What a fact is. The numbers are stored: never give one a new meaning."""

    # Acts of a member. A message that is a reply has `about`.
    MESSAGE = 1
    REACTION = 2
    POLL_ANSWER = 3
    BUTTON_PRESS = 4
    # Events.
    JOINED = 10
    LEFT = 11
    JOIN_REQUEST = 12
    BOOSTED = 13
    BOOST_REMOVED = 14
    # Recorded, but no act of a member.
    ALBUM_PART = 20
    CHAT_MESSAGE = 21
    FORWARDED_POST = 22
    BOT_MESSAGE = 23
    SERVICE_MESSAGE = 24
    REACTION_REMOVED = 25
    EDITED = 26
    VOTE_REMOVED = 27
    # A part of an album of a bot, a channel or the chat itself.
    OTHERS_PART = 28
    # Of a channel, or of an anonymous administrator.
    CHAT_REACTION = 29
    CHAT_VOTE = 30


# What most facts are; to ask the Enum for them each time takes as long as all that is done with them.
MESSAGE, SERVICE_MESSAGE = Kind.MESSAGE, Kind.SERVICE_MESSAGE


class Fact(NamedTuple):
    """One act or event, in the order of the table's columns.

    `ref` is the message id (an album's id for an album), or the update id where there is no message.
    `user_id` is a chat's id where a chat speaks; `at` is in Unix seconds; `about` is the id of the message
    that is replied to, reacted to, edited, pinned, pressed or voted on; `form` is what forms.py says.
    """

    chat_id: int
    ref: int
    kind: Kind
    user_id: int
    at: int
    topic_id: int | None = None
    about: int | None = None
    form: int = 0

    @property
    def key(self) -> Key:
        """Return its natural key."""
        return self[:3]


@dataclass(frozen=True)
class Context:
    """What must be known beside an update to read it.

    `now` dates what Telegram does not date; `unprivileged` are the chats in which Renao is no administrator
    and learns of joins from service messages only; `polls` has chat and message of each poll that Renao
    posted.
    """

    now: Instant
    unprivileged: Set[int] = frozenset()
    polls: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def facts_of(update: Update, context: Context) -> list[Fact]:
    """Return what `update` says that people did in groups and channels. Pure."""
    if (message := update.message or update.channel_post) is not None:
        return of_message(message, context)
    content, update_id = update.message_reaction or update.content, update.update_id
    match content:
        case MessageReaction():
            return of_reaction(update_id, content)
        case Message():
            return _of_edit(update_id, content)
        case MembershipChange() if update.chat_member:
            return _of_change(update_id, content)
        case JoinRequest():
            person = content.from_user.id
            return [Fact(content.chat.id, update_id, Kind.JOIN_REQUEST, person, content.date)]
        case CallbackQuery():
            return _of_press(update_id, content, context)
        case PollAnswer():
            return _of_answer(update_id, content, context)
        case Boosted(chat=chat, boost=boost):
            return [_of_boost(chat.id, update_id, Kind.BOOSTED, boost.source, boost.add_date)]
        case BoostRemoved(chat=chat, source=source, remove_date=at):
            return [_of_boost(chat.id, update_id, Kind.BOOST_REMOVED, source, at)]
    return []


def people_of(update: Update) -> tuple[User, ...]:
    """Return the people whose names `update` tells since they did something, not those it mentions. Pure."""
    if (message := update.message or update.edited_message) is not None:
        person = message.left_chat_member or message.from_user
        return message.new_chat_members or (
            () if person is None or message.sender_chat else (person,)
        )
    match update.message_reaction or update.content:
        case MessageReaction(user=User() as person) | PollAnswer(user=User() as person):
            return (person,)
        case CallbackQuery(from_user=person) | JoinRequest(from_user=person):
            return (person,)
        case MembershipChange(new_chat_member=member):
            return (member.user,)
        case Boosted(boost=boost):
            return (boost.source.user,) if boost.source.user else ()
    return ()


def of_message(message: Message, context: Context) -> list[Fact]:
    """Return what a message says that people did. Pure."""
    if message.chat.type == "private":
        return []
    content = message.content
    kind = _kind_of(message, content)
    fact = Fact(
        message.chat.id,
        message.message_id,
        kind,
        _speaker(message),
        message.date,
        message.topic_id,
        message.replied_id,
        _form(message, kind, content),
    )
    if kind is SERVICE_MESSAGE:
        pinned = message.pinned_message
        fact = fact if pinned is None else fact._replace(about=pinned.message_id)
        return [fact, *_moves(message, context)]
    if message.media_group_id is not None:
        album = fact._replace(ref=hashed(message.media_group_id))
        part = Kind.ALBUM_PART if kind is MESSAGE else Kind.OTHERS_PART
        return [fact._replace(kind=part), album]
    return [fact]


def _kind_of(message: Message, content: str) -> Kind:
    sender = message.from_user
    if message.is_automatic_forward or (sender is not None and sender.id == TELEGRAM):
        return Kind.FORWARDED_POST
    if not content:
        return SERVICE_MESSAGE
    if message.sender_chat is not None or sender is None:
        return Kind.CHAT_MESSAGE
    return Kind.BOT_MESSAGE if sender.is_bot else MESSAGE


def _speaker(message: Message) -> int:
    """Return who speaks: the chat for anonymous administrators and channels, never a stand-in user."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.chat.id if message.from_user is None else message.from_user.id


def _form(message: Message, kind: Kind, content: str) -> int:
    if not content:
        return next((n for name, n in SERVICES if getattr(message, name)), 0)
    form = forms.CONTENT_NUMBER[content]
    if message.forward_origin is not None:
        return form | forms.FORWARDED
    # What is sent by way of a bot is as little one's own question as what is forwarded.
    if kind is MESSAGE and message.via_bot is None:
        text = message.text or message.caption
        if text and asked(text) is not None:
            return form | forms.QUESTION
    return form


SERVICES = tuple(forms.SERVICE_NUMBER.items())


def hashed(name: str) -> int:
    """Return a stable number above all message ids for what has a name and no number of its own."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 2 | ABOVE_IDS


def _moves(message: Message, context: Context) -> list[Fact]:
    """Return joins and leaves told by a service message, where no `chat_member` tells them."""
    if message.chat.id not in context.unprivileged:
        return []
    moves = [(Kind.JOINED, person) for person in message.new_chat_members]
    if message.left_chat_member is not None:
        moves.append((Kind.LEFT, message.left_chat_member))
    return [
        Fact(
            message.chat.id,
            hashed(f"{message.message_id}:{person.id}"),
            kind,
            person.id,
            message.date,
            form=_way(kind, by_other=(message.from_user or person).id != person.id),
        )
        for kind, person in moves
        if not person.is_bot
    ]


def _way(kind: Kind, *, by_other: bool) -> int:
    if not by_other:
        return 0
    if kind is Kind.LEFT:
        return forms.DEPARTURE_NUMBER["removed"]
    return forms.ARRIVAL_NUMBER["added"]


def of_reaction(update_id: int, reaction: MessageReaction) -> list[Fact]:
    """Return what a change of reactions says: one was given, or was only taken away. Pure."""
    person = reaction.user
    if reaction.chat.type == "private" or (person is not None and person.is_bot):
        return []
    added = [each for each in reaction.new_reaction if each not in reaction.old_reaction]
    kind = Kind.REACTION if added else Kind.REACTION_REMOVED
    if person is None:
        kind = Kind.CHAT_REACTION if added else Kind.REACTION_REMOVED
    actor = person or reaction.actor_chat
    changed = reaction.old_reaction if added else reaction.new_reaction
    told = added or [each for each in reaction.old_reaction if each not in reaction.new_reaction]
    form = forms.REACTION_NUMBER.get(told[0].type, 0) if told else 0
    return [
        Fact(
            reaction.chat.id,
            update_id,
            kind,
            reaction.chat.id if actor is None else actor.id,
            reaction.date,
            None,
            reaction.message_id,
            form | (forms.CHANGED if changed else 0),
        )
    ]


def _of_edit(update_id: int, message: Message) -> list[Fact]:
    if message.chat.type == "private":
        return []
    return [
        Fact(
            message.chat.id,
            update_id,
            Kind.EDITED,
            _speaker(message),
            message.edit_date or message.date,
            message.topic_id,
            message.message_id,
            forms.CONTENT_NUMBER.get(message.content, 0),
        )
    ]


def _of_change(update_id: int, change: MembershipChange) -> list[Fact]:
    before, after = change.old_chat_member.is_inside, change.new_chat_member.is_inside
    person = change.new_chat_member.user
    if before == after or person.is_bot:
        return []
    kind = Kind.JOINED if after else Kind.LEFT
    form = _way(kind, by_other=change.from_user.id != person.id)
    if change.via_join_request:
        form = forms.ARRIVAL_NUMBER["request"]
    elif change.via_chat_folder_invite_link:
        form = forms.ARRIVAL_NUMBER["folder"]
    elif change.invite_link is not None:
        form = forms.ARRIVAL_NUMBER["link"]
    return [Fact(change.chat.id, update_id, kind, person.id, change.date, form=form)]


def _of_boost(chat_id: int, update_id: int, kind: Kind, source: BoostSource, at: int) -> Fact:
    by = chat_id if source.user is None else source.user.id
    return Fact(chat_id, update_id, kind, by, at, form=forms.BOOST_NUMBER.get(source.source, 0))


def _of_press(update_id: int, press: CallbackQuery, context: Context) -> list[Fact]:
    message, person = press.message, press.from_user
    if message is None or message.chat.type == "private" or person.is_bot:
        return []
    at, topic, about = int(context.now), message.topic_id, message.message_id
    return [Fact(message.chat.id, update_id, Kind.BUTTON_PRESS, person.id, at, topic, about)]


def _of_answer(update_id: int, answer: PollAnswer, context: Context) -> list[Fact]:
    voter = answer.voter_chat or answer.user
    if voter is None or answer.poll_id not in context.polls:
        return []
    chat_id, message_id = context.polls[answer.poll_id]
    kind = Kind.CHAT_VOTE if answer.voter_chat else Kind.POLL_ANSWER
    kind = kind if answer.option_ids else Kind.VOTE_REMOVED
    return [Fact(chat_id, update_id, kind, voter.id, int(context.now), about=message_id)]

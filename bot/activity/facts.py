"""What an update says that people did: facts, each with a natural key, out of an update alone.

The key is (chat, ref, kind), so that the same update seen twice is one fact.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from bot.activity.wire import (
    CallbackQuery,
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
    # Recorded, but no act of a member.
    ALBUM_PART = 20
    CHAT_MESSAGE = 21
    FORWARDED_POST = 22
    BOT_MESSAGE = 23
    SERVICE_MESSAGE = 24
    REACTION_REMOVED = 25


class Fact(NamedTuple):
    """One act or event, in the order of the table's columns.

    `ref` is the message id (an album's id for an album), or the update id where there is no message.
    `user_id` is a chat's id where a chat speaks; `at` is in Unix seconds; `about` is the id of the message
    that is replied to, reacted to or pressed.
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
    def key(self) -> tuple[int, int, int]:
        """Return what makes it this fact and no other."""
        return self[:3]


@dataclass(frozen=True)
class Context:
    """What must be known beside an update to read it.

    `now` dates what Telegram does not date; `unprivileged` are the chats in which Renao is no administrator
    and learns of joins from service messages only; `polls` has the chat of each poll that Renao posted.
    """

    now: Instant
    unprivileged: Set[int] = frozenset()
    polls: Mapping[str, int] = field(default_factory=dict)


def facts_of(update: Update, context: Context) -> list[Fact]:
    """Return what `update` says that people did in groups and channels. Pure."""
    if (message := update.message or update.channel_post) is not None:
        return [] if message.chat.type == "private" else _of_message(message, context)
    match update.message_reaction or update.content:
        case MessageReaction() as reaction:
            return _of_reaction(update.update_id, reaction)
        case MembershipChange() as change if update.chat_member:
            return _of_change(update.update_id, change)
        case CallbackQuery() as press:
            return _of_press(update.update_id, press, context)
        case PollAnswer() as answer:
            return _of_answer(update.update_id, answer, context)
    return []


def people_of(update: Update) -> tuple[User, ...]:
    """Return the people whose names `update` tells. Pure."""
    if (message := update.message) is not None:
        people = (message.from_user, *message.new_chat_members, message.left_chat_member)
        return tuple(person for person in people if person is not None)
    match update.content:
        case MessageReaction(user=User() as person) | PollAnswer(user=User() as person):
            return (person,)
        case CallbackQuery(from_user=person):
            return (person,)
        case MembershipChange(new_chat_member=member):
            return (member.user,)
    return ()


def _of_message(message: Message, context: Context) -> list[Fact]:
    kind = _kind_of(message)
    fact = Fact(
        message.chat.id,
        message.message_id,
        kind,
        _speaker(message),
        message.date,
        message.topic_id,
        message.replied_id,
    )
    if kind is Kind.SERVICE_MESSAGE:
        return [fact, *_moves(message, context)]
    if message.media_group_id is not None:
        album = fact._replace(ref=_hashed(message.media_group_id))
        return [fact._replace(kind=Kind.ALBUM_PART), album]
    return [fact]


def _kind_of(message: Message) -> Kind:
    sender = message.from_user
    if message.is_automatic_forward or (sender is not None and sender.id == TELEGRAM):
        return Kind.FORWARDED_POST
    if message.is_service:
        return Kind.SERVICE_MESSAGE
    if message.sender_chat is not None or sender is None:
        return Kind.CHAT_MESSAGE
    return Kind.BOT_MESSAGE if sender.is_bot else Kind.MESSAGE


def _speaker(message: Message) -> int:
    """Return who speaks: the chat for anonymous administrators and channels, never a stand-in user."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.chat.id if message.from_user is None else message.from_user.id


def _hashed(name: str) -> int:
    """Return a stable number above all message ids for what has a name and no number of its own."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 2 | 1 << 61


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
            _hashed(f"{message.message_id}:{person.id}"),
            kind,
            person.id,
            message.date,
        )
        for kind, person in moves
        if not person.is_bot
    ]


def _of_reaction(update_id: int, reaction: MessageReaction) -> list[Fact]:
    person, chat = reaction.user, reaction.chat.id
    if person is None or person.is_bot:
        return []
    added = set(reaction.new_reaction) - set(reaction.old_reaction)
    kind = Kind.REACTION if added else Kind.REACTION_REMOVED
    return [Fact(chat, update_id, kind, person.id, reaction.date, None, reaction.message_id)]


def _of_change(update_id: int, change: MembershipChange) -> list[Fact]:
    before, after = change.old_chat_member.is_inside, change.new_chat_member.is_inside
    person = change.new_chat_member.user
    if before == after or person.is_bot:
        return []
    kind = Kind.JOINED if after else Kind.LEFT
    return [Fact(change.chat.id, update_id, kind, person.id, change.date)]


def _of_press(update_id: int, press: CallbackQuery, context: Context) -> list[Fact]:
    message, person = press.message, press.from_user
    if message is None or message.chat.type == "private" or person.is_bot:
        return []
    at, topic, about = int(context.now), message.topic_id, message.message_id
    return [Fact(message.chat.id, update_id, Kind.BUTTON_PRESS, person.id, at, topic, about)]


def _of_answer(update_id: int, answer: PollAnswer, context: Context) -> list[Fact]:
    chat_id = context.polls.get(answer.poll_id)
    if chat_id is None or answer.user is None or answer.voter_chat or not answer.option_ids:
        return []
    return [Fact(chat_id, update_id, Kind.POLL_ANSWER, answer.user.id, int(context.now))]

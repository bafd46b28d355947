"""Which updates a handler wants, and what a message calls for. Pure.

Most updates end here: they are facts and nothing more.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from bot.activity.wire import Message, Update
from bot.chat.host import Me
from bot.clock import DAY, HOUR, Instant
from bot.faq.replies import may_matter

# After a pause of ours, what was asked so long ago has been answered or forgotten.
STALE = HOUR
# What Telegram itself keeps no longer is history, from which nothing is overheard.
HISTORY = DAY


@dataclass(frozen=True)
class Call:
    """A command as typed: its name in lower case, and all that follows it."""

    name: str
    rest: str


Worth: TypeAlias = Callable[[int, str], bool]
"""Says whether what was said in a chat, and put to nobody, is worth a look."""


def wanted(update: Update, now: Instant, me: Me, worth: Worth) -> int | None:
    """Return the chat in whose turn a handler wants `update` now; None if it is only a fact."""
    if (message := update.message) is not None:
        return message.chat.id if _message_wanted(message, now, me, worth) else None
    if update.callback_query or update.my_chat_member:
        return update.chat_id
    if (change := update.chat_member) is not None:
        office = {change.old_chat_member.status, change.new_chat_member.status}
        return change.chat.id if office & {"creator", "administrator"} else None
    return None


def call_in(message: Message, me: Me) -> Call | None:
    """Return the command that a message gives to this bot; None if it gives it none."""
    text = message.text or ""
    if not text.startswith("/") or message.forward_origin is not None:
        return None
    to = text.split(maxsplit=1)[0].partition("@")[2]
    return None if to and to.casefold() != me.username.casefold() else parse_call(text)


def parse_call(text: str) -> Call:
    """Return the command that a text gives, whomever it is addressed to; `/` stands at its start."""
    first, *rest = text.split(maxsplit=1)
    return Call(first[1:].partition("@")[0].casefold(), rest[0].strip() if rest else "")


def is_addressed(message: Message, me: Me) -> bool:
    """Say whether a message speaks to the bot: in private, in reply to it, or with its @name."""
    if message.chat.type == "private":
        return True
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.user_id:
        return True
    text = message.text
    return text is not None and "@" in text and _named(me.username).search(text) is not None


def is_put_to_all(message: Message) -> bool:
    """Say whether what a person said in a group is put to whoever may know.

    What is passed on, quoted, sent by way of a bot, or said to one person is not. A comment under a post of
    the group's channel is a reply to nobody, and so is one to oneself.
    """
    sender = message.from_user
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return False
    if message.forward_origin or message.via_bot or message.quote or message.external_reply:
        return False
    replied = message.reply_to_message
    if replied is None or message.replied_id is None:
        return True
    if replied.sender_chat is not None:
        return replied.sender_chat.id != message.chat.id
    return replied.from_user is not None and replied.from_user.id == sender.id


def is_open(message: Message, now: Instant) -> bool:
    """Say whether a message is put to whoever may know, and may still want an answer."""
    return is_put_to_all(message) and now - message.date < STALE


@lru_cache
def _named(username: str) -> re.Pattern[str]:
    return re.compile(re.escape(f"@{username}") + "(?![A-Za-z0-9_])", re.IGNORECASE)


def _message_wanted(message: Message, now: Instant, me: Me, worth: Worth) -> bool:
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        return True
    sender = message.from_user
    if sender is None or message.is_automatic_forward or message.via_bot is not None:
        return False
    text = message.text
    if text is not None and text.startswith("/") and call_in(message, me) is not None:
        return True
    # A bot or a channel may speak, but asks nothing of us.
    if sender.is_bot or (text is None and message.is_service):
        return False
    # In private even a picture may be meant for a form, and a forward too.
    if message.chat.type == "private":
        return True
    if message.forward_origin is not None or text is None:
        return False
    if is_addressed(message, me):
        return True
    if is_open(message, now) and worth(message.chat.id, text):
        return True
    replied = message.reply_to_message
    if replied is None or now - message.date >= HISTORY:
        return False
    return may_matter(text, replied.text)

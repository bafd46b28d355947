"""What an update tells beside a fact and has no column there: words, links, who did it. Pure."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from bot.activity.facts import ABOVE_IDS, MESSAGE, TELEGRAM, Fact, Key, Kind
from bot.activity.forms import QUESTION
from bot.activity.questions import asked
from bot.activity.wire import Message, Update, storable

# Telegram's own stand-ins, who let nobody in: the anonymous administrator and the channel.
STAND_INS = frozenset({TELEGRAM, 1087968824, 136817688})


class Detail(NamedTuple):
    """What is told beside a fact.

    `text` is that of a question; `message_id` that of an album's part, where the fact has a hash; `by_id` is
    who let somebody in or put her out, through `link`.
    """

    text: str | None = None
    message_id: int | None = None
    by_id: int | None = None
    link: str | None = None


DETAILED = frozenset({Kind.MESSAGE, Kind.JOINED, Kind.LEFT})
"""The kinds of facts that something may be told beside."""

Details: TypeAlias = Mapping[Key, Detail]
"""What is told beside some facts."""

NONE = Detail()


def message_id_of(fact: Fact, details: Details) -> int:
    """Return the id of the message that a fact is of; an album has that of the part that came first. Pure."""
    if -ABOVE_IDS < fact.ref < ABOVE_IDS:
        return fact.ref
    found = details.get(fact.key, NONE).message_id
    return fact.ref if found is None else found


def detail_of(fact: Fact, update: Update) -> Detail | None:
    """Return what `update` tells beside a fact of its own; None for nothing. Pure."""
    if fact.kind is MESSAGE and update.message is not None:
        return _of_message(fact, update.message)
    if fact.kind not in DETAILED:
        return None
    change = update.chat_member
    told = update.message or change
    sender = told.from_user if told else None
    by_other = sender is not None and sender.id not in (fact.user_id, *STAND_INS)
    link = change.invite_link.invite_link if change and change.invite_link else None
    return Detail(by_id=sender.id if sender and by_other else None, link=storable(link))


def _of_message(fact: Fact, message: Message) -> Detail | None:
    asks, in_album = fact.form & QUESTION, fact.ref >= ABOVE_IDS
    if not asks and not in_album:
        return None
    text = storable(asked(message.text or message.caption or "")) if asks else None
    return Detail(text, message.message_id if in_album else None)

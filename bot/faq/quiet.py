"""When to say nothing although there is an answer: people are at it already, or have just been told."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.answers import Waiting
from bot.activity.facts import Kind
from bot.activity.responses import responses_to
from bot.clock import MINUTE, Instant
from bot.faq import served
from bot.faq.settings import Settings
from bot.storage import Tx
from bot.storage.schema import facts

# A talk of two: so many messages of the topic are looked at, as far as they are not older than that.
LAST = 6
LATELY = 3 * MINUTE
# Each of the two has said so much.
BOTH_SAID = 2
c = facts.c


@dataclass(frozen=True)
class Question:
    """A message that may be answered; one said in private has a number below all ids of the group's.

    addressed: it was put to Renao: by its name, in reply to it, by command or in private.
    """

    chat_id: int
    message_id: int
    topic_id: int | None
    user_id: int
    text: str
    at: Instant
    addressed: bool = False


async def people_are_at_it(tx: Tx, question: Question) -> bool:
    """Say whether a person has answered, or the question belongs to a talk of two."""
    return await is_answered(tx, question) or is_talk_of_two(
        await _speakers(tx, question), question.user_id
    )


async def is_answered(tx: Tx, question: Question) -> bool:
    """Say whether a person has replied, or said in line what is taken for an answer."""
    waiting = Waiting(
        question.message_id, question.user_id, int(question.at), question.topic_id or 0
    )
    if await responses_to(tx, question.chat_id, [waiting]):
        return True
    # An anonymous administrator speaks as the chat, and is no member whose responses are counted.
    reply = sa.and_(c.chat_id == question.chat_id, c.at >= int(question.at))
    by_chat = sa.and_(reply, c.kind == Kind.CHAT_MESSAGE, c.about == question.message_id)
    return await tx.scalar(sa.select(c.ref).where(by_chat).limit(1)) is not None


def is_talk_of_two(speakers: Sequence[int], asker: int) -> bool:
    """Say whether who spoke last are the asker and one other, each of them more than once. Pure."""
    return (
        len(set(speakers)) == 2
        and asker in speakers
        and all(speakers.count(one) >= BOTH_SAID for one in set(speakers))
    )


async def said_lately(
    tx: Tx, question: Question, entry_id: int, chosen: Settings, now: Instant
) -> bool:
    """Say whether the topic was told an entry a moment ago, by the clock or by what others said since."""
    last = await served.last_said(tx, question.chat_id, question.topic_id, entry_id)
    if last is None:
        return False
    if now - last < chosen.repeat_after:
        return True
    others = sa.and_(
        _in_topic(question), c.at >= int(last), c.at <= int(now), c.user_id != question.user_id
    )
    some = sa.select(c.ref).where(others).limit(chosen.repeat_messages).subquery()
    said = await tx.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return said < chosen.repeat_messages


async def _speakers(tx: Tx, question: Question) -> list[int]:
    """Return who said the last few messages in the topic, the question itself among them."""
    before = sa.and_(c.at >= int(question.at - LATELY), c.at <= int(question.at))
    here = sa.and_(_in_topic(question), before, c.ref <= question.message_id)
    latest = sa.select(c.user_id).where(here).order_by(c.at.desc(), c.ref.desc()).limit(LAST)
    return list(await tx.scalars(latest))


def _in_topic(question: Question) -> sa.ColumnElement[bool]:
    topic = c.topic_id.is_not_distinct_from(question.topic_id)
    return sa.and_(c.chat_id == question.chat_id, topic, c.kind == Kind.MESSAGE)

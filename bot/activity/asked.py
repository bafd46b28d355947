"""What was asked in a group and still has its words: questions as the record has them, and who replied."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.conversation import PATIENCE
from bot.activity.facts import Kind
from bot.clock import Instant
from bot.clock.waking import after_waking
from bot.storage import Tx
from bot.storage.schema import awaited, facts

IDS_AT_ONCE = 500


class Question(NamedTuple):
    """A member's question; `topic_id` 0 stands for no topic, `response_at` for the first response."""

    message_id: int
    topic_id: int
    user_id: int
    at: int
    text: str
    response_at: int | None = None


class Reply(NamedTuple):
    """A member's reply in Telegram to the message `about`."""

    message_id: int
    about: int
    user_id: int
    at: int


async def questions(
    tx: Tx, chat_id: int, since: Instant, *, topic: int | None = None, most: int
) -> list[Question]:
    """Return what was asked in a group since a moment, the newest first, at most so many."""
    c = awaited.c
    query = _questions(chat_id).where(c.at >= since)
    if topic is not None:
        query = query.where(c.topic_id == topic)
    found = await tx.execute(query.order_by(c.at.desc(), c.message_id.desc()).limit(most))
    return [Question(*row) for row in found]


async def unanswered(
    tx: Tx, chat: Chat, since: Instant, now: Instant, *, most: int
) -> list[Question]:
    """Return what nobody has responded to although there was time to, the newest first, at most so many.

    Time is `PATIENCE`, in waking hours. What somebody answered later waits no more.
    """
    c = awaited.c
    query = _questions(chat.chat_id).where(
        c.at >= since, c.at <= now - PATIENCE, c.response_id.is_(None)
    )
    found = await tx.execute(query.order_by(c.at.desc(), c.message_id.desc()).limit(most))
    asked = (Question(*row) for row in found)
    return [each for each in asked if after_waking(each.at, PATIENCE, chat.zone) <= now]


async def those(tx: Tx, chat_id: int, message_ids: Collection[int]) -> list[Question]:
    """Return the questions that some messages ask and whose words are kept, the oldest first."""
    found: list[Question] = []
    for some in _portions(list(message_ids)):
        rows = await tx.execute(_questions(chat_id).where(awaited.c.message_id.in_(some)))
        found += [Question(*row) for row in rows]
    return sorted(found, key=lambda question: (question.at, abs(question.message_id)))


async def question(tx: Tx, chat_id: int, message_id: int) -> Question | None:
    """Return the question that a message asks, if it does and its words are kept."""
    return next(iter(await those(tx, chat_id, [message_id])), None)


async def texts_of(tx: Tx, chat_id: int, user_id: int) -> set[str]:
    """Return the words of a person's questions in a group, as far as they are kept."""
    query = sa.select(awaited.c.text).where(
        awaited.c.chat_id == chat_id, awaited.c.user_id == user_id, awaited.c.text.is_not(None)
    )
    return set((await tx.scalars(query)).all())


async def groups_that_asked(tx: Tx, since: Instant) -> list[int]:
    """Return the groups in which something was asked since a moment that has no response."""
    c = awaited.c
    query = sa.select(c.chat_id).where(c.at >= since, c.text.is_not(None), c.response_id.is_(None))
    return list((await tx.scalars(query.group_by(c.chat_id).order_by(c.chat_id))).all())


async def count_questions(tx: Tx, chat_id: int, since: Instant, until: Instant) -> int:
    """Count what was asked in a group from `since` to before `until`."""
    query = sa.select(sa.func.count()).where(*_in_time(chat_id, since, until))
    return await tx.scalar(query) or 0


async def count_among(
    tx: Tx, chat_id: int, since: Instant, until: Instant, message_ids: sa.Select[tuple[int]]
) -> int:
    """Count what was asked from `since` to before `until` by messages that a query names."""
    among = awaited.c.message_id.in_(message_ids)
    query = sa.select(sa.func.count()).where(*_in_time(chat_id, since, until), among)
    return await tx.scalar(query) or 0


async def replied_to(tx: Tx, chat_id: int, message_id: int) -> int | None:
    """Return the message that a member's message replies to; None if it is none, or is not known."""
    query = sa.select(facts.c.about).where(
        facts.c.chat_id == chat_id, facts.c.ref == message_id, facts.c.kind == Kind.MESSAGE
    )
    found: int | None = await tx.scalar(query)
    return found


async def replies(
    tx: Tx, chat_id: int, message_ids: Collection[int], since: Instant, until: Instant
) -> list[Reply]:
    """Return members' replies to some messages, said between two moments, the first one first."""
    found: list[Reply] = []
    for some in _portions(list(message_ids)):
        c = facts.c
        within = sa.and_(c.chat_id == chat_id, c.at.between(int(since), int(until)))
        query = sa.select(c.ref, c.about, c.user_id, c.at).where(
            within, c.kind == Kind.MESSAGE, c.about.in_(some)
        )
        found += [Reply(*row) for row in await tx.execute(query)]
    return sorted(found, key=lambda reply: (reply.at, abs(reply.message_id)))


def _questions(chat_id: int) -> sa.Select[Any]:
    c = awaited.c
    columns = (c.message_id, c.topic_id, c.user_id, c.at, c.text, c.response_at)
    return sa.select(*columns).where(c.chat_id == chat_id, c.is_question, c.text.is_not(None))


def _in_time(
    chat_id: int, since: Instant, until: Instant
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return (
        awaited.c.chat_id == chat_id,
        sa.and_(awaited.c.at >= since, awaited.c.at < until),
        awaited.c.is_question,
    )


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE)]

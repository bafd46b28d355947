"""Questions that wait: what may be meant is suggested only if nobody answers for a while."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.clock import Instant
from bot.faq.quiet import Question
from bot.storage import Tx
from bot.storage.schema import facts, faq_held
from bot.storage.upsert import insert

c = faq_held.c


@dataclass(frozen=True)
class Held:
    """A question, the language to suggest in, and what to suggest: entries with their scores."""

    question: Question
    language: str
    candidates: tuple[tuple[int, float], ...]


async def hold(tx: Tx, held: Held, due: Instant) -> None:
    """Let a question wait until `due`."""
    asked = held.question
    row = {
        "chat_id": asked.chat_id,
        "message_id": asked.message_id,
        "topic_id": asked.topic_id,
        "user_id": asked.user_id,
        "language": held.language,
        "text": asked.text,
        "candidates": [list(each) for each in held.candidates],
        "due": due,
    }
    await tx.execute(insert(tx, faq_held).values(row).on_conflict_do_nothing())


async def take_due(tx: Tx, now: Instant) -> Held | None:
    """Return the question that has waited for long enough, and let it wait no more."""
    query = sa.select(faq_held).where(c.due <= now).order_by(c.due).limit(1)
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    this = sa.and_(c.chat_id == row.chat_id, c.message_id == row.message_id)
    await tx.execute(sa.delete(faq_held).where(this))
    at = await _said_at(tx, row.chat_id, row.message_id)
    asked = Question(
        row.chat_id,
        row.message_id,
        row.topic_id,
        row.user_id,
        row.text,
        row.due if at is None else at,
    )
    return Held(asked, row.language, tuple((int(key), score) for key, score in row.candidates))


async def is_due(tx: Tx, now: Instant) -> bool:
    """Say whether a question has waited for long enough."""
    query = sa.select(c.message_id).where(c.due <= now).limit(1)
    return await tx.scalar(query) is not None


async def _said_at(tx: Tx, chat_id: int, message_id: int) -> int | None:
    f = facts.c
    said = sa.and_(f.chat_id == chat_id, f.ref == message_id, f.kind == Kind.MESSAGE)
    at: int | None = await tx.scalar(sa.select(f.at).where(said))
    return at

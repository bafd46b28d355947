"""How the outbox is doing, and forgetting what it need not know any more."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import DAY, Instant
from bot.outbox.message import State
from bot.storage import Tx
from bot.storage.schema import buttons, messages_out, silences

c = messages_out.c

SETTLED = (State.SENT, State.UNCERTAIN, State.REFUSED, State.DROPPED)


@dataclass(frozen=True)
class Health:
    """How many messages wait, since when the oldest, how many nobody knows about, how many were refused.

    oldest: when the message that has waited longest was due; None if none is late.
    refused: by Telegram, in the last 24 hours.
    """

    queued: int
    oldest: Instant | None
    uncertain: int
    refused: int


async def health(tx: Tx, now: Instant) -> Health:
    """Return the figures of all chats together."""
    since = sa.case((c.due > c.created_at, c.due), else_=c.created_at)
    due = sa.select(sa.func.min(since)).where(c.state == State.QUEUED, c.due <= now)
    return Health(
        queued=await _count(tx, c.state.in_([State.QUEUED, State.SENDING])),
        oldest=await tx.scalar(due),
        uncertain=await _count(tx, c.state == State.UNCERTAIN),
        refused=await _count(tx, c.state == State.REFUSED, c.settled_at > now - DAY),
    )


async def _count(tx: Tx, *conditions: sa.ColumnElement[bool]) -> int:
    counted = sa.select(sa.func.count()).select_from(messages_out).where(*conditions)
    return await tx.scalar(counted) or 0


async def prune(tx: Tx, now: Instant, keep_seconds: float) -> int:
    """Delete what was settled more than `keep_seconds` ago, buttons past their time and waits that are over.

    Returns how many messages were deleted. Their dedupe keys are free again.
    """
    old = sa.and_(c.state.in_(SETTLED), c.settled_at < now - keep_seconds)
    done = await tx.execute(sa.delete(messages_out).where(old))
    await tx.execute(sa.delete(buttons).where(buttons.c.expires_at <= now))
    await tx.execute(sa.delete(silences).where(silences.c.until <= now))
    return done.rowcount

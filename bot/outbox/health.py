"""How the outbox is doing, and forgetting what it need not know any more."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import DAY, Instant
from bot.outbox.holds import is_held_back
from bot.outbox.message import State
from bot.outbox.targets import is_too_early
from bot.storage import Tx
from bot.storage.schema import buttons, messages_out, silences

c = messages_out.c

SETTLED = (State.SENT, State.UNCERTAIN, State.REFUSED, State.DROPPED)


@dataclass(frozen=True)
class Health:
    """How many messages wait, since when the oldest, how many nobody knows about, how many were refused.

    oldest: when the message that has waited longest was due; None if none is late. Those that an operator
        holds back are not.
    refused: by Telegram, in the last 24 hours.
    """

    queued: int
    oldest: Instant | None
    uncertain: int
    refused: int


async def health(tx: Tx, now: Instant) -> Health:
    """Return the figures of all chats together."""
    since = sa.case((c.due > c.created_at, c.due), else_=c.created_at)
    late = sa.and_(c.state == State.QUEUED, c.due <= now)
    due = sa.select(sa.func.min(since)).where(
        late, sa.not_(is_held_back()), sa.not_(is_too_early())
    )
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

    What is still to be pinned, deleted … later stays. Returns how many messages were deleted. Their dedupe
    keys are free again.
    """
    old = sa.and_(c.state.in_(SETTLED), c.settled_at < now - keep_seconds)
    done = await tx.execute(sa.delete(messages_out).where(old, sa.not_(_is_still_needed())))
    await tx.execute(sa.delete(buttons).where(buttons.c.expires_at <= now))
    await tx.execute(sa.delete(silences).where(silences.c.until <= now))
    return done.rowcount


def _is_still_needed() -> sa.ColumnElement[bool]:
    """Ask for what something is still to be done with, in all its parts."""
    waiting, target = messages_out.alias("waiting"), messages_out.alias("target")
    undone = sa.and_(waiting.c.state == State.QUEUED, waiting.c.target_out.is_not(None))
    wanted = sa.select(waiting.c.target_out).where(undone)
    whole = sa.select(target.c.part_of).where(
        target.c.id.in_(wanted), target.c.part_of.is_not(None)
    )
    return sa.or_(c.id.in_(wanted), sa.func.coalesce(c.part_of, 0).in_(whole))

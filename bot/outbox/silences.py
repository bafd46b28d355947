"""Chats that are not written to: for a while, or until somebody lets us in again."""

import sqlalchemy as sa

from bot.clock import MINUTE, Instant
from bot.outbox.message import FORGOTTEN, State
from bot.storage import Tx
from bot.storage.schema import messages_out, silences
from bot.storage.upsert import insert

# Should Telegram want a longer wait, it says so again.
LONGEST_HUSH = 10 * MINUTE


async def silence(tx: Tx, chat_id: int, reason: str, now: Instant) -> None:
    """Write to a chat no more, until `resume`: what waits for it is dropped, and so is all that comes."""
    row = {"chat_id": chat_id, "until": None, "reason": reason}
    statement = insert(tx, silences).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=row))
    c = messages_out.c
    waiting = sa.and_(c.chat_id == chat_id, c.state == State.QUEUED)
    dropped = {"state": State.DROPPED, "error": reason, "settled_at": now}
    await tx.execute(sa.update(messages_out).where(waiting).values(dropped | FORGOTTEN))


async def hush(tx: Tx, chat_id: int, reason: str, seconds: float, now: Instant) -> None:
    """Hold what waits for a chat for so many seconds, at most `LONGEST_HUSH`, unless it must wait longer."""
    until = now + min(seconds, LONGEST_HUSH)
    row = {"chat_id": chat_id, "until": until, "reason": reason}
    statement = insert(tx, silences).values(row)
    shorter = sa.or_(silences.c.until < until, silences.c.until > now + LONGEST_HUSH)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["chat_id"], set_=row, where=shorter)
    )


def hushed(now: Instant | sa.BindParameter[float]) -> sa.ColumnElement[bool]:
    """Ask for the waits in force; one longer than any can be was begun before the clock was set back."""
    return sa.and_(silences.c.until > now, silences.c.until <= now + LONGEST_HUSH)


async def resume(tx: Tx, chat_id: int) -> None:
    """Write to a chat again, since it let us in; a wait that Telegram asked for stays."""
    closed = sa.and_(silences.c.chat_id == chat_id, silences.c.until.is_(None))
    await tx.execute(sa.delete(silences).where(closed))


async def why_silent(tx: Tx, chat_id: int) -> str | None:
    """Return why a chat is written to no more; None if it is."""
    closed = sa.and_(silences.c.chat_id == chat_id, silences.c.until.is_(None))
    reason: str | None = await tx.scalar(sa.select(silences.c.reason).where(closed))
    return reason

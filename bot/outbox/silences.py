"""Chats that are not written to: for a while, or until somebody lets us in again."""

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.message import FORGOTTEN, State
from bot.storage import Tx
from bot.storage.schema import messages_out, silences
from bot.storage.upsert import insert


async def silence(tx: Tx, chat_id: int, reason: str, now: Instant) -> None:
    """Write to a chat no more, until `resume`: what waits for it is dropped, and so is all that comes."""
    row = {"chat_id": chat_id, "until": None, "reason": reason}
    statement = insert(tx, silences).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=row))
    c = messages_out.c
    waiting = sa.and_(c.chat_id == chat_id, c.state == State.QUEUED)
    dropped = {"state": State.DROPPED, "error": reason, "settled_at": now}
    await tx.execute(sa.update(messages_out).where(waiting).values(dropped | FORGOTTEN))


async def hush(tx: Tx, chat_id: int, reason: str, until: Instant) -> None:
    """Hold what waits for a chat until an instant, unless it must wait longer anyway."""
    row = {"chat_id": chat_id, "until": until, "reason": reason}
    statement = insert(tx, silences).values(row)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id"], set_=row, where=silences.c.until < until
        )
    )


async def resume(tx: Tx, chat_id: int) -> None:
    """Write to a chat again, since it let us in; a wait that Telegram asked for stays."""
    closed = sa.and_(silences.c.chat_id == chat_id, silences.c.until.is_(None))
    await tx.execute(sa.delete(silences).where(closed))


async def why_silent(tx: Tx, chat_id: int) -> str | None:
    """Return why a chat is written to no more; None if it is."""
    closed = sa.and_(silences.c.chat_id == chat_id, silences.c.until.is_(None))
    reason: str | None = await tx.scalar(sa.select(silences.c.reason).where(closed))
    return reason

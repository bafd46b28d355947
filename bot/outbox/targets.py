"""What a pin, an edit, a deletion is about, where all that was known of it is the row that was to send it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.outbox.message import Message, State, read
from bot.storage import Tx
from bot.storage.schema import messages_out

c = messages_out.c


def is_too_early() -> sa.ColumnElement[bool]:
    """Ask whether the row that a message is about may still be sent."""
    target = messages_out.alias("target")
    open_ = target.c.state.in_([State.QUEUED, State.SENDING, State.UNCERTAIN])
    return sa.and_(c.target_out.is_not(None), sa.exists().where(target.c.id == c.target_out, open_))


async def aim(tx: Tx, row: sa.Row[Any]) -> Message:
    """Return the message that a row holds, with what it is about: nothing if that was never sent."""
    message = read(row)
    if row.target_out is None:
        return message
    targets = await _sent_by(tx, row.chat_id, row.target_out, whole=row.kind == "delete")
    return replace(message, target_ids=tuple(targets))


async def _sent_by(tx: Tx, chat_id: int, message: int, *, whole: bool) -> list[int]:
    """Return the ids of what a row sent: of its first message, or of all, with all other parts."""
    there = sa.and_(c.chat_id == chat_id, c.state == State.SENT, c.message_id > 0)
    this = sa.and_(there, c.id == message)
    row = (await tx.execute(sa.select(messages_out).where(this))).first()
    if row is None or not whole:
        return [] if row is None else [row.message_id]
    if row.part_of is None:
        return _ids([row])
    parts = sa.select(messages_out).where(there, c.part_of == row.part_of).order_by(c.id)
    return _ids((await tx.execute(parts)).all())


def _ids(rows: Sequence[sa.Row[Any]]) -> list[int]:
    return [each for row in rows for each in (row.message_ids or [row.message_id])]

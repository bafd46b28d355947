"""Chats whose messages wait because an operator said so, until an operator lets them go."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import HOUR, Instant
from bot.outbox.draft import AFTERWARDS, Priority
from bot.outbox.message import FORGOTTEN, State
from bot.storage import Tx
from bot.storage.schema import holds, messages_out
from bot.storage.upsert import insert

c = messages_out.c

# An answer or a prompt that is let go so long after it was due would only puzzle people.
HELD_TOO_LONG = HOUR
TOO_LATE = "it waited too long while the group was paused"


@dataclass(frozen=True)
class Hold:
    """Who held a chat, and when."""

    by: int
    since: Instant


async def hold(tx: Tx, chat_id: int, by: int, now: Instant) -> bool:
    """Let nothing out to a chat but what is sent `despite_hold`; False if it was held already."""
    row = {"chat_id": chat_id, "held_by": by, "since": now}
    statement = insert(tx, holds).values(row).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount > 0


async def release(tx: Tx, chat_id: int, now: Instant) -> list[int]:
    """Let everything out again; return the messages that came too late for it and were dropped.

    These are answers and prompts that were due more than `HELD_TOO_LONG` ago; but the rest of one that
    has begun goes out, and so do edits, pins and deletions.
    """
    if await find_hold(tx, chat_id) is None:
        return []
    await tx.execute(sa.delete(holds).where(holds.c.chat_id == chat_id))
    since = sa.case((c.due > c.created_at, c.due), else_=c.created_at)
    waiting = sa.and_(c.chat_id == chat_id, c.state == State.QUEUED, sa.not_(c.despite_hold))
    passing = sa.and_(c.priority.in_([Priority.ANSWER, Priority.PROMPT]), c.kind.not_in(AFTERWARDS))
    dropped = {"state": State.DROPPED, "error": TOO_LATE, "settled_at": now} | FORGOTTEN
    late = sa.update(messages_out).where(waiting, passing, since < now - HELD_TOO_LONG)
    return list((await tx.scalars(late.values(dropped).returning(c.id))).all())


async def find_hold(tx: Tx, chat_id: int) -> Hold | None:
    """Return who holds a chat; None if nobody does."""
    row = (await tx.execute(sa.select(holds).where(holds.c.chat_id == chat_id))).first()
    return None if row is None else Hold(row.held_by, row.since)


async def is_held(tx: Tx, chat_id: int) -> bool:
    """Say whether a chat is held."""
    return await find_hold(tx, chat_id) is not None


def is_held_back() -> sa.ColumnElement[bool]:
    """Ask whether a message waits for its chat to be released."""
    held = sa.select(holds.c.chat_id)
    return sa.and_(sa.not_(c.despite_hold), c.chat_id.in_(held))


async def carry_hold_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Hold the supergroup as its group was held."""
    found = await find_hold(tx, old_chat)
    await tx.execute(sa.delete(holds).where(holds.c.chat_id == old_chat))
    if found is not None:
        await hold(tx, new_chat, found.by, found.since)

"""Whose turn it is: one message to a chat at a time, the urgent first, no chat waiting for another."""

from collections.abc import Collection

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.draft import Policy
from bot.outbox.holds import is_held_back
from bot.outbox.message import Message, State
from bot.outbox.silences import hushed
from bot.outbox.targets import aim, is_too_early
from bot.storage import Tx
from bot.storage.schema import messages_out, silences

c = messages_out.c

# A message that was split and has begun comes before anything else that waits for its chat.
BEGUN = -1


def _turn(now: Instant, spent: Collection[int]) -> sa.Select[tuple[int]]:
    """Ask for the next message, skipping the chats `spent` and those that are hushed or being written to.

    Neither held back nor about a message that is still to be sent.
    """
    waiting = sa.select(silences.c.chat_id).where(hushed(now))
    busy = sa.select(c.chat_id).where(c.state == State.SENDING)
    return (
        sa.select(c.id)
        .where(c.state == State.QUEUED, c.due <= now)
        .where(c.chat_id.not_in(spent), c.chat_id.not_in(waiting), c.chat_id.not_in(busy))
        .where(sa.not_(is_held_back()), sa.not_(is_too_early()))
        .order_by(c.priority, c.id)
        .limit(1)
    )


async def is_waiting(tx: Tx, now: Instant, spent: Collection[int]) -> bool:
    """Say whether a message could be claimed."""
    return (await tx.scalar(_turn(now, spent))) is not None


async def claim(
    tx: Tx, owner: str, now: Instant, lease: float, spent: Collection[int]
) -> Message | None:
    """Take the next message for `owner`, who has `lease` seconds to send it.

    spent: chats that Telegram's limits forbid for now.
    """
    # SQLite, which has one writer, leaves the locking out by itself.
    turn = _turn(now, spent).with_for_update(skip_locked=True).scalar_subquery()
    taken = {"state": State.SENDING, "lease_by": owner, "lease_until": now + lease}
    statement = sa.update(messages_out).where(c.id == turn).values(taken).returning(messages_out)
    row = (await tx.execute(statement)).first()
    if row is None:
        return None
    message = await aim(tx, row)
    if message.part_of is not None:
        await _hurry(tx, message.chat_id, message.part_of)
    return message


async def _hurry(tx: Tx, chat_id: int, part_of: int) -> None:
    """Let nothing come between the parts of a message."""
    rest = sa.and_(c.chat_id == chat_id, c.part_of == part_of, c.state == State.QUEUED)
    await tx.execute(sa.update(messages_out).where(rest).values(priority=BEGUN))


async def wakes(tx: Tx, owner: str, now: Instant) -> list[Instant]:
    """Return the instants after `now` at which more may be due: a message, a hushed chat, a lost lease."""
    asked = (
        sa.select(sa.func.min(c.due)).where(c.state == State.QUEUED, c.due > now),
        sa.select(sa.func.min(silences.c.until)).where(hushed(now)),
        sa.select(sa.func.min(c.lease_until)).where(c.state == State.SENDING, c.lease_by != owner),
    )
    found = [await tx.scalar(question) for question in asked]
    return [instant for instant in found if instant is not None]


async def orphans(tx: Tx, owner: str, now: Instant, held: Collection[int]) -> list[int]:
    """Return messages that nobody is sending any more: the owner's own but for `held`, and lost leases."""
    lost = sa.or_(c.lease_by == owner, c.lease_until <= now)
    statement = sa.select(c.id).where(c.state == State.SENDING, lost, c.id.not_in(held))
    return list((await tx.scalars(statement)).all())


async def settle_orphan(tx: Tx, message: int, now: Instant) -> None:
    """Write down that nobody knows whether `message` arrived; by its policy it is sent again or not."""
    this = sa.and_(c.id == message, c.state == State.SENDING)
    nobody = {"lease_by": None, "lease_until": None, "error": "Renao stopped in the middle of it"}
    doubtful = sa.update(messages_out).where(this, c.policy == Policy.AT_MOST_ONCE)
    again = sa.update(messages_out).where(this, c.policy == Policy.AT_LEAST_ONCE)
    await tx.execute(doubtful.values(nobody | {"state": State.UNCERTAIN, "settled_at": now}))
    await tx.execute(again.values(nobody | {"state": State.QUEUED, "attempts": c.attempts + 1}))


async def sent_since(tx: Tx, instant: Instant) -> list[tuple[int, Instant]]:
    """Return to which chats messages were sent since an instant, and when, the oldest first."""
    statement = (
        sa.select(c.chat_id, c.settled_at)
        .where(c.state == State.SENT, c.settled_at > instant)
        .order_by(c.settled_at)
    )
    return [(row.chat_id, row.settled_at) for row in await tx.execute(statement)]

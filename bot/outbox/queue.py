"""Whose turn it is: one message to a chat at a time, the urgent first, no chat waiting for another."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.draft import URGENT, Policy, Priority
from bot.outbox.holds import is_held_back
from bot.outbox.message import Message, State
from bot.outbox.silences import hushed
from bot.outbox.targets import aim, is_too_early
from bot.storage import Tx
from bot.storage.schema import messages_out, silences

c = messages_out.c


@dataclass(frozen=True)
class Room:
    """To whom one may write just now, as far as Telegram's limits are concerned.

    spent: chats that take nothing. reserved: chats that take nothing but what is urgent; all of them, if
    `only_urgent`.
    """

    spent: Collection[int] = ()
    reserved: Collection[int] = ()
    only_urgent: bool = False


# A message that was split and has begun comes before anything else that waits for its chat.
BEGUN = -1

# Made once, since making a question takes longer than answering it.
NOW = sa.bindparam("now", type_=sa.Double)
RESTING = sa.select(silences.c.chat_id).where(hushed(NOW))
BUSY = sa.select(c.chat_id).where(c.state == State.SENDING)
# The next message for which there is room, skipping chats that are hushed or being written to; neither
# held back nor about one that is still to be sent.
TURN = (
    sa.select(c.id)
    .where(c.state == State.QUEUED, c.due <= NOW, c.priority <= sa.bindparam("least"))
    .where(c.chat_id.not_in(sa.bindparam("spent", expanding=True)))
    .where(sa.or_(c.priority <= URGENT, c.chat_id.not_in(sa.bindparam("reserved", expanding=True))))
    .where(c.chat_id.not_in(RESTING), c.chat_id.not_in(BUSY))
    .where(sa.not_(is_held_back()), sa.not_(is_too_early()))
    .order_by(c.priority, c.id)
    .limit(1)
)
# SQLite, which has one writer, leaves the locking out by itself.
CLAIM = (
    sa.update(messages_out)
    .where(c.id == TURN.with_for_update(skip_locked=True).scalar_subquery())
    .values(state=State.SENDING, lease_by=sa.bindparam("owner"), lease_until=sa.bindparam("ends"))
    .returning(messages_out)
)


async def is_waiting(tx: Tx, now: Instant, room: Room) -> bool:
    """Say whether a message could be claimed."""
    return (await tx.scalar(TURN, _asked(now, room))) is not None


async def claim(tx: Tx, owner: str, now: Instant, lease: float, room: Room) -> Message | None:
    """Take the next message for `owner`, who has `lease` seconds to send it."""
    asked = _asked(now, room) | {"owner": owner, "ends": now + lease}
    row = (await tx.execute(CLAIM, asked)).first()
    if row is None:
        return None
    message = await aim(tx, row)
    if message.part_of is not None:
        await _hurry(tx, message.chat_id, message.part_of)
    return message


def _asked(now: Instant, room: Room) -> dict[str, Any]:
    least = URGENT if room.only_urgent else max(Priority)
    lists = {"spent": list(room.spent), "reserved": list(room.reserved)}
    return {"now": now, "least": int(least)} | lists


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


async def sent_since(tx: Tx, instant: Instant) -> list[tuple[int, Instant, int]]:
    """Return to which chats messages were sent since an instant, when and how many, the oldest first."""
    statement = (
        sa.select(c.chat_id, c.settled_at, c.message_ids)
        .where(c.state == State.SENT, c.settled_at > instant)
        .order_by(c.settled_at)
    )
    rows = await tx.execute(statement)
    return [(row.chat_id, row.settled_at, len(row.message_ids or [0])) for row in rows]

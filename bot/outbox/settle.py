"""Write down what became of a send, and what follows from it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.answers import (
    DeliveryError,
    Elsewhere,
    Later,
    Never,
    Otherwise,
    Pointless,
    Sent,
    Unclear,
)
from bot.outbox.carry_over import carry_over
from bot.outbox.draft import Policy
from bot.outbox.message import FORGOTTEN, Message, State
from bot.outbox.silences import hush, silence
from bot.storage import Tx
from bot.storage.schema import messages_out

Outcome: TypeAlias = Sent | DeliveryError
# Told in the same transaction in which it is written down that a message was sent.
OnSent: TypeAlias = Callable[[Tx, Message, Sent], Awaitable[None]]

c = messages_out.c

# Seconds before a message that nobody answered is sent again: 2, 4, 8 …; about two hours in all.
LONGEST_PAUSE = 300.0
ATTEMPTS = 30


def pause(attempts: int) -> float:
    """Return how many seconds to wait after so many attempts that nobody answered. Pure."""
    return min(2.0 ** min(attempts, 16), LONGEST_PAUSE)


async def nobody_listens(_tx: Tx, _message: Message, _sent: Sent) -> None:
    """Do nothing about a message that was sent."""


async def settle(
    tx: Tx,
    owner: str,
    message: Message,
    outcome: Outcome,
    now: Instant,
    on_sent: OnSent = nobody_listens,
) -> None:
    """Write down the outcome of a message that `owner` has claimed; without effect if it was taken away."""
    if not await _write(tx, owner, message, _row(message, outcome, now)):
        return
    match outcome:
        case Sent():
            await on_sent(tx, message, outcome)
        case Later():
            await hush(tx, message.chat_id, str(outcome), outcome.seconds, now)
        case Unclear():
            await _retry_in_order(tx, message, str(outcome), now)
        case Elsewhere():
            await carry_over(tx, message.chat_id, outcome.chat_id)
        case Never():
            await _drop_the_rest(tx, message, str(outcome), now)
            if outcome.gone:
                await silence(tx, message.chat_id, str(outcome), now)


def _row(message: Message, outcome: Outcome, now: Instant) -> dict[str, Any]:
    """Return the columns that an outcome changes."""
    match outcome:
        case Sent():
            done = {"state": State.SENT, "message_id": outcome.message_id, "error": None}
            album = {"message_ids": list(outcome.message_ids) or None}
            return done | album | FORGOTTEN | {"settled_at": now}
        case Never():
            refused = {"state": State.REFUSED, "error": str(outcome)}
            return refused | FORGOTTEN | {"settled_at": now}
        case Pointless():
            dropped = {"state": State.DROPPED, "error": str(outcome)}
            return dropped | FORGOTTEN | {"settled_at": now}
        case Unclear() if _doubtful(message):
            return {"state": State.UNCERTAIN, "error": str(outcome), "settled_at": now}
        case Unclear():
            again = {"state": State.QUEUED, "error": str(outcome)}
            return again | {"attempts": message.attempts + 1}
        case Otherwise():
            return {"state": State.QUEUED, "error": str(outcome)} | outcome.changes
    return {"state": State.QUEUED, "error": str(outcome)}


def _doubtful(message: Message) -> bool:
    """Say whether a message that may have been sent must not be sent again."""
    return message.policy == Policy.AT_MOST_ONCE or message.attempts + 1 >= ATTEMPTS


async def _write(tx: Tx, owner: str, message: Message, row: dict[str, Any]) -> bool:
    ours = sa.and_(c.id == message.id, c.lease_by == owner, c.state == State.SENDING)
    freed = row | {"lease_by": None, "lease_until": None}
    done = await tx.execute(sa.update(messages_out).where(ours).values(freed))
    return done.rowcount > 0


async def _retry_in_order(tx: Tx, message: Message, reason: str, now: Instant) -> None:
    """Hold the whole chat until the next try: what comes after may build on this message."""
    if not _doubtful(message):
        await hush(tx, message.chat_id, reason, pause(message.attempts + 1), now)


async def _drop_the_rest(tx: Tx, message: Message, reason: str, now: Instant) -> None:
    """Drop the other parts of a message of which one was refused."""
    if message.part_of is None:
        return
    rest = sa.and_(
        c.chat_id == message.chat_id, c.part_of == message.part_of, c.state == State.QUEUED
    )
    dropped = {"state": State.DROPPED, "error": reason, "settled_at": now}
    await tx.execute(sa.update(messages_out).where(rest).values(dropped | FORGOTTEN))

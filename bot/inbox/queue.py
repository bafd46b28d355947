"""Updates that wait for their handler: in order within a chat, three tries, then set aside."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.clock import MINUTE, Instant
from bot.storage import Tx
from bot.storage.bulk import execute_many
from bot.storage.schema import updates

# Not the present instant: a clock that is set back would make it a future one.
AT_ONCE = 0.0
# Seconds before the second and the third try of a handler that failed.
PAUSES = (2.0, 10.0)
# Nothing waits longer for another try; what seems to was put off before the clock was set back.
LONGEST_PAUSE = MINUTE

PUT = sa.insert(updates)


@dataclass(frozen=True)
class Waiting:
    """An update whose turn it is."""

    update_id: int
    chat_id: int
    raw: bytes
    attempts: int


@dataclass(frozen=True)
class Backlog:
    """How many updates wait for a handler, since when, and how many were set aside."""

    pending: int
    oldest: Instant | None
    set_aside: int
    last_error: str | None


async def put(tx: Tx, wanted: Iterable[tuple[int, int, bytes]], now: Instant) -> None:
    """Let updates (id, chat, as it came) wait for their handlers."""
    rows = [
        {
            "update_id": update_id,
            "chat_id": chat,
            "raw": raw,
            "received_at": now,
            "next_try": AT_ONCE,
            "attempts": 0,
            "state": "pending",
            "error": None,
        }
        for update_id, chat, raw in wanted
    ]
    if rows:
        await execute_many(tx, PUT, rows)


async def set_aside(tx: Tx, update_id: int, raw: bytes, error: str, now: Instant) -> None:
    """Keep an update that nobody could read or record, with its error, for an operator to see."""
    row = {"update_id": update_id, "chat_id": 0, "raw": raw, "received_at": now, "next_try": now}
    await tx.execute(sa.insert(updates).values(**row, state="dead", error=error))


async def next_waiting(
    tx: Tx, busy: Collection[int], now: Instant, after: int | None = None
) -> Waiting | None:
    """Return the update whose turn it is: the oldest of the next chat that is not `busy`.

    The chats take turns in the order of their ids, `after` the one that had the last turn; so it does not
    matter to a chat how much waits in another. A chat whose first update waits for another try waits
    with it, so that its order is kept.
    """
    found = await _first_due(tx, busy, now, after)
    return found if found or after is None else await _first_due(tx, busy, now, None)


async def _first_due(
    tx: Tx, busy: Collection[int], now: Instant, after: int | None
) -> Waiting | None:
    """Go from chat to chat until there is one whose first update is due."""
    # Each look is a step along the index, however much waits.
    while (first := await _first_after(tx, busy, after)) is not None:
        if not now < first.next_try <= now + LONGEST_PAUSE:
            return Waiting(first.update_id, first.chat_id, first.raw, first.attempts)
        after = first.chat_id
    return None


async def _first_after(tx: Tx, busy: Collection[int], after: int | None) -> sa.Row[Any] | None:
    c = updates.c
    first = sa.select(updates).where(c.state == "pending", c.chat_id.not_in(busy))
    if after is not None:
        first = first.where(c.chat_id > after)
    return (await tx.execute(first.order_by(c.chat_id, c.update_id).limit(1))).first()


async def next_try(tx: Tx) -> Instant | None:
    """Return when the next update that waits for another try is due."""
    soonest = sa.select(sa.func.min(updates.c.next_try)).where(updates.c.state == "pending")
    due: Instant | None = await tx.scalar(soonest)
    return due


async def done(tx: Tx, update_id: int) -> bool:
    """Drop an update whose handler has finished, text and all; False if it does not, or no longer, wait.

    Its id stays among the seen ones.
    """
    c = updates.c
    waits = sa.and_(c.update_id == update_id, c.state == "pending")
    return (await tx.execute(sa.delete(updates).where(waits))).rowcount > 0


async def failed(tx: Tx, waiting: Waiting, error: str, now: Instant) -> bool:
    """Write down that a handler failed; True if the update is set aside now, after its third try."""
    tries = waiting.attempts + 1
    given_up = tries > len(PAUSES)
    await tx.execute(
        sa.update(updates)
        .where(updates.c.update_id == waiting.update_id)
        .values(
            attempts=tries,
            error=error,
            state="dead" if given_up else "pending",
            next_try=now if given_up else now + PAUSES[tries - 1],
        )
    )
    return given_up


async def postpone(tx: Tx, waiting: Waiting, until: Instant) -> None:
    """Let an update wait until `until` without counting a try: it was not the handler's fault."""
    await tx.execute(
        sa.update(updates).where(updates.c.update_id == waiting.update_id).values(next_try=until)
    )


async def backlog(tx: Tx) -> Backlog:
    """Say how many updates wait, since when, and how many were set aside."""
    waits = updates.c.state == "pending"
    dead = updates.c.state == "dead"
    counts = (
        await tx.execute(
            sa.select(
                sa.func.count().filter(waits),
                sa.func.min(updates.c.received_at).filter(waits),
                sa.func.count().filter(dead),
            )
        )
    ).one()
    last = sa.select(updates.c.error).where(dead).order_by(updates.c.update_id.desc()).limit(1)
    return Backlog(counts[0], counts[1], counts[2], await tx.scalar(last))


async def forget_texts(tx: Tx, before: Instant) -> None:
    """Empty updates set aside before an instant: their error stays, what people wrote goes."""
    old = sa.and_(updates.c.state == "dead", updates.c.received_at < before)
    await tx.execute(sa.update(updates).where(old).values(raw=b""))


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let what waits for a group that became a supergroup wait for the supergroup."""
    await tx.execute(
        sa.update(updates).where(updates.c.chat_id == old_chat).values(chat_id=new_chat)
    )

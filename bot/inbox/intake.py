"""Take a batch of raw updates in, in one transaction: what is new, what it says, what is to be handled.

Only when `accept` has returned may the batch be confirmed to Telegram. It raises what the database
raised when the batch could not be kept: then nothing of it is, and Telegram still has it all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.clock import Instant
from bot.inbox import queue
from bot.storage import Database, Tx
from bot.storage.schema import seen_updates
from bot.storage.upsert import insert

log = structlog.get_logger()
U = TypeVar("U")


class Numbered(msgspec.Struct):
    """All that this room reads of an update."""

    update_id: int


@dataclass(frozen=True)
class Incoming(Generic[U]):
    """A new update: as it came, and as the record reads it."""

    update_id: int
    raw: bytes
    read: U


@dataclass(frozen=True)
class Intake(Generic[U]):
    """The way in. The three functions come from rooms that this one does not know.

    decode: reads a raw update.
    record: writes down, in the transaction it is given, what a batch of updates says.
    wanted: returns the chat in whose turn a handler wants the update; None if no handler does.
    """

    database: Database
    decode: Callable[[bytes], U]
    record: Callable[[Tx, Sequence[U], Instant], Awaitable[object]]
    wanted: Callable[[U], int | None]

    async def accept(self, raws: Sequence[bytes], now: Instant) -> int:
        """Keep what is new in a batch, whole or not at all; return how many updates were new.

        An update that cannot be read or recorded is set aside with its error, and the others go on.
        """
        async with self.database.write() as tx:
            fresh = await self._fresh(tx, raws, now)
            readable = [
                one for one in [await self._read(tx, u, raw, now) for u, raw in fresh] if one
            ]
            recorded = await self._record(tx, readable, now)
            for one in recorded:
                chat = self.wanted(one.read)
                if chat is not None:
                    await queue.put(tx, one.update_id, chat, one.raw, now)
            return len(fresh)

    async def _fresh(self, tx: Tx, raws: Sequence[bytes], now: Instant) -> list[tuple[int, bytes]]:
        """Mark the updates of a batch as seen and return those that were not, in order."""
        numbered = {msgspec.json.decode(raw, type=Numbered).update_id: raw for raw in raws}
        if not numbered:
            return []
        rows = [{"update_id": update_id, "at": now} for update_id in numbered]
        statement = insert(tx, seen_updates).values(rows).on_conflict_do_nothing()
        new = set((await tx.scalars(statement.returning(seen_updates.c.update_id))).all())
        return [(update_id, raw) for update_id, raw in sorted(numbered.items()) if update_id in new]

    async def _read(self, tx: Tx, update_id: int, raw: bytes, now: Instant) -> Incoming[U] | None:
        try:
            return Incoming(update_id, raw, self.decode(raw))
        except (msgspec.MsgspecError, ValueError) as error:
            await self._set_aside(tx, update_id, raw, error, now)
            return None

    async def _record(self, tx: Tx, batch: list[Incoming[U]], now: Instant) -> list[Incoming[U]]:
        """Record a batch at once; if that fails, one by one, setting aside what fails again."""
        try:
            async with tx.begin_nested():
                await self.record(tx, [one.read for one in batch], now)
        except Exception as error:
            _raise_if_storage_failed(error)
        else:
            return batch
        return [one for one in batch if await self._recorded(tx, one, now)]

    async def _recorded(self, tx: Tx, one: Incoming[U], now: Instant) -> bool:
        try:
            async with tx.begin_nested():
                await self.record(tx, [one.read], now)
        except Exception as error:
            _raise_if_storage_failed(error)
            await self._set_aside(tx, one.update_id, one.raw, error, now)
            return False
        return True

    async def _set_aside(
        self, tx: Tx, update_id: int, raw: bytes, error: Exception, now: Instant
    ) -> None:
        log.error(
            "an update could not be recorded and was set aside", update=update_id, error=str(error)
        )
        await queue.set_aside(tx, update_id, raw, f"{type(error).__name__}: {error}", now)


def _raise_if_storage_failed(error: Exception) -> None:
    """Let a full disk, a lock or a lost connection through: no single update is to blame for it."""
    if isinstance(error, OperationalError):
        raise error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error


async def forget_seen(tx: Tx, before: Instant) -> int:
    """Forget the ids of updates seen before an instant; Telegram repeats none after a day."""
    done = await tx.execute(sa.delete(seen_updates).where(seen_updates.c.at < before))
    return done.rowcount

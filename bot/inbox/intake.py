"""Take a batch of raw updates in, in one transaction: what is new, what it says, what is to be handled.

Only when `accept` has returned may the batch be confirmed to Telegram. It raises what the database
raised when the batch could not be kept: then nothing of it is, and Telegram still has it all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import msgspec
import sqlalchemy as sa
import structlog

from bot.clock import Instant
from bot.inbox import queue
from bot.inbox.raw import Raw
from bot.storage import Database, Tx
from bot.storage.bulk import insert_new
from bot.storage.schema import seen_updates
from bot.storage.trouble import is_in_trouble

log = structlog.get_logger()
U = TypeVar("U")


Incoming: TypeAlias = tuple[Raw, U]
"""A new update: as it came, and as the record reads it."""

Wanted: TypeAlias = tuple[int, int, bytes]
"""The id of an update, the chat in whose turn a handler wants it, and the update as it came."""

Recording: TypeAlias = Callable[[Tx, list[Incoming[U]], Instant], Awaitable[list[Wanted]]]


@dataclass(frozen=True)
class Intake(Generic[U]):
    """The way in. The three functions come from rooms that this one does not know.

    decode: reads a raw update.
    record: writes down, in the transaction it is given, what a batch of updates says.
    wanted: returns the chat in whose turn a handler wants the update now; None if no handler does.
    """

    database: Database
    decode: Callable[[bytes], U]
    record: Callable[[Tx, Sequence[U], Instant], Awaitable[object]]
    wanted: Callable[[U, Instant], int | None]

    async def accept(self, raws: Sequence[Raw], now: Instant) -> int:
        """Keep what is new in a batch, whole or not at all; return how many updates were new.

        An update that cannot be read or recorded is set aside with its error, and the others go on.
        """
        try:
            return await self._keep(raws, now, self._record)
        except Exception as error:
            if is_in_trouble(error):
                raise
        # One of them is to blame, and the whole batch was taken back to find out which.
        return await self._keep(raws, now, self._record_each)

    async def _keep(self, raws: Sequence[Raw], now: Instant, record: Recording[U]) -> int:
        async with self.database.write() as tx:
            fresh = await self._fresh(tx, raws, now)
            read = await self._read(tx, fresh, now)
            await queue.put(tx, await record(tx, read, now), now)
            return len(fresh)

    async def _fresh(self, tx: Tx, raws: Sequence[Raw], now: Instant) -> list[Raw]:
        """Mark the updates of a batch as seen and return those that were not, in order."""
        by_id = {raw.update_id: raw for raw in raws}
        ids = [(update_id, now) for update_id in sorted(by_id)]
        return [by_id[update_id] for update_id, _ in await insert_new(tx, seen_updates, ids)]

    async def _read(self, tx: Tx, raws: Sequence[Raw], now: Instant) -> list[Incoming[U]]:
        """Decode updates, setting aside what cannot be."""
        read: list[Incoming[U]] = []
        for raw in raws:
            try:
                read.append((raw, self.decode(raw.body)))
            except (msgspec.MsgspecError, ValueError) as error:
                await self._set_aside(tx, raw, error, now)
        return read

    async def _record(self, tx: Tx, batch: list[Incoming[U]], now: Instant) -> list[Wanted]:
        """Record a batch at once; return what handlers want of it."""
        await self.record(tx, [update for _, update in batch], now)
        wanted = self.wanted
        return [
            (raw.update_id, chat, raw.body)
            for raw, update in batch
            if (chat := wanted(update, now)) is not None
        ]

    async def _record_each(self, tx: Tx, batch: list[Incoming[U]], now: Instant) -> list[Wanted]:
        """Record a batch one by one, setting aside what fails."""
        wanted: list[Wanted] = []
        for one in batch:
            try:
                async with tx.begin_nested():
                    wanted += await self._record(tx, [one], now)
            except Exception as error:
                if is_in_trouble(error):
                    raise
                await self._set_aside(tx, one[0], error, now)
        return wanted

    async def _set_aside(self, tx: Tx, raw: Raw, error: Exception, now: Instant) -> None:
        log.error(
            "an update could not be recorded and was set aside",
            update=raw.update_id,
            error=str(error),
        )
        sentence = f"{type(error).__name__}: {error}"
        await queue.set_aside(tx, raw.update_id, raw.body, sentence, now)


async def forget_seen(tx: Tx, before: Instant) -> int:
    """Forget the ids of updates seen before an instant; Telegram repeats none after a day."""
    done = await tx.execute(sa.delete(seen_updates).where(seen_updates.c.at < before))
    return done.rowcount

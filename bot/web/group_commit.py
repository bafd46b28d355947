"""Group commit: what arrives while a batch is being kept is kept together, as the next batch."""

import asyncio
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.inbox import Accept, Raw

log = structlog.get_logger()

# As many as one poll brings: a batch is kept or lost as a whole, and others wait for it.
LARGEST = 100


class NotKept(Exception):
    """Nothing of the batch is kept: bring it again later."""


@dataclass(frozen=True)
class Brought:
    """An update, and the promise to say when it is kept."""

    raw: Raw
    kept: asyncio.Future[None]


class GroupCommit:
    """One batch at a time, each of all that came since the last one, in the order of its coming."""

    def __init__(self, accept: Accept, clock: Clock) -> None:
        self.accept = accept
        self.clock = clock
        self._waiting: list[Brought] = []
        self._work: asyncio.Task[None] | None = None

    async def keep(self, raw: Raw) -> None:
        """Return when `raw` is committed, whoever stops waiting for it.

        Raises:
            NotKept: the batch that it was in could not be kept.
        """
        brought = Brought(raw, asyncio.get_running_loop().create_future())
        self._waiting.append(brought)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._keep_all())
        await brought.kept

    async def finish(self) -> None:
        """Wait until all that was brought is decided."""
        if self._work is not None:
            await self._work

    async def _keep_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            trouble = await self._keep_batch([one.raw for one in batch])
            # Whoever hung up meanwhile gave up its promise; the others hear how it went.
            for one in batch:
                if one.kept.done():
                    continue
                if trouble is None:
                    one.kept.set_result(None)
                else:
                    one.kept.set_exception(trouble)

    async def _keep_batch(self, raws: list[Raw]) -> NotKept | None:
        try:
            await self.accept(raws, self.clock.now())
        except (DBAPIError, OSError) as error:
            log.warning(
                f"The database could not keep the updates: {error}. Telegram brings them again",
                updates=len(raws),
            )
            return NotKept()
        except Exception:
            log.exception("updates could not be kept; Telegram brings them again")
            return NotKept()
        return None

"""One time for the world and every life of the victim, which passes faster than ours."""

import asyncio
import contextlib
import mmap
import struct
import time

from bot.sandbox import SystemClock

START = 1_767_607_200.0  # 2026-01-05 10:00 UTC, a Monday.


class Hurry(SystemClock):
    """A clock that runs `rate` times as fast as the machine's, and can be moved ahead.

    How far it was moved lies in memory that forked processes share, so that all of them agree.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self._began = time.monotonic()
        self._shared = mmap.mmap(-1, 8)

    def now(self) -> float:
        return START + (time.monotonic() - self._began) * self.rate + self._moved()

    def _moved(self) -> float:
        return float(struct.unpack("d", self._shared[:8])[0])

    def _move(self, seconds: float) -> None:
        self._shared[:8] = struct.pack("d", self._moved() + seconds)
        super()._move(seconds)

    async def wait(self, event: asyncio.Event, timeout: float) -> bool:
        return await super().wait(event, timeout / self.rate)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.rate)

    async def _rest(self, event: asyncio.Event, timeout: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if timeout is None else timeout / self.rate):
                await event.wait()

"""The sandbox's time: the real one, which a button can move, or a story's, which stands until it is moved."""

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What the sandbox asks of a clock: the time, and waiting."""

    def now(self) -> float:
        """Return the world's time in seconds since 1970."""
        ...

    async def wait(self, event: asyncio.Event, timeout: float) -> bool:
        """Wait for the event, at most `timeout` seconds. Returns whether it was set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let this many seconds of the world pass."""
        ...

    async def idle(self, event: asyncio.Event, timeout: float | None) -> None:
        """Rest, as a background worker does, until the event, the timeout, or a move of the clock."""
        ...

    def forward(
        self, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> None:
        """Move the world's time ahead."""
        ...

    def until(self, local: str, zone: str) -> None:
        """Move the world's time to the next `HH:MM` in an IANA time zone."""
        ...


def next_local(now: float, local: str, zone: str) -> float:
    """Return the first instant after `now` at which clocks in `zone` show `HH:MM`. Pure."""
    hour, minute = (int(part) for part in local.split(":"))
    today = datetime.fromtimestamp(now, ZoneInfo(zone))
    candidate = today.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if candidate.timestamp() <= now:
        candidate = candidate + timedelta(days=1)
    return candidate.timestamp()


class _Movable(ABC):
    """The arithmetic both clocks share: an amount by which the world is ahead."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._resting: set[asyncio.Event] = set()

    @abstractmethod
    def now(self) -> float:
        """Return the world's time in seconds since 1970."""

    def _move(self, seconds: float) -> None:
        self._ahead += seconds
        for event in self._resting:
            event.set()

    async def idle(self, event: asyncio.Event, timeout: float | None) -> None:
        self._resting.add(event)
        try:
            await self._rest(event, timeout)
        finally:
            self._resting.discard(event)

    @abstractmethod
    async def _rest(self, event: asyncio.Event, timeout: float | None) -> None:
        """Wait for the event, which a move of the clock sets too, at most `timeout` seconds."""

    def forward(
        self, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> None:
        step = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        self._move(step.total_seconds())

    def until(self, local: str, zone: str) -> None:
        self._move(next_local(self.now(), local, zone) - self.now())


class SystemClock(_Movable):
    """The machine's time plus an offset; waiting takes as long as it says."""

    def now(self) -> float:
        return time.time() + self._ahead

    async def wait(self, event: asyncio.Event, timeout: float) -> bool:
        try:
            async with asyncio.timeout(timeout):
                return await event.wait()
        except TimeoutError:
            return False

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _rest(self, event: asyncio.Event, timeout: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await event.wait()


class ManualClock(_Movable):
    """A time that stands still until it is moved.

    Nobody ever waits on it: a long poll without updates, the three-second rule and a held 409 return at
    once, having given other tasks one turn. So stories need no sleeping; whoever polls in a loop on such
    a world spins, and should step instead.
    """

    def __init__(self, start: float | datetime = 1_700_000_000.0) -> None:
        super().__init__()
        self._start = start.timestamp() if isinstance(start, datetime) else float(start)

    def now(self) -> float:
        return self._start + self._ahead

    async def wait(self, event: asyncio.Event, timeout: float) -> bool:  # noqa: ARG002
        await asyncio.sleep(0)
        return event.is_set()

    async def sleep(self, seconds: float) -> None:  # noqa: ARG002
        await asyncio.sleep(0)

    async def _rest(self, event: asyncio.Event, timeout: float | None) -> None:  # noqa: ARG002
        await event.wait()

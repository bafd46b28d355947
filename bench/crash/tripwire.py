"""A wire through the victim's own database driver: at the statement that was aimed at, kill -9."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import aiosqlite

from bot.storage import straight


@dataclass(frozen=True)
class Wire:
    """Where it lies: the `nth` statement (0: itself) from the first that contains `begins`.

    Readers' statements do not count; a commit does. `after`: once it is executed, not before.
    jitter: seconds of waiting, during which the victim goes on.
    """

    begins: str
    nth: int
    after: bool
    jitter: float


# What a transaction of each kind says first, or at a place of its own; "" is the start of the life.
PLACES = (
    "",
    "INSERT INTO seen_updates",
    "INSERT INTO facts",
    "INSERT INTO updates",
    "INSERT INTO messages_out",
    "INSERT INTO faq_served",
    "DELETE FROM updates",
    "UPDATE messages_out SET state",
    "UPDATE messages_out SET message_id",
    "INSERT INTO schedules",
    "INSERT INTO runs",
    "UPDATE runs",
    "UPDATE prompt_places",
)
# Those come when a new day begins.
MORNING = ("INSERT INTO runs", "UPDATE runs", "UPDATE prompt_places", "UPDATE digest_readers")


def draw(chance: random.Random, places: tuple[str, ...]) -> Wire:
    """Return a wire at a place of chance."""
    begins = chance.choice(places)
    nth = chance.randrange(0, 40) if not begins else chance.randrange(0, 8)
    jitter = chance.choice((0.0, 0.0, chance.uniform(0, 0.004)))
    return Wire(begins, nth, chance.random() < 0.5, jitter)


def lay(wire: Wire) -> None:
    """Lay the wire in this process, below SQLAlchemy, at the driver and its thread."""
    trip = _Trip(wire)
    for name in ("execute", "execute_many"):
        setattr(straight, name, _wired(trip, getattr(straight, name)))
    execute: Any = aiosqlite.Connection._execute

    async def wired(self: Any, work: Callable[..., Any], *given: Any, **more: Any) -> Any:
        return await execute(self, trip.around(self, work, given), *given, **more)

    setattr(aiosqlite.Connection, "_execute", wired)  # noqa: B010 - a driver's inside has no type


def _wired(trip: "_Trip", work: Callable[..., Any]) -> Callable[..., Any]:
    def wired(*given: Any) -> Any:
        return trip.around(None, work, given)(*given)

    return wired


class _Trip:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.left: int | None = None if wire.begins else wire.nth
        self.readers: set[int] = set()

    def around(
        self, connection: object, work: Callable[..., Any], given: tuple[Any, ...]
    ) -> Callable[..., Any]:
        said = next((part for part in given if isinstance(part, str)), "")
        if said == "BEGIN":
            self.readers.add(id(connection))
        counts = said or getattr(work, "__name__", "") == "commit"
        if not counts or id(connection) in self.readers or not self._is_it(said):
            return work

        def deadly(*arguments: Any, **more: Any) -> Any:
            if not self.wire.after:
                die(self.wire.jitter)
            result = work(*arguments, **more)
            if self.wire.after:
                die(self.wire.jitter)
            return result

        return deadly

    def _is_it(self, said: str) -> bool:
        """Count a statement; True if it is the one."""
        if self.left is None:
            if self.wire.begins not in said:
                return False
            self.left = self.wire.nth
        self.left -= 1
        return self.left == -1


def die(jitter: float) -> None:
    """End this process with kill -9, at once or a moment later."""
    if jitter:
        threading.Thread(target=_die_later, args=(jitter,), daemon=True).start()
    else:
        _die_later(0)


def _die_later(jitter: float) -> NoReturn:
    time.sleep(jitter)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives that")

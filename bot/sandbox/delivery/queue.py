"""A bot's unfetched updates, with the offsets, the life spans and the bounds of Telegram's own queue."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from math import inf
from random import Random
from typing import Any

import msgspec

MAX_UPDATES = 100_000
MAX_BYTES = 128 << 20
ANSWER_BYTES = 4 << 20
# Offsets further out than these are taken for nonsense, and reading restarts at the head.
FUTURE_SLACK = 10
QUIET_WEEK = 7 * 86_400
FIRST_ID = 400_000_001

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Update:
    """An update as it was when it happened: rendered once, never changed afterwards."""

    id: int
    kind: str
    # Order is kept within a lane only, when webhooks deliver (telegram-behaviour, 1c).
    lane: str
    # Its place in the row of all updates: ids can jump, this cannot.
    serial: int
    expires: float
    body: bytes


class Queue:
    """Updates in the order of their arrival, until they are confirmed or die."""

    def __init__(self, chance: Random) -> None:
        self.arrived = asyncio.Event()
        self._chance = chance
        self._updates: OrderedDict[int, Update] = OrderedDict()
        self._bytes = 0
        self._serial = 0
        self._next_id = FIRST_ID
        self._last_put: float | None = None
        # No update dies before this; so burying costs nothing until one does.
        self._next_death = inf

    def __len__(self) -> int:
        return len(self._updates)

    def __iter__(self) -> Iterator[Update]:
        return iter(tuple(self._updates.values()))

    def __contains__(self, update: Update) -> bool:
        return update.id in self._updates

    def put(
        self, kind: str, payload: Any, *, lane: str, expires: float, now: float
    ) -> Update | None:
        """Add an update. None when the queue is full: Telegram drops the newer ones."""
        if self._last_put is not None and now - self._last_put > QUIET_WEEK:
            self._next_id = self._chance.randrange(FIRST_ID, 2 * FIRST_ID)
        self._last_put = now
        body = _encode({"update_id": self._next_id, kind: payload})
        if len(self._updates) >= MAX_UPDATES or self._bytes + len(body) > MAX_BYTES:
            return None
        self._serial += 1
        update = Update(self._next_id, kind, lane, self._serial, expires, body)
        self._next_id += 1
        self._updates[update.id] = update
        self._bytes += len(body)
        self._next_death = min(self._next_death, expires)
        self.arrived.set()
        return update

    def since(self, serial: int) -> list[Update]:
        """Return what arrived after the update of this serial, in order; costs nothing for the others."""
        fresh = takewhile(lambda one: one.serial > serial, reversed(self._updates.values()))
        return list(fresh)[::-1]

    def confirm(self, offset: int) -> list[Update]:
        """Forget what is below a positive offset, all but the newest -offset for a negative one.

        A wild offset (too far ahead of the tail or behind the head) is ignored. Returns what was
        forgotten.
        """
        if offset < 0:
            return self._forget(max(0, len(self._updates) + offset))
        if offset == 0 or not self._plausible(offset):
            return []
        below = takewhile(lambda one: one < offset, self._updates)
        return self._forget(sum(1 for _ in below))

    def _plausible(self, offset: int) -> bool:
        head = next(iter(self._updates), self._next_id)
        return head - MAX_UPDATES <= offset <= self._next_id + FUTURE_SLACK

    def start(self, offset: int) -> int:
        """Return the first id that an answer to this offset may contain."""
        return offset if offset > 0 and self._plausible(offset) else 0

    def _forget(self, count: int) -> list[Update]:
        gone = [self._updates.popitem(last=False)[1] for _ in range(count)]
        self._bytes -= sum(len(update.body) for update in gone)
        return gone

    def take(self, limit: int, now: float, start: int = 0) -> list[Update]:
        """Return up to `limit` living updates from an id on, at most 4 MiB of them; none is removed."""
        self.bury(now)
        taken: list[Update] = []
        size = 0
        for update in self._updates.values():
            if update.id < start:
                continue
            size += len(update.body)
            if len(taken) == limit or (taken and size > ANSWER_BYTES):
                break
            taken.append(update)
        if not taken:
            self.arrived.clear()
        return taken

    def bury(self, now: float) -> None:
        """Remove what outlived its time, wherever it stands."""
        if self._next_death > now:
            return
        for update in self:
            if update.expires <= now:
                self.remove(update)
        self._next_death = min((update.expires for update in self), default=inf)

    def remove(self, update: Update) -> None:
        """Remove one update: a webhook accepted it, or it died."""
        if self._updates.pop(update.id, None) is not None:
            self._bytes -= len(update.body)

    def clear(self) -> list[Update]:
        """Forget everything; returns what was there."""
        return self._forget(len(self._updates))

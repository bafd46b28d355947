"""The judge's book: all that was delivered, confirmed and really posted, in the order of happening."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.sandbox.clock import Clock

EntryKind = Literal[
    "queued", "delivered", "confirmed", "dropped", "called", "posted", "edited", "deleted"
]
# A long night of --live must not eat the machine; a test never comes near.
KEPT = 1_000_000


@dataclass(frozen=True)
class Entry:
    """One line: when (seconds of the world), which bot, what, and the details of that kind.

    queued, delivered, confirmed, dropped: `update_id`, `kind`. called: `method`, `status`, `parameters`.
    posted, edited: `chat_id`, `message_id`, `text`, `method`. deleted: `chat_id`, `message_id`.
    """

    number: int
    at: float
    bot_id: int
    what: EntryKind
    details: dict[str, Any]


class Ledger:
    """Entries in the order of their numbers, from 1 on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._written = 0

    def write(self, bot_id: int, what: EntryKind, **details: Any) -> None:
        """Add a line."""
        self._written += 1
        self._entries.append(Entry(self._written, self._clock.now(), bot_id, what, details))

    def entries(self, *what: EntryKind, after: int = 0) -> list[Entry]:
        """Return the lines of these kinds (all when none is named) with a number above `after`."""
        return [
            entry
            for entry in self._entries
            if entry.number > after and (not what or entry.what in what)
        ]

    def as_json(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the lines as plain objects."""
        return [asdict(entry) for entry in self.entries(after=after)]

    def update_ids(self, what: EntryKind) -> list[int]:
        """Return the ids of the updates that were queued, delivered, confirmed or dropped, in order."""
        return [entry.details["update_id"] for entry in self.entries(what)]

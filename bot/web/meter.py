"""What came in since the start, counted at the door of the intake."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Instant
from bot.inbox import Accept, Raw


@dataclass
class Meter:
    """The counts of one process.

    beat: when the intake last kept a batch, be it an empty one; before that, when it started.
    last_update: when the last update was kept; None before the first.
    unreadable: what was brought and dropped, since it was no update at all.
    """

    beat: Instant
    taken: int = 0
    unreadable: int = 0
    last_update: Instant | None = None

    def around(self, accept: Accept) -> Accept:
        """Return `accept` with this meter on it, which counts only what is committed."""

        async def counted(raws: Sequence[Raw], now: Instant) -> None:
            await accept(raws, now)
            self.beat = now
            if raws:
                self.taken += len(raws)
                self.last_update = now

        return counted

"""How much of a period the record covers, and the grade that goes beside its figures."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity import recount
from bot.activity.chats import Chat
from bot.clock import DAY, HOUR, MINUTE, Day, Instant, start_of_day
from bot.storage import Tx
from bot.storage.schema import recordings

BEAT = MINUTE
GRADES = (("A", 0.99), ("B", 0.95), ("C", 0.80))

# Made once: every batch asks it.
LATEST = sa.select(recordings).order_by(recordings.c.started.desc()).limit(1)


@dataclass(frozen=True)
class Coverage:
    """What stands behind figures: hours recorded out of hours, and whether their recount agreed.

    `absent` of the missing hours were before Renao came to the group.
    """

    recorded: float
    hours: float
    absent: float
    recount_error: float

    @property
    def share(self) -> float:
        """Return hours recorded ÷ hours; all of a period that has no hours yet."""
        return min(self.recorded / self.hours, 1.0) if self.hours > 0 else 1.0

    @property
    def missing(self) -> float:
        """Return the hours in which Renao was in the group, but down."""
        return max(self.hours - self.recorded - self.absent, 0.0)

    @property
    def grade(self) -> str:
        """Return A to D as in the definitions; D whenever the recount disagreed."""
        if self.recount_error > 0:
            return "D"
        return next((grade for grade, least in GRADES if self.share >= least), "D")


async def beat(tx: Tx, now: Instant, heard_from: Instant | None = None) -> None:
    """Say that the intake is up at `now`; written at most once a minute.

    What Telegram still held when we came back is no gap: it hands over all updates of the last day, and
    `heard_from` is when the first of those that came now happened.
    """
    row = (await tx.execute(LATEST)).first()
    held_from = min(heard_from or now, now - DAY)
    if row is None or row.until < held_from:
        await tx.execute(sa.insert(recordings).values(started=held_from, until=now))
    elif now - row.until >= BEAT:
        stretch = recordings.c.started == row.started
        await tx.execute(sa.update(recordings).where(stretch).values(until=now))


async def coverage(tx: Tx, chat: Chat, first_day: Day, last_day: Day, now: Instant) -> Coverage:
    """Return what stands behind the figures of some days of a chat, as far as they are past."""
    since = start_of_day(first_day, chat.zone)
    until = max(since, min(start_of_day(last_day + 1, chat.zone), now))
    arrived = min(max(since, chat.joined_at or since), until)
    overlaps = sa.and_(recordings.c.until > arrived, recordings.c.started < until)
    found = await tx.execute(sa.select(recordings).where(overlaps))
    recorded = overlap(((row.started, row.until) for row in found), arrived, until)
    error = await recount.error_of(tx, chat.chat_id, first_day, last_day)
    return Coverage(recorded / HOUR, (until - since) / HOUR, (arrived - since) / HOUR, error)


def overlap(stretches: Iterable[tuple[Instant, Instant]], since: Instant, until: Instant) -> float:
    """Return how many seconds between `since` and `until` lie in stretches, which do not overlap. Pure."""
    clipped = ((max(start, since), min(end, until)) for start, end in stretches)
    return sum(max(end - start, 0.0) for start, end in clipped)

"""How much one person, and one group, may ask at once: who floods is not answered, and delays nobody else.

What was asked stays on record whatever becomes of it; only the answer is left out. The state is in memory: a
restart fills every bucket, which gives a flooder one more burst, and saves a write for every question.
No database, no clock of its own.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from bot.clock import MINUTE, Instant


@dataclass(frozen=True)
class Share:
    """So much at once, and then so much a minute."""

    burst: int
    a_minute: float


# Questions, commands and presses of one person, wherever she is; operators have a share beyond that.
MEMBER = Share(10, 6)
OPERATOR = Share(60, 30)
# Answers to members in one group: Telegram lets us post 20 a minute there, and prompts want their part.
GROUP = Share(15, 12)
# Answers to members everywhere: Telegram lets us post 30 a second, and prompts and digests want their part.
# So nobody waits for an answer much longer than ten seconds; beyond that she gets none.
EVERYBODY = Share(300, 25 * 60)
# Buckets that are full again are let go of when there are more than so many.
MOST_BUCKETS = 10_000


@dataclass
class Bucket:
    """What is left of a share at the instant `at`; `last` is what was paid for last."""

    left: float
    at: Instant
    last: int | None = None
    paid: bool = True


class Budget:
    """What everybody has left."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[Hashable, Share], Bucket] = {}

    def pay(self, who: Hashable, share: Share, update_id: int, now: Instant) -> bool:
        """Take one off the share of `who`, for an update; False if nothing is left.

        An update that comes to its turn again, because the first try failed, is not paid for twice.
        """
        bucket = self._bucket(who, share, now)
        if bucket.last != update_id:
            bucket.last, bucket.paid = update_id, bucket.left >= 1
            bucket.left -= bucket.paid
        return bucket.paid

    def has_left(self, who: Hashable, share: Share, now: Instant) -> bool:
        """Say whether anything is left of the share of `who`."""
        return self._bucket(who, share, now).left >= 1

    def charge(self, who: Hashable, share: Share, amount: int, now: Instant) -> None:
        """Take so much off the share of `who`, who may owe the rest."""
        self._bucket(who, share, now).left -= amount

    def _bucket(self, who: Hashable, share: Share, now: Instant) -> Bucket:
        """Return a bucket as it is at `now`; one that nobody knows is full."""
        if len(self._buckets) > MOST_BUCKETS:
            self._let_go(now)
        bucket = self._buckets.setdefault((who, share), Bucket(share.burst, now))
        _fill(bucket, share, now)
        return bucket

    def _let_go(self, now: Instant) -> None:
        for (who, share), bucket in list(self._buckets.items()):
            _fill(bucket, share, now)
            if bucket.left >= share.burst:
                del self._buckets[who, share]


def _fill(bucket: Bucket, share: Share, now: Instant) -> None:
    """Add what has come since; a clock that was set back adds nothing.

    Chats are heard in turns, and so not quite in the order in which things were said: a step back that is
    short is no step at all, or the time after it would count twice.
    """
    passed = now - bucket.at
    if -MINUTE < passed < 0:
        return
    bucket.left = min(bucket.left + max(passed, 0) * share.a_minute / MINUTE, share.burst)
    bucket.at = now

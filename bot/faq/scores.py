"""How near what people say comes to the entries: counts of scores by day, no texts.

Counted in memory, and written down by a job: a crash loses the last minute's counts, which changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.activity import chats
from bot.activity.chats import Chat
from bot.clock import DAY, Instant, day_of
from bot.storage import Database, Tx
from bot.storage.schema import faq_scores
from bot.storage.upsert import insert

# The place of messages that no entry came near, most of which were not even looked at.
UNLIKE = -1000
LOWEST, HIGHEST = -200, 300
HALF_LIFE = 7
"""A day counts half as much as one that is so many days younger."""
KEPT_DAYS = 28
c = faq_scores.c


@dataclass(frozen=True)
class Sample:
    """What a group's messages scored, by hundredths; days that are long ago count less.

    unlike: those that no entry came near; seen: how many there were, each counted once.
    """

    scored: Mapping[int, float] = field(default_factory=dict)
    unlike: float = 0.0
    seen: int = 0

    @property
    def weight(self) -> float:
        """Return what all messages count together."""
        return self.unlike + sum(self.scored.values())


class Tally:
    """Scores that are not written down yet, by chat."""

    def __init__(self) -> None:
        self._counts: dict[int, Counter[int]] = defaultdict(Counter)

    def note(self, chat_id: int, score: float | None) -> None:
        """Count a message; None for one that no entry came near."""
        place = UNLIKE if score is None else min(max(round(100 * score), LOWEST), HIGHEST)
        self._counts[chat_id][place] += 1

    async def write_down(self, database: Database, now: Instant) -> set[int]:
        """Add what was counted to the days of its chats; return which these are."""
        counts, self._counts = self._counts, defaultdict(Counter)
        if not counts:
            return set()
        async with database.write() as tx:
            known = await chats.many(tx, counts)
            rows = [
                {"chat_id": chat_id, "day": day_of(now, known[chat_id].zone), "hundredth": place}
                | {"count": count}
                for chat_id, places in counts.items()
                if chat_id in known
                for place, count in places.items()
            ]
            more = insert(tx, faq_scores)
            added = {"count": faq_scores.c["count"] + more.excluded["count"]}
            keys = faq_scores.primary_key.columns
            if rows:
                await tx.execute(more.on_conflict_do_update(index_elements=keys, set_=added), rows)
        return set(counts)


async def sample(tx: Tx, chat: Chat, now: Instant) -> Sample:
    """Return what a group's messages scored of late."""
    chat_id, today = chat.chat_id, day_of(now, chat.zone)
    recent = sa.and_(c.chat_id == chat_id, c.day > today - KEPT_DAYS)
    scored: dict[int, float] = defaultdict(float)
    seen = 0
    for row in await tx.execute(
        sa.select(c.day, c.hundredth, c["count"].label("many")).where(recent)
    ):
        scored[row.hundredth] += row.many * 0.5 ** (max(today - row.day, 0) / HALF_LIFE)
        seen += row.many
    unlike = scored.pop(UNLIKE, 0.0)
    return Sample(dict(scored), unlike, seen)


async def prune(tx: Tx, now: Instant) -> None:
    """Forget days that count no more."""
    await tx.execute(sa.delete(faq_scores).where(c.day < now // DAY - KEPT_DAYS))

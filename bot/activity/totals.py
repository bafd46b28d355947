"""What happened in a group in some days, added up, and what share of it was what."""

from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.days import COUNTS
from bot.activity.period import Period
from bot.activity.presence import within
from bot.clock import Day
from bot.storage import Tx
from bot.storage.schema import chat_days


class Totals(NamedTuple):
    """What happened in some days; `messages` has the replies, the media and the questions in it."""

    messages: int = 0
    replies: int = 0
    media: int = 0
    reactions: int = 0
    others: int = 0
    questions: int = 0
    joined: int = 0
    left: int = 0
    imported: int = 0

    @property
    def acts(self) -> int:
        """Return how many acts these are."""
        return self.messages + self.reactions + self.others

    @property
    def net_growth(self) -> int:
        """Return joined - left."""
        return self.joined - self.left


class Shares(NamedTuple):
    """Media, replies and reactions ÷ messages; reactions may be more than messages."""

    media: float
    replies: float
    reactions: float


def shares(totals: Totals) -> Shares | None:
    """Return what share of the messages was what; None where there were none. Pure."""
    if not totals.messages:
        return None
    counts = totals.media, totals.replies, totals.reactions
    return Shares(*(count / totals.messages for count in counts))


async def totals(tx: Tx, chat_id: int, period: Period, topic: int | None = None) -> Totals:
    """Add up what happened in a group, or in one topic of it, in `period`.

    Reactions, votes, joins and leaves have no topic: they are in topic 0.
    """
    sums = [sa.func.coalesce(sa.func.sum(chat_days.c[name]), 0) for name in COUNTS]
    query = sa.select(*sums).where(within(chat_days, chat_id, period, topic))
    return Totals(*map(int, (await tx.execute(query)).one()))


async def totals_by_day(
    tx: Tx, chat_id: int, period: Period, topic: int | None = None
) -> dict[Day, Totals]:
    """Return what happened in a group on each day of `period` on which anything did."""
    sums = [sa.func.sum(chat_days.c[name]) for name in COUNTS]
    mine = within(chat_days, chat_id, period, topic)
    rows = sa.select(chat_days.c.day, *sums).where(mine).group_by(chat_days.c.day)
    return {row[0]: Totals(*map(int, row[1:])) for row in await tx.execute(rows)}

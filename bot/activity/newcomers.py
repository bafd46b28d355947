"""Members who wrote for the first time, and who responded to what was asked and first said."""

from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import Period, bounds, calendar
from bot.activity.pseudonyms import FIRST
from bot.clock import Day
from bot.storage import Tx
from bot.storage.schema import awaited

c = awaited.c


async def first_words_by_day(tx: Tx, chat: Chat, period: Period) -> dict[Day, int]:
    """Return how many members wrote their first message ever on each day on which anybody did."""
    since, until = bounds(period, chat.zone)
    here = sa.and_(c.chat_id == chat.chat_id, c.at >= since, c.at < until, c.is_first)
    day_at = calendar(period, chat.zone)
    return dict(Counter(day_at(at) for at in await tx.scalars(sa.select(c.at).where(here))))


async def responders(
    tx: Tx, chat: Chat, period: Period, limit: int, without: Collection[int] = ()
) -> list[tuple[int, int]]:
    """Return who gave the most first responses to what was said in `period`, and how many each.

    Whoever is in `without`, or was forgotten, is passed over.
    """
    since, until = bounds(period, chat.zone)
    count = sa.func.count()
    query = (
        sa.select(c.response_by, count)
        .where(
            c.chat_id == chat.chat_id,
            c.at >= since,
            c.at < until,
            c.response_by < FIRST,
            c.response_by.not_in(without),
        )
        .group_by(c.response_by)
        .order_by(count.desc(), c.response_by)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]

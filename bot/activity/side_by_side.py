"""Several groups side by side: the last days of each, by its own clock, in a few queries for all of them."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import Period
from bot.clock import Instant, day_of
from bot.storage import Tx
from bot.storage.schema import chat_days, member_days


def last_days(chat: Chat, now: Instant, days: int) -> Period:
    """Return the last so many days of a group, with today. Pure."""
    today = day_of(now, chat.zone)
    return Period(today - days + 1, today)


async def messages_in(tx: Tx, chats: Iterable[Chat], now: Instant, days: int) -> dict[int, int]:
    """Return how many messages there were in each group in its last days."""
    counted = sa.func.sum(chat_days.c.messages)
    return await _of_each(tx, chat_days, counted, chats, now, days)


async def active_in(tx: Tx, chats: Iterable[Chat], now: Instant, days: int) -> dict[int, int]:
    """Return how many members of each group were active in its last days."""
    counted = sa.func.count(member_days.c.user_id.distinct())
    return await _of_each(tx, member_days, counted, chats, now, days)


async def _of_each(
    tx: Tx,
    table: sa.Table,
    counted: sa.ColumnElement[int],
    chats: Iterable[Chat],
    now: Instant,
    days: int,
) -> dict[int, int]:
    groups = list(chats)
    # It is the same day in most of them.
    by_period: dict[Period, list[int]] = defaultdict(list)
    for chat in groups:
        by_period[last_days(chat, now, days)].append(chat.chat_id)
    found = dict.fromkeys((chat.chat_id for chat in groups), 0)
    for period, ids in by_period.items():
        theirs = sa.and_(table.c.chat_id.in_(ids), table.c.day.between(*period))
        query = sa.select(table.c.chat_id, counted).where(theirs).group_by(table.c.chat_id)
        found |= {chat_id: int(count) for chat_id, count in await tx.execute(query)}
    return found

"""Who was active on which day, out of the daily rows of members."""

from collections.abc import Mapping, Set
from typing import TypeAlias

import sqlalchemy as sa

from bot.activity.period import Period
from bot.clock import Day
from bot.storage import Tx
from bot.storage.schema import member_days

Presence: TypeAlias = Mapping[Day, Set[int]]
"""Who was active on which day; days without anybody may be absent."""


async def presence_in(
    tx: Tx, chat_id: int, period: Period, topic: int | None = None
) -> dict[Day, set[int]]:
    """Return who was active on each day of `period` on which anybody was, in a topic or in all."""
    # One row a day instead of one a member and day: a year of a large group in a tenth of a second.
    people = sa.func.aggregate_strings(sa.cast(member_days.c.user_id, sa.Text), ",")
    query = (
        sa.select(member_days.c.day, people)
        .where(within(member_days, chat_id, period, topic))
        .group_by(member_days.c.day)
    )
    return {day: set(map(int, ids.split(","))) for day, ids in await tx.execute(query)}


def on_each_day(
    table: sa.Table, chat_id: int, user_id: int, period: Period
) -> sa.ColumnElement[bool]:
    """Return the condition that a daily row of `table` is a member's, on a day of `period`.

    Each day stands by itself, so that the key finds the member on it; between the first and the last it would
    find everybody.
    """
    on_day = table.c.day.in_(period.days)
    return sa.and_(table.c.chat_id == chat_id, on_day, table.c.user_id == user_id)


def within(
    table: sa.Table, chat_id: int, period: Period, topic: int | None = None
) -> sa.ColumnElement[bool]:
    """Return the condition that a daily row of `table` is of a chat's `period` and, if given, `topic`."""
    chosen = sa.and_(table.c.chat_id == chat_id, table.c.day.between(*period))
    return chosen if topic is None else sa.and_(chosen, table.c.topic_id == topic)

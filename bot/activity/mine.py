"""One member's own days: what she did on each, and what others gave her."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.period import Period
from bot.activity.presence import on_each_day
from bot.clock import Day
from bot.storage import Tx
from bot.storage.schema import member_days, received_days


class Received(NamedTuple):
    """What other people gave to a member's messages."""

    reactions: int
    replies: int


async def acts_by_day(tx: Tx, chat_id: int, user_id: int, period: Period) -> dict[Day, int]:
    """Return how many acts a member did on each day of `period` on which she did any."""
    c = member_days.c
    acts = sa.func.sum(c.messages + c.reactions + c.others)
    query = sa.select(c.day, acts).where(on_each_day(member_days, chat_id, user_id, period))
    query = query.group_by(c.day)
    return {day: int(count) for day, count in await tx.execute(query)}


async def received_in(tx: Tx, chat_id: int, user_id: int, period: Period) -> Received:
    """Return what others gave to a member's messages in `period`."""
    c = received_days.c
    sums = [sa.func.coalesce(sa.func.sum(column), 0) for column in (c.reactions, c.replies)]
    hers = on_each_day(received_days, chat_id, user_id, period)
    row = (await tx.execute(sa.select(*sums).where(hers))).one()
    return Received(int(row[0]), int(row[1]))


def streak(acts: Mapping[Day, int], today: Day) -> int:
    """Return on how many days in a row a member was active, up to today or yesterday. Pure."""
    day = today if acts.get(today) else today - 1
    length = 0
    while acts.get(day - length):
        length += 1
    return length

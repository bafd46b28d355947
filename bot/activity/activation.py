"""Activation: what share of those who join say something soon."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import WEEK, Period, bounds
from bot.activity.rates import Rate, rate
from bot.clock import DAY, Instant
from bot.storage import Tx
from bot.storage.schema import members


@dataclass(frozen=True)
class Activation:
    """What share of `joiners` wrote within 24 hours and within 7 days of joining.

    In each rate are those only for whom that time is over; it is None where there is nobody such.
    """

    joiners: int
    day: Rate | None
    week: Rate | None


async def activation(tx: Tx, chat: Chat, period: Period, now: Instant) -> Activation:
    """Return the activation of a group's joiners in `period`.

    A joiner is a person whose first join is in `period`, and who has not written before it. To come again is
    no second chance, and to leave is no excuse.
    """
    since, until = bounds(period, chat.zone)
    c = members.c
    joiner = sa.and_(
        c.chat_id == chat.chat_id,
        c.first_joined_at >= since,
        c.first_joined_at < until,
        sa.or_(c.first_message_at.is_(None), c.first_message_at >= c.first_joined_at),
    )
    counts: list[sa.ColumnElement[int]] = [sa.func.count()]
    for window in (DAY, WEEK * DAY):
        mature = c.first_joined_at <= now - window
        soon = sa.and_(mature, c.first_message_at - c.first_joined_at <= window)
        counts += [sa.func.count().filter(soon), sa.func.count().filter(mature)]
    row = (await tx.execute(sa.select(*counts).where(joiner))).one()
    return Activation(row[0], rate(*row[1:3]), rate(*row[3:5]))

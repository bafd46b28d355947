"""Activation: what share of those who join say something soon."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import WEEK, Period, bounds
from bot.activity.rates import Rate, rate
from bot.clock import DAY, Instant
from bot.storage import Tx
from bot.storage.schema import members, moves


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
    joiners = _joiners(chat, period).subquery()
    after = joiners.c.first_message_at - joiners.c.at
    counts: list[sa.ColumnElement[int]] = [sa.func.count()]
    for window in (int(DAY), WEEK * int(DAY)):
        mature = joiners.c.at <= int(now - window)
        soon = sa.and_(mature, after <= window)
        counts += [sa.func.count().filter(soon), sa.func.count().filter(mature)]
    row = (await tx.execute(sa.select(*counts).select_from(joiners))).one()
    return Activation(row[0], rate(*row[1:3]), rate(*row[3:5]))


def _joiners(chat: Chat, period: Period) -> sa.Select[tuple[float, float | None]]:
    since, until = bounds(period, chat.zone)
    first = (
        sa.select(moves.c.user_id, sa.func.min(moves.c.at).label("at"))
        .where(moves.c.chat_id == chat.chat_id, moves.c.joined)
        .group_by(moves.c.user_id)
        .subquery()
    )
    known = sa.and_(members.c.chat_id == chat.chat_id, members.c.user_id == first.c.user_id)
    new = sa.or_(members.c.first_message_at.is_(None), members.c.first_message_at >= first.c.at)
    return (
        sa.select(first.c.at, members.c.first_message_at)
        .outerjoin_from(first, members, known)
        .where(first.c.at >= since, first.c.at < until, new)
    )

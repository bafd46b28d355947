"""Figures of a period, out of daily rows, to the letter of metrics.md; the parts have files of their own."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity import members
from bot.activity.actives import (
    Actives,
    active_within,
    actives_by_day,
    member_count_at,
    participation_rate,
    stickiness,
)
from bot.activity.chats import Chat
from bot.activity.period import MONTH, WEEK, Period
from bot.activity.presence import Presence, presence_in, within
from bot.activity.provenance import Provenance, provenance
from bot.activity.pseudonyms import FIRST as FIRST_PSEUDONYM
from bot.activity.totals import Shares, Totals, shares, totals, totals_by_day
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import member_days

__all__ = [
    "MONTH",
    "WEEK",
    "Actives",
    "Figures",
    "Period",
    "Presence",
    "Shares",
    "Top",
    "Totals",
    "active_within",
    "actives_by_day",
    "figures",
    "member_count_at",
    "participation_rate",
    "presence_in",
    "shares",
    "stickiness",
    "top_members",
    "totals",
    "totals_by_day",
]


@dataclass(frozen=True)
class Top:
    """A member and how much the member did."""

    user_id: int
    name: str
    acts: int
    messages: int


@dataclass(frozen=True)
class Figures:
    """The figures of one group and period, with what stands behind them.

    `active` are the distinct members active in it; `ending` counts people at its last day; `stickiness` is a
    ratio; `participation` is one too, None where the number of members is not known.
    """

    period: Period
    totals: Totals
    active: int
    ending: Actives
    stickiness: float
    participation: float | None
    member_count: int | None
    provenance: Provenance

    @property
    def shares(self) -> Shares | None:
        """Return the shares of media, replies and reactions; None where there were no messages."""
        return shares(self.totals)


async def figures(
    tx: Tx, chat: Chat, period: Period, now: Instant, topic: int | None = None
) -> Figures:
    """Return all figures of a group, or of one topic of it, in a period."""
    seen = Period(period.first - MONTH + 1, period.last)
    presence = await presence_in(tx, chat.chat_id, seen, topic)
    actives = actives_by_day(presence, period)
    active = len(active_within(presence, period))
    member_count = await member_count_at(tx, chat, period.last)
    return Figures(
        period=period,
        totals=await totals(tx, chat.chat_id, period, topic),
        active=active,
        ending=actives[period.last],
        stickiness=stickiness(list(actives.values())),
        participation=participation_rate(active, member_count),
        member_count=member_count,
        provenance=await provenance(tx, chat, period.first, period.last, now),
    )


async def top_members(
    tx: Tx,
    chat_id: int,
    period: Period,
    limit: int,
    topic: int | None = None,
    without: Collection[int] = (),
) -> list[Top]:
    """Return the members with the most acts in `period`, the most active first.

    Whoever is in `without`, or was forgotten, is passed over.
    """
    acts = sa.func.sum(member_days.c.messages + member_days.c.reactions + member_days.c.others)
    query = (
        sa.select(member_days.c.user_id, acts, sa.func.sum(member_days.c.messages))
        .where(
            within(member_days, chat_id, period, topic),
            member_days.c.user_id < FIRST_PSEUDONYM,
            member_days.c.user_id.not_in(without),
        )
        .group_by(member_days.c.user_id)
        .order_by(acts.desc(), member_days.c.user_id)
        .limit(limit)
    )
    rows = (await tx.execute(query)).all()
    known = await members.many(tx, chat_id, [row[0] for row in rows])
    return [Top(row[0], known[row[0]].name, int(row[1]), int(row[2])) for row in rows]

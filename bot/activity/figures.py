"""Figures of a period, out of daily rows, to the letter of metrics.md. First pure, then the queries."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple, TypeAlias

import sqlalchemy as sa

from bot.activity import members
from bot.activity.chats import Chat
from bot.activity.coverage import Coverage, coverage
from bot.activity.days import COUNTS
from bot.clock import Day, Instant
from bot.storage import Tx
from bot.storage.schema import chat_days, member_days

WEEK = 7
MONTH = 30

Presence: TypeAlias = Mapping[Day, Set[int]]
"""Who was active on which day."""


class Period(NamedTuple):
    """Whole days, the first and the last of them included."""

    first: Day
    last: Day

    @property
    def days(self) -> range:
        """Return each day of it."""
        return range(self.first, self.last + 1)


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


class Actives(NamedTuple):
    """Distinct members active in the last 1, 7 and 30 days ending with a day."""

    dau: int
    wau: int
    mau: int


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
    coverage: Coverage


def actives_by_day(presence: Presence, period: Period) -> dict[Day, Actives]:
    """Count the active members for each day of `period`, from the 29 days before it on. Pure.

    People move to the day on which they were last active, so that each row is looked at once.
    """
    latest: dict[int, Day] = {}
    people_last_on: Counter[Day] = Counter()
    actives = {}
    for day in range(min(period.first, *presence, period.last), period.last + 1):
        for person in presence.get(day, ()):
            if person in latest:
                people_last_on[latest[person]] -= 1
            latest[person] = day
            people_last_on[day] += 1
        if day >= period.first:
            windows = (range(day - length + 1, day + 1) for length in (1, WEEK, MONTH))
            actives[day] = Actives(*(sum(people_last_on[d] for d in window) for window in windows))
    return actives


def active_within(presence: Presence, period: Period) -> set[int]:
    """Return the distinct members active in `period`. Pure."""
    return set().union(*(presence.get(day, ()) for day in period.days))


def stickiness(actives: Sequence[Actives]) -> float:
    """Return DAU ÷ MAU averaged over days; 0 on days where MAU is 0. Pure."""
    return fmean(day.dau / day.mau if day.mau else 0.0 for day in actives)


def participation_rate(active: int, member_count: int | None) -> float | None:
    """Return members active ÷ members; None where there are none to divide by. Pure."""
    return active / member_count if member_count else None


async def figures(tx: Tx, chat: Chat, period: Period, now: Instant) -> Figures:
    """Return all figures of a group in a period."""
    presence = await presence_in(tx, chat.chat_id, Period(period.first - MONTH + 1, period.last))
    actives = actives_by_day(presence, period)
    active = len(active_within(presence, period))
    member_count = await member_count_at(tx, chat, period.last)
    return Figures(
        period=period,
        totals=await totals(tx, chat.chat_id, period),
        active=active,
        ending=actives[period.last],
        stickiness=stickiness(list(actives.values())),
        participation=participation_rate(active, member_count),
        member_count=member_count,
        coverage=await coverage(tx, chat, period.first, period.last, now),
    )


async def presence_in(tx: Tx, chat_id: int, period: Period) -> dict[Day, set[int]]:
    """Return who was active on each day of `period`."""
    rows = sa.select(member_days.c.day, member_days.c.user_id).where(
        member_days.c.chat_id == chat_id, member_days.c.day.between(*period)
    )
    presence: dict[Day, set[int]] = {}
    for day, user_id in await tx.execute(rows):
        presence.setdefault(day, set()).add(user_id)
    return presence


async def totals(tx: Tx, chat_id: int, period: Period) -> Totals:
    """Add up what happened in a group in `period`."""
    sums = [sa.func.coalesce(sa.func.sum(chat_days.c[name]), 0) for name in COUNTS]
    within = sa.and_(chat_days.c.chat_id == chat_id, chat_days.c.day.between(*period))
    return Totals(*map(int, (await tx.execute(sa.select(*sums).where(within))).one()))


async def totals_by_day(tx: Tx, chat_id: int, period: Period) -> dict[Day, Totals]:
    """Return what happened in a group on each day of `period` on which anything did."""
    sums = [sa.func.sum(chat_days.c[name]) for name in COUNTS]
    within = sa.and_(chat_days.c.chat_id == chat_id, chat_days.c.day.between(*period))
    rows = sa.select(chat_days.c.day, *sums).where(within).group_by(chat_days.c.day)
    return {row[0]: Totals(*map(int, row[1:])) for row in await tx.execute(rows)}


async def member_count_at(tx: Tx, chat: Chat, day: Day) -> int | None:
    """Return the members at the end of `day`: today's, less the net growth since; None if not known."""
    if chat.member_count is None:
        return None
    later = sa.and_(chat_days.c.chat_id == chat.chat_id, chat_days.c.day > day)
    growth = sa.select(sa.func.sum(chat_days.c.joined - chat_days.c.left)).where(later)
    return max(chat.member_count - int(await tx.scalar(growth) or 0), 0)


async def top_members(tx: Tx, chat_id: int, period: Period, limit: int) -> list[Top]:
    """Return the members with the most acts in `period`, the most active first."""
    acts = sa.func.sum(member_days.c.messages + member_days.c.reactions + member_days.c.others)
    query = (
        sa.select(member_days.c.user_id, acts, sa.func.sum(member_days.c.messages))
        .where(member_days.c.chat_id == chat_id, member_days.c.day.between(*period))
        .group_by(member_days.c.user_id)
        .order_by(acts.desc(), member_days.c.user_id)
        .limit(limit)
    )
    rows = (await tx.execute(query)).all()
    known = await members.many(tx, chat_id, [row[0] for row in rows])
    return [Top(row[0], known[row[0]].name, int(row[1]), int(row[2])) for row in rows]

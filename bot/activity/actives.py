"""How many distinct members are active, how often, and what share of the group that is."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import MONTH, WEEK, Period
from bot.activity.presence import Presence, on_each_day, presence_in
from bot.clock import Day
from bot.storage import Tx
from bot.storage.schema import chat_days, member_days

FOUR_WEEKS = 4 * WEEK


class Actives(NamedTuple):
    """Distinct members active in the last 1, 7 and 30 days ending with a day."""

    dau: int
    wau: int
    mau: int


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


def days_active(presence: Presence, period: Period) -> Counter[int]:
    """Return on how many days of `period` each member was active who was at all. Pure."""
    days: Counter[int] = Counter()
    for day in period.days:
        days.update(presence.get(day, ()))
    return days


async def l28(tx: Tx, chat_id: int, day: Day, topic: int | None = None) -> dict[int, int]:
    """Return how many members were active on exactly 1, 2 … 28 of the 28 days ending with `day`.

    All 28 numbers are there, also those that are 0.
    """
    period = _four_weeks(day)
    each = days_active(await presence_in(tx, chat_id, period, topic), period)
    members_by_days = Counter(each.values())
    return {days: members_by_days[days] for days in range(1, FOUR_WEEKS + 1)}


async def l28_of(tx: Tx, chat_id: int, user_id: int, day: Day, topic: int | None = None) -> int:
    """Return on how many of the 28 days ending with `day` a member was active."""
    mine = on_each_day(member_days, chat_id, user_id, _four_weeks(day))
    query = sa.select(sa.func.count(member_days.c.day.distinct())).where(mine)
    if topic is not None:
        query = query.where(member_days.c.topic_id == topic)
    return (await tx.execute(query)).scalar_one()


def _four_weeks(day: Day) -> Period:
    return Period(day - FOUR_WEEKS + 1, day)


async def member_count_at(tx: Tx, chat: Chat, day: Day) -> int | None:
    """Return the members at the end of `day`: today's, less the net growth since; None if not known."""
    if chat.member_count is None:
        return None
    later = sa.and_(chat_days.c.chat_id == chat.chat_id, chat_days.c.day > day)
    growth = sa.select(sa.func.sum(chat_days.c.joined - chat_days.c.left)).where(later)
    return max(chat.member_count - int(await tx.scalar(growth) or 0), 0)

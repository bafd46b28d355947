"""Retention: of the people who came together, how many are still active n days later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import Period, bounds, calendar
from bot.activity.presence import Presence, presence_in
from bot.activity.rates import Rate
from bot.clock import Day, Instant, day_of
from bot.clock.days import monday_of
from bot.storage import Tx
from bot.storage.schema import members

DAYS = (1, 3, 7, 14, 30, 60, 90)


class By(StrEnum):
    """What a person's day 0 is: the two are never mixed."""

    JOIN = "join"
    FIRST_ACT = "first_act"


class Start(NamedTuple):
    """One person: day 0, and the last day with an act so far, None where there was none."""

    day: Day
    last: Day | None


class Point(NamedTuple):
    """How many were active exactly on day `n`, and on it or later; None where nobody's day n is past."""

    n: int
    exact: Rate | None
    unbounded: Rate | None


@dataclass(frozen=True)
class Cohort:
    """The people whose day 0 lies in the week that begins on `monday`, one point for each n."""

    monday: Day
    size: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Retention:
    """The people whose day 0 lies in `period`: all of them as one curve, and each week's apart."""

    by: By
    period: Period
    size: int
    curve: tuple[Point, ...]
    cohorts: tuple[Cohort, ...]


async def retention(
    tx: Tx, chat: Chat, by: By, period: Period, now: Instant, days: Sequence[int] = DAYS
) -> Retention:
    """Return the retention of those whose day 0 lies in `period`, for each n of `days` (0 and more)."""
    today = day_of(now, chat.zone)
    starts = await starts_in(tx, chat, by, period, today)
    presence = await presence_in(tx, chat.chat_id, Period(period.first, today - 1))
    return table(by, period, starts, presence, today, days)


def table(
    by: By,
    period: Period,
    starts: Mapping[int, Start],
    presence: Presence,
    today: Day,
    days: Sequence[int],
) -> Retention:
    """Add people up by the week of their day 0 and overall. Pure; `today` is not over yet."""
    cohorts: dict[Day, dict[int, Start]] = defaultdict(dict)
    for user_id, start in starts.items():
        cohorts[start.day][user_id] = start
    counted = {
        day: [_point(n, day, people, presence, today) for n in days]
        for day, people in cohorts.items()
    }
    weeks: dict[Day, list[Day]] = defaultdict(list)
    for day in sorted(cohorts):
        weeks[monday_of(day)].append(day)
    return Retention(
        by,
        period,
        len(starts),
        _summed(counted.values(), days),
        tuple(
            Cohort(
                monday,
                sum(len(cohorts[day]) for day in of_week),
                _summed([counted[day] for day in of_week], days),
            )
            for monday, of_week in weeks.items()
        ),
    )


def _point(n: int, day: Day, people: Mapping[int, Start], presence: Presence, today: Day) -> Point:
    if day + n >= today:
        return Point(n, None, None)
    exact = len(people.keys() & presence.get(day + n, frozenset()))
    unbounded = sum(start.last is not None and start.last >= day + n for start in people.values())
    return Point(n, Rate(exact, len(people)), Rate(unbounded, len(people)))


def _summed(rows: Iterable[Sequence[Point]], days: Sequence[int]) -> tuple[Point, ...]:
    nothing = [Point(n, None, None) for n in days]
    return tuple(
        reduce(
            lambda a, b: Point(a.n, _both(a.exact, b.exact), _both(a.unbounded, b.unbounded)),
            column,
        )
        for column in zip(nothing, *rows, strict=True)
    )


def _both(one: Rate | None, other: Rate | None) -> Rate | None:
    if one is None or other is None:
        return one or other
    return Rate(one.hits + other.hits, one.n + other.n)


async def starts_in(tx: Tx, chat: Chat, by: By, period: Period, today: Day) -> dict[int, Start]:
    """Return the people whose day 0 lies in `period`, with the day of their last act.

    Who joins again keeps the day of the first join; who acted before joining has that day 0 all the same.
    """
    at = members.c.first_joined_at if by is By.JOIN else members.c.first_act
    since, until = bounds(period, chat.zone)
    query = sa.select(members.c.user_id, at, members.c.last_act).where(
        members.c.chat_id == chat.chat_id, at >= since, at < until
    )
    day_at = calendar(Period(period.first, max(today, period.last)), chat.zone)
    return {
        user_id: Start(day_at(started), None if last_act is None else day_at(last_act))
        for user_id, started, last_act in await tx.execute(query)
    }

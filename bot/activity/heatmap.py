"""The heat map: how much happens in each hour of the week, by the hours that there really were."""

from collections.abc import Mapping
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import WEEK, Period
from bot.activity.presence import within
from bot.clock import DAY, HOUR, MINUTE, Instant, day_of, local, start_of_day
from bot.clock.days import as_date
from bot.storage import Tx
from bot.storage.schema import chat_hours

HOURS = 24
QUARTER = 15 * MINUTE
# Days since 1970-01-01, a Thursday.
EPOCH_WEEKDAY = 3

HeatMap: TypeAlias = tuple[tuple[float | None, ...], ...]
"""Seven rows from Monday on, of 24 hours each: a rate per real hour, None where there was no such hour."""


async def heat_map(
    tx: Tx, chat: Chat, period: Period, now: Instant, of: Literal["messages", "acts"] = "messages"
) -> HeatMap:
    """Return the messages or acts of a group per hour of the week, as far as the hours of `period` are over.

    In the first minutes of an hour a single message would be hundreds an hour.
    """
    today, hour = day_of(now, chat.zone), local(now, chat.zone).hour
    under_way = sa.and_(chat_hours.c.day == today, chat_hours.c.hour == hour)
    weekday = ((chat_hours.c.day + EPOCH_WEEKDAY) % WEEK).label("weekday")
    query = (
        sa.select(weekday, chat_hours.c.hour, sa.func.sum(chat_hours.c[of]))
        .where(within(chat_hours, chat.chat_id, period), ~under_way)
        .group_by("weekday", chat_hours.c.hour)
    )
    counts = {(row[0], row[1]): int(row[2]) for row in await tx.execute(query)}
    return rates_of(counts, real_hours(period, chat.zone, start_of_hour(now, chat.zone)))


def start_of_hour(now: Instant, zone: ZoneInfo) -> Instant:
    """Return since when clocks show the hour that they show; one that they show twice is one. Pure."""
    start = now - now % QUARTER
    while local(start - 1, zone).hour == local(now, zone).hour:
        start -= QUARTER
    return start


def rates_of(
    counts: Mapping[tuple[int, int], int], hours: Mapping[tuple[int, int], float]
) -> HeatMap:
    """Divide counts by hours, both by weekday (Monday is 0) and hour of the day. Pure."""
    return tuple(
        tuple(
            counts.get((weekday, hour), 0) / hours[weekday, hour]
            if hours.get((weekday, hour))
            else None
            for hour in range(HOURS)
        )
        for weekday in range(WEEK)
    )


def real_hours(period: Period, zone: ZoneInfo, until: Instant) -> dict[tuple[int, int], float]:
    """Return how many hours of each hour of the week `period` has, up to a moment. Pure.

    On the day on which clocks go forward one of them is missing, and on the day on which they go back one
    of them is there twice.
    """
    hours = {(weekday, hour): 0.0 for weekday in range(WEEK) for hour in range(HOURS)}
    for day in period.days:
        weekday = as_date(day).weekday()
        start, end = start_of_day(day, zone), start_of_day(day + 1, zone)
        if end <= until and end - start == DAY and local(start, zone).hour == 0:
            for hour in range(HOURS):
                hours[weekday, hour] += 1
            continue
        # No zone changes its clocks off the quarter of an hour.
        moment = start
        while moment < min(end, until):
            length = min(QUARTER, until - moment)
            hours[weekday, local(moment, zone).hour] += length / HOUR
            moment += QUARTER
    return hours

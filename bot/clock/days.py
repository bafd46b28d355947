"""Instants, and the local days that a group lives by. Pure."""

from datetime import UTC, date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

Instant: TypeAlias = float
"""A moment, in Unix seconds (UTC)."""

Day: TypeAlias = int
"""A calendar day, as the number of days since 1970-01-01."""

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1).toordinal()


def local(instant: Instant, zone: ZoneInfo) -> datetime:
    """Return what clocks in `zone` show at `instant`."""
    return datetime.fromtimestamp(instant, UTC).astimezone(zone)


def day_of(instant: Instant, zone: ZoneInfo) -> Day:
    """Return the local calendar day on which `instant` lies."""
    return local(instant, zone).toordinal() - EPOCH


def as_date(day: Day) -> date:
    """Return `day` as a date, for printing."""
    return date.fromordinal(day + EPOCH)


def from_date(when: date) -> Day:
    """Return the day number of a date."""
    return when.toordinal() - EPOCH


def start_of_day(day: Day, zone: ZoneInfo) -> Instant:
    """Return the first instant of `day` in `zone`.

    Where clocks skip midnight, that is the first instant after the gap.
    """
    return at_local(as_date(day), time(0), zone)


def at_local(when: date, clock: time, zone: ZoneInfo) -> Instant:
    """Return the instant at which clocks in `zone` show `clock` on the day `when`.

    In the hour that clocks skip it is the first instant after the gap; in the hour that they show twice
    it is the first of the two.
    """
    naive = datetime.combine(when, clock)
    moment = naive.replace(tzinfo=zone, fold=0)
    instant = moment.timestamp()
    if local(instant, zone).replace(tzinfo=None) == naive:
        return instant
    return _end_of_gap(moment)


def _end_of_gap(skipped: datetime) -> Instant:
    """Return the instant at which clocks jump over the local time `skipped`.

    Both offsets around the gap are known: the earlier reading (fold=0) uses the one before it, the later
    reading the one after it. Clocks jump at a whole minute between the two instants they give.
    """
    low = skipped.replace(fold=1).timestamp()
    high = skipped.replace(fold=0).timestamp()
    zone = skipped.tzinfo
    before = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def hours_in(day: Day, zone: ZoneInfo) -> float:
    """Return how many real hours `day` has in `zone`: 24, or 23 or 25 when clocks change."""
    return (start_of_day(day + 1, zone) - start_of_day(day, zone)) / HOUR


def monday_of(day: Day) -> Day:
    """Return the Monday of the week in which `day` lies."""
    return day - as_date(day).weekday()

"""When which report is due: each period once, when the reader's clock next shows her hour. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.activity.period import WEEK, Period
from bot.clock import Day, Instant, day_of, local, start_of_day
from bot.clock.days import as_date, at_local, from_date, monday_of


class Rhythm(StrEnum):
    """How often: each day, each week (Monday to Sunday), each month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Hour:
    """A time of the day, by a clock; of the reader's own where she said so, else the group's."""

    at: time
    zone: ZoneInfo


def period_ending(rhythm: Rhythm, last: Day) -> Period:
    """Return the period whose last day is `last`."""
    match rhythm:
        case Rhythm.DAY:
            return Period(last, last)
        case Rhythm.WEEK:
            return Period(last - WEEK + 1, last)
        case Rhythm.MONTH:
            return Period(from_date(as_date(last).replace(day=1)), last)


def latest_end(rhythm: Rhythm, day: Day) -> Day:
    """Return the latest day up to `day` with which a period ends."""
    match rhythm:
        case Rhythm.DAY:
            return day
        case Rhythm.WEEK:
            return monday_of(day + 1) - 1
        case Rhythm.MONTH:
            return from_date(as_date(day + 1).replace(day=1)) - 1


def due_at(last: Day, hour: Hour, zone: ZoneInfo) -> Instant:
    """Return when the report on a period is due that ends with `last` in the group's `zone`."""
    over = start_of_day(last + 1, zone)
    date = local(over, hour.zone).date()
    moment = at_local(date, hour.at, hour.zone)
    return moment if moment >= over else at_local(date + timedelta(days=1), hour.at, hour.zone)


def latest_due(rhythm: Rhythm, hour: Hour, zone: ZoneInfo, now: Instant) -> Day:
    """Return with which day the latest period ends whose report is due by now."""
    last = latest_end(rhythm, day_of(now, zone))
    while due_at(last, hour, zone) > now:
        last = latest_end(rhythm, last - 1)
    return last


def due(
    sent: Mapping[Rhythm, Day | None], hour: Hour, zone: ZoneInfo, now: Instant
) -> list[tuple[Rhythm, Day]]:
    """Return the reports that are due and not sent: each with the last day of its period.

    sent: with which day the period ended that was sent last; None for what is not wanted. Where clocks
    change, or Renao was down in the hour, two days can be due at once, and both come; of more only the
    latest.
    """
    found: list[tuple[Rhythm, Day]] = []
    for rhythm, before in sent.items():
        last = latest_due(rhythm, hour, zone, now)
        if before is None or before >= last:
            continue
        if rhythm is Rhythm.DAY and before == last - 2:
            found.append((rhythm, last - 1))
        found.append((rhythm, last))
    return found

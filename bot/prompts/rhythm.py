"""When a schedule is due next, across zones and clock changes. Pure."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.clock import Day, Instant, day_of
from bot.clock.days import as_date, at_local

# A week and a day: one of them may be a day that the zone leaves out.
HORIZON = 9


class Rhythm(StrEnum):
    """How often a schedule comes round."""

    MOMENT = "moment"
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Schedule:
    """When a prompt is to be posted.

    A MOMENT names an instant, which no zone moves ("in two hours"). The others name what the clocks of
    `zone` show: `clock` on the day `day` (ONCE), every day, or on `weekdays` (Monday is 0).
    """

    rhythm: Rhythm
    zone: ZoneInfo
    clock: time = time(0)
    weekdays: frozenset[int] = frozenset()
    day: Day | None = None
    moment: Instant | None = None


def next_run(schedule: Schedule, after: Instant) -> Instant | None:
    """Return when `schedule` is due next, strictly after `after`; None if never again.

    In the hour that clocks skip it runs right after the gap; in the hour that they show twice it runs
    once, the first time.
    """
    return next((due for due in _dues(schedule, after) if due > after), None)


def runs_until(schedule: Schedule, first: Instant, now: Instant) -> list[Instant]:
    """Return `first`, a due time, and every later one up to `now`."""
    runs = []
    due: Instant | None = first
    while due is not None and due <= now:
        runs.append(due)
        due = next_run(schedule, due)
    return runs


def _dues(schedule: Schedule, after: Instant) -> list[Instant]:
    """List the due times among which the first after `after` must be, ascending."""
    if schedule.rhythm is Rhythm.MOMENT:
        return [] if schedule.moment is None else [schedule.moment]
    return [at_local(as_date(day), schedule.clock, schedule.zone) for day in _days(schedule, after)]


def _days(schedule: Schedule, after: Instant) -> list[Day]:
    if schedule.rhythm is Rhythm.ONCE:
        return [] if schedule.day is None else [schedule.day]
    today = day_of(after, schedule.zone)
    ahead = range(today, today + HORIZON)
    if schedule.rhythm is Rhythm.DAILY:
        return list(ahead)
    return [day for day in ahead if as_date(day).weekday() in schedule.weekdays]

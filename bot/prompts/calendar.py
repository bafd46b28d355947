"""When a prompt is due, across zones and clock changes. Pure.

In the hour that clocks skip, what is due there runs once, right after the gap; in the hour that they show
twice it runs once, the first time. What falls into blackout hours waits until they end, and several such
times become one. A day that is left out (a holiday, or after the last day) stays empty: also of what would
only have slipped into it, out of a gap or out of blackout hours.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, takewhile
from zoneinfo import ZoneInfo

from bot.clock import Day, Instant, day_of, local
from bot.clock.days import as_date, at_local, from_date
from bot.prompts import cron
from bot.prompts.rule import (
    LAST,
    Blackout,
    Cron,
    Daily,
    Days,
    EveryDays,
    Moment,
    MonthEnd,
    MonthlyDates,
    MonthlyWeekday,
    Once,
    Rule,
    Weekly,
    zone_of,
)

# As far as one must look ahead: from the 29 February of 2096 to that of 2104 there are eight years.
HORIZON = 8 * 366
# So many days late may be what waits for the end of blackout hours, where a zone leaves out a day.
SLIPS = 3


def next_run(rule: Rule, after: Instant, zone: ZoneInfo, posted: int = 0) -> Instant | None:
    """Return when `rule` is due next, strictly after `after`; None if never again.

    zone: the group's, for a rule without one of its own. posted: how many times it was posted already.
    """
    return next(_runs(rule, after, zone, posted), None)


def runs_until(
    rule: Rule, first: Instant, now: Instant, zone: ZoneInfo, posted: int = 0
) -> list[Instant]:
    """Return `first`, a due time, and every later one up to `now`; each counts as posted."""
    runs = chain([first], _runs(rule, first, zone, posted + 1))
    return list(takewhile(lambda due: due <= now, runs))


def runs_between(
    rule: Rule, start: Instant, end: Instant, zone: ZoneInfo, posted: int = 0
) -> list[Instant]:
    """Return the due times from `start` to before `end`; each counts as posted."""
    runs = _runs(rule, math.nextafter(start, -math.inf), zone, posted)
    return list(takewhile(lambda due: due < end, runs))


def falls_on(days: Days, day: date) -> bool:
    """Say whether a rule plans something for `day`; of a moment only its instant says so."""
    match days:
        case Once(day=only):
            return day == only
        case Daily():
            return True
        case Weekly(weekdays=weekdays):
            return day.weekday() in weekdays
        case MonthlyDates(dates=dates):
            return day.day in dates
        case MonthlyWeekday(nth=nth, weekday=weekday):
            return day.weekday() == weekday and nth in _places_in_month(day)
        case MonthEnd():
            return _is_last(day, 1)
        case EveryDays(days=every, start=start):
            return day >= start and (day - start).days % every == 0
        case Cron(text=text):
            return cron.falls_on(cron.read(text), day)
        case Moment():
            return False


def _runs(rule: Rule, after: Instant, zone: ZoneInfo, posted: int) -> Iterator[Instant]:
    """Tell every due time after `after`, until there is none as far as one must look ahead."""
    found = True
    while found:
        found = False
        for due in _dues(rule, after, zone_of(rule, zone)):
            if rule.most is not None and posted >= rule.most:
                return
            if due > after:
                yield due
                found, after, posted = True, due, posted + 1


# ── due times, ascending, from a little before an instant on ─────────────────────────────────────


def _dues(rule: Rule, after: Instant, zone: ZoneInfo) -> Iterator[Instant]:
    for planned in _planned(rule, after, zone):
        due = _out_of(rule.blackout, planned, zone)
        if _is_open(rule, local(due, zone).date()):
            yield due


def _planned(rule: Rule, after: Instant, zone: ZoneInfo) -> Iterator[Instant]:
    if isinstance(rule.days, Moment):
        yield rule.days.at
        return
    clocks = cron.clocks(cron.read(rule.days.text)) if isinstance(rule.days, Cron) else rule.clocks
    slips = SLIPS if rule.blackout else 0
    for day in _days(rule, day_of(after, zone) - slips):
        for clock in clocks:
            yield at_local(day, clock, zone)


def _days(rule: Rule, begin: Day) -> Iterator[date]:
    match rule.days:
        case Once(day=day):
            begin = from_date(day)
        case EveryDays(start=day):
            begin = max(begin, from_date(day))
    if rule.first is not None:
        begin = max(begin, from_date(rule.first))
    for day in map(as_date, range(begin, begin + HORIZON)):
        if rule.last is not None and day > rule.last:
            return
        if _is_open(rule, day) and falls_on(rule.days, day):
            yield day


def _is_open(rule: Rule, day: date) -> bool:
    """Say whether anything may be posted on a day."""
    begun = rule.first is None or rule.first <= day
    ended = rule.last is not None and rule.last < day
    return begun and not ended and day not in rule.without


def _places_in_month(day: date) -> set[int]:
    """Say which Monday of its month a Monday is: the fourth, say, and the last."""
    return {(day.day + 6) // 7} | ({LAST} if _is_last(day, 7) else set())


def _is_last(day: date, days: int) -> bool:
    """Say whether `days` later it is another month."""
    return (day + timedelta(days=days)).month != day.month


# ── blackout hours ───────────────────────────────────────────────────────────────────────────────


def _out_of(blackout: Blackout | None, due: Instant, zone: ZoneInfo) -> Instant:
    """Return `due`, or when the blackout hours that it falls into are over."""
    while blackout and _covers(blackout, local(due, zone).time()):
        due = _next_shown(blackout.end, due, zone)
    return due


def _covers(blackout: Blackout, clock: time) -> bool:
    if blackout.start <= blackout.end:
        return blackout.start <= clock < blackout.end
    return clock >= blackout.start or clock < blackout.end


def _next_shown(clock: time, after: Instant, zone: ZoneInfo) -> Instant:
    """Return when clocks next show `clock`, the second time of a doubled hour included."""
    today = day_of(after, zone)
    shown = (
        instant
        for day in map(as_date, range(today, today + SLIPS))
        for instant in (
            at_local(day, clock, zone),
            datetime.combine(day, clock, zone).replace(fold=1).timestamp(),
        )
    )
    return next(instant for instant in shown if instant > after)

"""When a prompt is to be posted, as data: days, times of day, limits. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import Day, Instant
from bot.clock.days import as_date
from bot.prompts.prompt import JSON, Fact

LAST = -1


class Moment(Fact, frozen=True, tag="moment"):
    """One instant, which no zone moves ("in two hours")."""

    at: Instant


class Once(Fact, frozen=True, tag="once"):
    """One day."""

    day: date


class Daily(Fact, frozen=True, tag="daily"):
    """Every day."""


class Weekly(Fact, frozen=True, tag="weekly"):
    """On these days of the week, ascending; Monday is 0."""

    weekdays: tuple[int, ...]


class MonthlyDates(Fact, frozen=True, tag="dates"):
    """On these days of the month, ascending; a month that lacks one (30 February) leaves it out."""

    dates: tuple[int, ...]


class MonthlyWeekday(Fact, frozen=True, tag="weekday"):
    """On the first (1) to fourth, fifth or last (-1) Monday (0) to Sunday (6) of the month.

    A month without a fifth leaves it out.
    """

    nth: int
    weekday: int


class MonthEnd(Fact, frozen=True, tag="month_end"):
    """On the last day of the month, whichever that is."""


class EveryDays(Fact, frozen=True, tag="every"):
    """Every so many days, counted from `start`."""

    days: int
    start: date


class Cron(Fact, frozen=True, tag="cron"):
    """When five fields of cron say so (`cron.py`); it has its own times of day."""

    text: str


Days: TypeAlias = (
    Moment | Once | Daily | Weekly | MonthlyDates | MonthlyWeekday | MonthEnd | EveryDays | Cron
)


class Blackout(Fact, frozen=True):
    """Hours in which nothing is posted, from `start` to before `end`; they may pass midnight.

    From a time to itself is no time at all.
    """

    start: time
    end: time


class Rule(Fact, frozen=True):
    """When a prompt is to be posted.

    days, clocks: on which days, and at which times of day (ascending; none for a moment or cron).
    first, last: the days between which it is due, both included.
    most: how many times in all.
    without: days on which nothing is posted, ascending.
    zone: whose clocks count; the group's if None.
    blackout: what is due in these hours waits until they end.
    """

    days: Days
    clocks: tuple[time, ...] = ()
    first: date | None = None
    last: date | None = None
    most: int | None = None
    without: tuple[date, ...] = ()
    zone: str | None = None
    blackout: Blackout | None = None


def rule_from(stored: JSON) -> Rule:
    """Read back a rule from what `to_json` made of it; what a newer Renao adds is passed over."""
    return msgspec.convert(stored, Rule)


def zone_of(rule: Rule, zone: ZoneInfo) -> ZoneInfo:
    """Return whose clocks count: the rule's own zone, or that of the group."""
    return ZoneInfo(rule.zone) if rule.zone else zone


def under(rule: Rule, blackout: Blackout | None, holidays: tuple[Day, ...]) -> Rule:
    """Return the rule with what a group chose for all its prompts.

    The rule's own blackout hours count instead of the group's; holidays are left out beside its own.
    """
    without = {*rule.without, *map(as_date, holidays)}
    return msgspec.structs.replace(
        rule, blackout=rule.blackout or blackout, without=tuple(sorted(without))
    )


def spans(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Gather ascending days that follow each other: the first and the last of each row."""
    begin = 0
    for place, day in enumerate(days):
        if place + 1 == len(days) or days[place + 1] != day + timedelta(days=1):
            yield days[begin], day
            begin = place + 1

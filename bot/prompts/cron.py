"""The five fields of cron: minute, hour, day of the month, month, day of the week. Pure.

As in the cron of Unix: `*`, numbers, names, lists (`1,15`), ranges (`mon-fri`) and steps (`*/10`); Sunday is
0 and 7. Where both the day of the month and that of the week are given, either of them is enough; a field
that begins with `*` does not count as given.
"""

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from bot.texts import Refused

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


# Sixty minutes, one by one, are shorter.
LONGEST_FIELD = 200


class Field(NamedTuple):
    """What one of the five may hold."""

    name: str
    least: int
    most: int
    names: Mapping[str, int] = {}


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("date", 1, 31),
    Field("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    Field("weekday", 0, 7, {name: number for number, name in enumerate(WEEKDAYS)}),
)


class Cron(NamedTuple):
    """Five fields, read; `weekdays` counts from Monday, 0. `either`: a date or a weekday is enough."""

    minutes: frozenset[int]
    hours: frozenset[int]
    dates: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool


@lru_cache(maxsize=512)
def read(text: str) -> Cron:
    """Return what five fields say.

    Raises:
        Refused: there are not five, or one of them says nothing that cron knows; it is named.
    """
    given = text.lower().split()
    if len(given) != len(FIELDS):
        raise Refused("calendar.cron_fields", given=text[:40], number=len(given))
    for one, field in zip(given, FIELDS, strict=True):
        if len(one) > LONGEST_FIELD:
            raise _refused(one, field)
    minutes, hours, dates, months, days = (
        frozenset(number for part in one.split(",") for number in _part(part, field))
        for one, field in zip(given, FIELDS, strict=True)
    )
    return Cron(
        minutes,
        hours,
        dates,
        months,
        weekdays=frozenset((day - 1) % 7 for day in days),
        either=not (given[2].startswith("*") or given[4].startswith("*")),
    )


def falls_on(cron: Cron, day: date) -> bool:
    """Say whether it is due on a day."""
    fits = (day.day in cron.dates, day.weekday() in cron.weekdays)
    return day.month in cron.months and (any(fits) if cron.either else all(fits))


def clocks(cron: Cron) -> list[time]:
    """Return the times of day at which it is due, ascending."""
    return [time(hour, minute) for hour in sorted(cron.hours) for minute in sorted(cron.minutes)]


def _part(part: str, field: Field) -> range:
    """Read what stands between two commas."""
    span, slash, step = part.partition("/")
    low, dash, high = span.partition("-")
    if span == "*":
        first, last = field.least, field.most
    else:
        first = _number(low, field, part)
        last = _number(high, field, part) if dash else field.most if slash else first
        if dash and high == "sun" and first > 0:
            last = 7
    by = int(step) if step.isdecimal() and len(step) < 3 else 0
    if (slash and not by) or last < first:
        raise _refused(part, field)
    return range(first, last + 1, by or 1)


def _number(text: str, field: Field, part: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 3 else field.names.get(text, -1)
    if not field.least <= number <= field.most:
        raise _refused(part, field)
    return number


def _refused(part: str, field: Field) -> Refused:
    return Refused(
        "calendar.cron_field", given=part[:40], field=field.name, least=field.least, most=field.most
    )

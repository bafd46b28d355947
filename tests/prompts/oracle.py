"""When a rule is due, found by looking at the clock every minute, as a person with much patience would."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.prompts import rule as rules
from bot.prompts.rule import Rule

MINUTE = timedelta(minutes=1)
AROUND = timedelta(days=20)


@dataclass(frozen=True)
class Timeline:
    """What clocks show, minute by minute, around a day on which they change.

    shown: at each minute. passed: every time that is shown then, and those that clocks leap over.
    first: for each time of day, when it is passed for the first time on each day.
    """

    begin: int
    shown: list[datetime]
    passed: list[list[datetime]]
    first: dict[time, list[tuple[int, date]]]

    def instant(self, index: int) -> float:
        return (self.begin + index) * 60.0

    @property
    def end(self) -> float:
        return self.instant(len(self.shown) - 1)


@cache
def timeline(zone: ZoneInfo, change: date) -> Timeline:
    noon = datetime.combine(change, time(12), UTC)
    begin, end = ((noon + sign * AROUND).timestamp() // 60 for sign in (-1, 1))
    line = Timeline(int(begin), [], [], {})
    seen: set[datetime] = set()
    for minute in range(int(begin), int(end)):
        now = datetime.fromtimestamp(minute * 60, zone).replace(tzinfo=None, fold=0)
        faces = [now]
        while line.shown and faces[0] - line.shown[-1] > MINUTE:
            faces.insert(0, faces[0] - MINUTE)
        for face in faces:
            if face not in seen:
                line.first.setdefault(face.time(), []).append((len(line.shown), face.date()))
        seen.update(faces)
        line.shown.append(now)
        line.passed.append(faces)
    return line


@dataclass(frozen=True)
class CronSets:
    """What five fields of cron mean; None is `*`. Sunday is 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    dates: frozenset[int] | None
    months: frozenset[int] | None
    weekdays: frozenset[int] | None

    def plans(self, day: date) -> bool:
        if self.months is not None and day.month not in self.months:
            return False
        by_date = self.dates is None or day.day in self.dates
        by_weekday = self.weekdays is None or day.isoweekday() % 7 in self.weekdays
        if self.dates is None or self.weekdays is None:
            return by_date and by_weekday
        return by_date or by_weekday

    @property
    def clocks(self) -> set[time]:
        return {time(hour, minute) for hour in self.hours for minute in self.minutes}


def plans(days: rules.Days, day: date) -> bool:
    """Say whether a rule names a day, by the leaves of a calendar on the wall."""
    length = calendar.monthrange(day.year, day.month)[1]
    match days:
        case rules.Once():
            return days.day.isoformat() == day.isoformat()
        case rules.Weekly():
            return day.isoweekday() - 1 in days.weekdays
        case rules.MonthlyDates():
            return any(date_ == day.day for date_ in days.dates)
        case rules.MonthlyWeekday():
            leaves = [date(day.year, day.month, number) for number in range(1, length + 1)]
            those = [leaf for leaf in leaves if leaf.isoweekday() - 1 == days.weekday]
            index = days.nth - 1 if days.nth > 0 else -1
            return index < len(those) and those[index] == day
        case rules.MonthEnd():
            return day.day == length
        case rules.EveryDays():
            steps = ((day - days.start) // timedelta(days=1) + 1) // days.days + 1
            return any(
                days.start + timedelta(days=days.days * step) == day for step in range(steps)
            )
        case _:
            return True


def oracle(rule: Rule, line: Timeline, cron: CronSets | None = None) -> list[float]:
    """List every due time of the timeline, ascending; cron's fields as sets."""
    dues = set()
    for index in _planned(rule, line, cron):
        while rule.blackout and _dark(rule.blackout, line.shown[index].time()):
            index += 1
            while index < len(line.shown) and rule.blackout.end not in (
                face.time() for face in line.passed[index]
            ):
                index += 1
            if index == len(line.shown):
                break
        if index < len(line.shown) and _open(rule, line.shown[index].date()):
            dues.add(line.instant(index))
    return sorted(dues)


def _planned(rule: Rule, line: Timeline, cron: CronSets | None) -> Iterator[int]:
    if isinstance(rule.days, rules.Moment):
        index = int(rule.days.at // 60) - line.begin
        assert line.instant(index) == rule.days.at
        yield index
        return
    for clock in cron.clocks if cron else rule.clocks:
        for index, day in line.first[clock]:
            named = cron.plans(day) if cron else plans(rule.days, day)
            if named and _open(rule, day):
                yield index


def _open(rule: Rule, day: date) -> bool:
    text = day.isoformat()
    after = rule.first is None or text >= rule.first.isoformat()
    before = rule.last is None or text <= rule.last.isoformat()
    return after and before and text not in [left_out.isoformat() for left_out in rule.without]


def _dark(blackout: rules.Blackout, clock: time) -> bool:
    now, start, end = (
        each.hour * 60 + each.minute for each in (clock, blackout.start, blackout.end)
    )
    return (now - start) % 1440 < (end - start) % 1440

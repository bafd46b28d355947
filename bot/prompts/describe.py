"""Say a rule back in plain words of either language. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.clock import local
from bot.prompts.rule import (
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
    spans,
    zone_of,
)
from bot.texts import plain

WORKDAYS = (0, 1, 2, 3, 4)
SHORTEST_MONTH = 28


def describe(rule: Rule, language: str, zone: ZoneInfo) -> str:
    """Return when a rule is due, such as "every Monday and Thursday at 18:00, until 31 Jan 2027".

    zone: the group's. The words are bare text, no HTML.
    """
    return _join("calendar.clauses", language, _clauses(rule, language, zone))


def _clauses(rule: Rule, language: str, zone: ZoneInfo) -> Iterator[str]:
    yield _days(rule.days, _clocks(rule.clocks, language), language, zone_of(rule, zone))
    if rule.first:
        yield plain("calendar.from", language, date=_date(rule.first, language))
    if rule.last:
        yield plain("calendar.until", language, date=_date(rule.last, language))
    if rule.most is not None:
        yield plain("calendar.times", language, number=rule.most)
    if rule.without:
        days = _and((_span(*span, language) for span in spans(rule.without)), language)
        yield plain("calendar.except", language, days=days)
    if rule.blackout:
        start, end = (f"{clock:%H:%M}" for clock in (rule.blackout.start, rule.blackout.end))
        yield plain("calendar.blackout", language, start=start, end=end)
    if rule.zone:
        yield plain("calendar.zone", language, zone=rule.zone)


def _days(days: Days, clocks: str, language: str, zone: ZoneInfo) -> str:
    match days:
        case Moment(at=at):
            shown = local(at, zone)
            return _once(shown.date(), f"{shown:%H:%M}", language)
        case Once(day=day):
            return _once(day, clocks, language)
        case Daily():
            return plain("calendar.daily", language, clocks=clocks)
        case Weekly(weekdays=weekdays) if weekdays == WORKDAYS:
            return plain("calendar.workdays", language, clocks=clocks)
        case Weekly(weekdays=weekdays):
            names = _and((_weekday(day, language) for day in weekdays), language)
            return plain("calendar.weekly", language, days=names, clocks=clocks)
        case MonthlyDates(dates=dates):
            names = _and((_month_day(number, language) for number in dates), language)
            some = max(dates, default=0) > SHORTEST_MONTH
            return plain("calendar.monthly", language, days=names, some=some, clocks=clocks)
        case MonthlyWeekday(nth=nth, weekday=weekday):
            name = plain("calendar.nth", language, nth=nth, day=_weekday(weekday, language))
            return plain("calendar.monthly", language, days=name, some=nth > 4, clocks=clocks)
        case MonthEnd():
            return plain("calendar.month_end", language, clocks=clocks)
        case EveryDays(days=step, start=start):
            begins = _date(start, language)
            return plain("calendar.every", language, number=step, date=begins, clocks=clocks)
        case Cron(text=text):
            return plain("calendar.cron", language, text=text)


def _once(day: date, clocks: str, language: str) -> str:
    return plain("calendar.moment", language, date=_date(day, language), clocks=clocks)


def _clocks(clocks: tuple[time, ...], language: str) -> str:
    if not clocks:
        return ""
    return _and((f"{clock:%H:%M}" for clock in clocks), language)


def _date(day: date, language: str) -> str:
    return plain("calendar.date", language, date=day)


def _span(first: date, last: date, language: str) -> str:
    if first == last:
        return _date(first, language)
    ends = {"first": _date(first, language), "last": _date(last, language)}
    return plain("calendar.span", language, **ends)


def _weekday(day: int, language: str) -> str:
    return plain("calendar.weekday", language, day=day)


def _month_day(number: int, language: str) -> str:
    return plain("calendar.month_day", language, number=number)


def _and(items: Iterable[str], language: str) -> str:
    return _join("calendar.and", language, items)


def _join(key: str, language: str, items: Iterable[str]) -> str:
    return plain(key, language, items=list(items))

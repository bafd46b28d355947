"""Read the period of a report and the hour of a digest, as people type them. Pure."""

import re
import unicodedata
from datetime import date, time

from bot.activity.figures import Period
from bot.clock import Day
from bot.clock.days import from_date
from bot.reports.rhythm import Rhythm, latest_end, period_ending
from bot.texts import Refused

USUAL = 7
# Telegram was not there before.
BEGINNING = from_date(date(2013, 1, 1))
LONGEST = 366
TODAY = ("today", "今天", "今日")
YESTERDAY = ("yesterday", "昨天", "昨日")
WEEK = ("week", "weekly", "last week", "周报", "上周")
MONTH = ("month", "monthly", "last month", "月报", "上月", "上个月")
LAST_DAYS = re.compile(r"(\d{1,4})\s*(?:d|days?|天|日)")
RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|…|~|to|到|至)\s*(\d{4}-\d{2}-\d{2}))?")
CLOCK = re.compile(r"(\d{1,2})(?:(?::|点|时)(\d{2})?分?)?")


def parse_period(text: str, today: Day) -> Period:
    """Return the days that `text` names; the last 7 with today where it names none.

    Raises:
        Refused: no period, or one that is backwards, in the future, longer than a year or before Telegram.
    """
    given = _normal(text)
    if not given:
        return Period(today - USUAL + 1, today)
    if given in TODAY:
        return Period(today, today)
    if given in YESTERDAY:
        return Period(today - 1, today - 1)
    if given in WEEK:
        return period_ending(Rhythm.WEEK, latest_end(Rhythm.WEEK, today - 1))
    if given in MONTH:
        return period_ending(Rhythm.MONTH, latest_end(Rhythm.MONTH, today - 1))
    if (found := LAST_DAYS.fullmatch(given)) and int(found[1]):
        return _checked(Period(today - int(found[1]) + 1, today), today, text)
    if found := RANGE.fullmatch(given):
        return _checked(Period(_day(found[1], text), _day(found[2] or found[1], text)), today, text)
    raise Refused("reports.bad_period", given=text[:40])


def parse_time(text: str) -> time:
    """Return the hour of the day that `text` names, such as 08:00, 8 or 8点30.

    Raises:
        Refused: it is no time of the day.
    """
    found = CLOCK.fullmatch(_normal(text))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused("reports.bad_time", given=text)
    return time(int(found[1]), int(found[2] or 0))


def _day(text: str, given: str) -> Day:
    try:
        day = from_date(date.fromisoformat(text))
    except ValueError:
        raise Refused("reports.bad_period", given=given) from None
    if day < BEGINNING:
        raise Refused("reports.bad_period", given=given)
    return day


def _checked(period: Period, today: Day, given: str) -> Period:
    if period.last < period.first:
        raise Refused("reports.period_backwards", given=given)
    if period.last > today:
        raise Refused("reports.period_future", given=given)
    if len(period.days) > LONGEST:
        raise Refused("reports.period_long", given=given, most=LONGEST)
    return period


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()

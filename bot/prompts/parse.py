"""Read when a prompt is to be posted, and its text, as an operator types them. Pure.

Both languages are read wherever they are typed; what may follow the days and times stands in `limits.py`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.clock import DAY, HOUR, MINUTE, Instant, local
from bot.clock.days import at_local
from bot.prompts import cron
from bot.prompts.calendar import next_run
from bot.prompts.limits import read_limits
from bot.prompts.rule import (
    LAST,
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
from bot.prompts.words import (
    AND,
    NUMBERS_ZH,
    WEEKDAYS_ZH,
    YEARS,
    first_word,
    read_clocks,
    read_date,
    weekday,
    weekdays_in,
    weekdays_in_chinese,
)
from bot.texts import Refused

LONGEST_DELAY = 366 * DAY
LONGEST_STEP = 366
MOST_A_DAY = 48
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "分": MINUTE, "小": HOUR, "个": HOUR, "天": DAY}
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5},
}


class Here(NamedTuple):
    """When and in which zone the operator types."""

    now: Instant
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local(self.now, self.zone).date()


# What a reader returns: the rule, and the text that is left.
Read = tuple[Rule, str]


def read_when(text: str, now: Instant, zone: ZoneInfo) -> Read:
    """Return the rule that `text` begins with, and what follows it.

    Raises:
        Refused: which part cannot be read, or lies in the past, with an example that works.
    """
    rule, rest = _read(text.strip(), Here(now, zone))
    if rule.zone:
        # Today and tomorrow are those of the zone that was named at the end.
        rule, rest = _read(text.strip(), Here(now, ZoneInfo(rule.zone)))
    if next_run(rule, now, zone) is None:
        if next_run(rule, 0, zone) is None:
            raise Refused("calendar.never")
        clocks = zone_of(rule, zone)
        raise Refused("calendar.past", now=f"{local(now, clocks):%H:%M}", zone=clocks.key)
    return rule, re.sub(r"^[\s,，、]*(?:[:：]\s+)?", "", rest).rstrip()


def parse_schedule(text: str, now: Instant, zone: ZoneInfo) -> Read:
    """Return the rule that `text` begins with, and the prompt that follows it.

    Raises:
        Refused: as `read_when`, or there is no prompt.
    """
    rule, prompt = read_when(text, now, zone)
    if not prompt:
        raise Refused("calendar.no_text")
    return rule, prompt


def _read(text: str, here: Here) -> Read:
    for head, read in FORMS:
        if found := re.match(head, text, re.IGNORECASE):
            rule, rest = read(found, text[found.end() :], here)
            return read_limits(rule, rest, here.today)
    raise Refused("calendar.bad_when", given=first_word(text))


# ── readers: what was found at the front, the rest, here and now ─────────────────────────────────


def _delay(found: re.Match[str], rest: str, here: Here) -> Read:
    seconds = int(found["number"]) * UNITS[found["unit"][0].lower()]
    if not MINUTE <= seconds <= LONGEST_DELAY:
        raise Refused("calendar.bad_delay", given=found[0].strip())
    return Rule(Moment(float(round(here.now + seconds)))), rest


def _no_delay(_found: re.Match[str], rest: str, _here: Here) -> Read:
    raise Refused("calendar.bad_delay", given=first_word(rest))


def _moment(found: re.Match[str], rest: str, _here: Here) -> Read:
    try:
        moment = datetime.fromisoformat(found["iso"].upper())
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise Refused("calendar.bad_date", given=found["iso"])
    return Rule(Moment(moment.timestamp())), rest


def _on_date(_found: re.Match[str], rest: str, here: Here) -> Read:
    day, rest = read_date(rest, here.today)
    return _at(Once(day), rest)


def _in_days(days: int, _found: re.Match[str], rest: str, here: Here) -> Read:
    return _at(Once(here.today + timedelta(days=days)), rest)


def _tonight(_found: re.Match[str], rest: str, here: Here) -> Read:
    return _at(Once(here.today), f"晚上{rest.lstrip()}")


def _on(days: Days, _found: re.Match[str], rest: str, _here: Here) -> Read:
    return _at(days, rest)


def _weekly(found: re.Match[str], rest: str, _here: Here) -> Read:
    days = weekdays_in(found["days"])
    if days is None:
        raise Refused("calendar.bad_weekdays", given=found["days"].strip()[:40] or first_word(rest))
    return _at(Weekly(days), rest)


def _weekly_zh(found: re.Match[str], rest: str, _here: Here) -> Read:
    days = weekdays_in_chinese(found["days"])
    if days is None:
        raise Refused("calendar.bad_weekdays", given=first_word(rest))
    return _at(Weekly(days), rest)


def _monthly_dates(found: re.Match[str], rest: str, _here: Here) -> Read:
    dates = {int(number) for number in re.findall(r"\d+", found["dates"])}
    if not all(1 <= number <= 31 for number in dates):
        raise Refused("calendar.bad_month_day", given=found["dates"].strip())
    return _at(MonthlyDates(tuple(sorted(dates))), rest)


def _monthly_weekday(found: re.Match[str], rest: str, _here: Here) -> Read:
    day = weekday(found["day"])
    if day is None:
        raise Refused("calendar.bad_weekdays", given=found["day"][:40])
    return _at(MonthlyWeekday(ORDINALS[found["nth"].lower()], day), rest)


def _monthly_weekday_zh(found: re.Match[str], rest: str, _here: Here) -> Read:
    given = found.groupdict().get("nth")
    nth = _number(given) if given else LAST
    return _at(MonthlyWeekday(nth, WEEKDAYS_ZH[found["day"]]), rest)


def _no_month_day(_found: re.Match[str], rest: str, _here: Here) -> Read:
    raise Refused("calendar.bad_month_day", given=first_word(rest))


def _every(found: re.Match[str], rest: str, here: Here) -> Read:
    step = _number(found["number"]) * (7 if found["unit"][0] in "wW周星" else 1)
    if not 1 <= step <= LONGEST_STEP:
        raise Refused("calendar.bad_step", given=found[0].strip(), most=LONGEST_STEP)
    rule, rest = _at(EveryDays(step, here.today), rest)
    if all(at_local(here.today, clock, here.zone) <= here.now for clock in rule.clocks):
        # It is too late for today: it begins with the next day.
        rule = Rule(EveryDays(step, here.today + timedelta(days=1)), rule.clocks)
    return rule, rest


def _cron(_found: re.Match[str], rest: str, _here: Here) -> Read:
    fields = rest.split(maxsplit=len(cron.FIELDS))
    text = " ".join(fields[: len(cron.FIELDS)]).lower()
    if len(cron.clocks(cron.read(text))) > MOST_A_DAY:
        raise Refused("calendar.cron_often", most=MOST_A_DAY)
    return Rule(Cron(text)), "".join(fields[len(cron.FIELDS) :])


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def _at(days: Days, text: str) -> Read:
    clocks, rest = read_clocks(re.sub(r"^\s*at\s+", "", text, flags=re.IGNORECASE))
    return Rule(days, clocks), rest


def _number(text: str) -> int:
    if text.lower() == "other":
        return 2
    return int(text) if text.isdecimal() else NUMBERS_ZH[text]


# ── every way of saying when; the first that fits the front of the text reads on ─────────────────

Reader = Callable[[re.Match[str], str, Here], Read]

MONTHLY = r"(?:monthly|(?:every|each)\s+month)(?![a-z])\s*(?:on\s+)?(?:the\s+)?"
OF_MONTH = r"(?:\s+of\s+(?:the|every|each)\s+month)?(?![a-z])"
NTH = rf"(?P<nth>{'|'.join(ORDINALS)})\s+(?P<day>[a-z]+)\.?{OF_MONTH}"
DATE = r"\d{1,2}(?:st|nd|rd|th)?(?!\d|[:：]|\s*[ap]m)"
DATES = rf"(?P<dates>{DATE}(?:{AND}{DATE})*)"
MONTHLY_ZH = r"每个?月的?\s*"
DATES_ZH = r"(?P<dates>\d{1,2}[号日]?(?:\s*[、,，和与及]\s*\d{1,2}[号日]?)*(?<=[号日]))"
WEEK_ZH = r"(?:周|星期|礼拜)"
DAY_NAMES = r"(?=(?:mon(?!th)|tue|wed|thu|fri|sat|sun)[a-z]*)"

FORMS: list[tuple[str, Reader]] = [
    (r"in\s+(?P<number>\d{1,6})\s*(?P<unit>m|mins?|minutes?|h|hours?|d|days?)(?:\s+|$)", _delay),
    (r"(?P<number>\d{1,6})\s*(?P<unit>分钟|个?小时|天)[之以]?后\s*", _delay),
    (r"in\s+", _no_delay),
    (r"at\s+(?P<iso>\d{4}-\d\d-\d\dt[\d:.]+(?:z|[+-]\d\d:\d\d))", _moment),
    (r"(?:once\s+|on\s+|一次\s*)", _on_date),
    (r"(?=\d{4}\s*[-/.年]|\d{1,2}\s*月)", _on_date),
    (r"(?:today|tonight)\s+|今天\s*", partial(_in_days, 0)),
    (r"今晚\s*", _tonight),
    (r"tomorrow\s+|明天\s*", partial(_in_days, 1)),
    (r"后天\s*", partial(_in_days, 2)),
    (r"(?:daily|(?:every|each)\s+day)\s+|每[天日]\s*", partial(_on, Daily())),
    (r"(?:every\s+weekday|weekdays)\s+|每?个?工作日\s*", partial(_on, Weekly(WORKDAYS))),
    (r"(?:every\s+weekend|weekends)\s+|每?个?周末\s*", partial(_on, Weekly(WEEKEND))),
    (rf"(?:weekly\s+|(?:every|each)\s+{DAY_NAMES})(?P<days>\D{{0,200}})", _weekly),
    (rf"每个?{WEEK_ZH}(?P<days>[一二三四五六日天末周星期礼拜、，,和与及到至\s~～-]*)", _weekly_zh),
    (rf"(?:{MONTHLY}|(?:every|each)\s+)last\s+day{OF_MONTH}", partial(_on, MonthEnd())),
    (rf"{MONTHLY_ZH}(?:最后一天|月?[底末])\s*", partial(_on, MonthEnd())),
    (rf"(?:{MONTHLY}|(?:every|each)\s+){NTH}", _monthly_weekday),
    (rf"{MONTHLY}{DATES}", _monthly_dates),
    (
        rf"{MONTHLY_ZH}第(?P<nth>[一二三四五1-5])个?{WEEK_ZH}(?P<day>[一二三四五六日天])",
        _monthly_weekday_zh,
    ),
    (rf"{MONTHLY_ZH}最后一?个?{WEEK_ZH}(?P<day>[一二三四五六日天])", _monthly_weekday_zh),
    (rf"{MONTHLY_ZH}{DATES_ZH}", _monthly_dates),
    (rf"{MONTHLY}|{MONTHLY_ZH}", _no_month_day),
    (r"every\s+(?P<number>\d{1,6}|other)\s*(?P<unit>d|days?|w|weeks?)(?![a-z])", _every),
    (r"每\s*(?P<number>\d{1,6}|[一二两三四五六七八九十])\s*(?P<unit>天|日|周|个?星期)", _every),
    (r"cron\s+", _cron),
]

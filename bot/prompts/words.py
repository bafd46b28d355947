"""The parts of saying when, as people type them in English and Chinese: times of day, dates, weekdays. Pure.

A reader returns what stands at the front of a text, and the rest of the text.
"""

import re
from datetime import date, time, timedelta

from bot.texts import Refused

MOST_CLOCKS = 12
MOST_DATES = 366
YEARS = range(1970, 2200)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS_ZH = {character: number for number, character in enumerate("一二三四五六七八九十", 1)} | {
    "两": 2
}

# Between two things of a list. Commas alone also stand before what is no part of it.
AND = r"\s*(?:,|，|、|&|和|与|及|\band\b)\s*"
RANGE = r"\s*(?:-|–|—|~|～|\.\.|到|至|\bto\b)\s*"

CLOCK = re.compile(
    r"""\s*(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>\d{1,2})
    (?:[:：](?P<minute>\d{2})(?!\d)
      |\s*[点时](?:(?P<half>半)|整|(?P<past>\d{1,2})分|(?P<digits>\d{2})(?!\d))?
      |(?=\s*[ap]m(?![a-z])))
    (?:\s*(?P<meridiem>am|pm)(?![a-z]|\s+i\b))?""",
    re.VERBOSE | re.IGNORECASE,
)
LATE = {"下午", "傍晚", "晚上"}

MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
TH = r"(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s+(?P<year>\d{4})(?!\d|[:：]))?"
# Every way of writing a date; without a year it is the next such day.
DATES = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<number>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?",
        r"\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?",
        rf"\s*(?P<day>\d{{1,2}}){TH}\s+{MONTH}{YEAR}",
        rf"\s*{MONTH}\s+(?P<day>\d{{1,2}})(?!\d|[:：]){TH}{YEAR}",
    )
]


def read_clocks(text: str) -> tuple[tuple[time, ...], str]:
    """Read one or several times of day.

    Raises:
        Refused: there is none, or there are too many.
    """
    clock, rest = read_clock(text)
    clocks = {clock}
    while (found := re.match(AND, rest, re.IGNORECASE)) and CLOCK.match(rest, found.end()):
        clock, rest = read_clock(rest[found.end() :])
        clocks.add(clock)
    if len(clocks) > MOST_CLOCKS:
        raise Refused("calendar.clocks", number=len(clocks), most=MOST_CLOCKS)
    return tuple(sorted(clocks)), rest


def read_clock(text: str) -> tuple[time, str]:
    """Read a time of day: 18:00, 6pm, 18点, 下午6点半. In Chinese no space need follow it."""
    found = CLOCK.match(text)
    if found and found["minute"] and int(found["hour"]) > 12:
        # "21:30 Am I the only one?"
        found = CLOCK.match(text, 0, found.end("minute"))
    clock = _clock_of(found) if found else None
    if not found or clock is None:
        raise Refused("calendar.bad_clock", given=first_word(text))
    return clock, text[found.end() :]


def _clock_of(found: re.Match[str]) -> time | None:
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["past"] or found["digits"] or 0)
    meridiem = (found["meridiem"] or "").lower()
    if meridiem:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if meridiem == "pm" else 0)
    elif found["part"] in LATE and hour <= 12:
        if hour == 12 and found["part"] != "下午":
            return None  # Midnight of which day?
        hour = hour % 12 + 12
    elif found["part"] == "中午" and hour < 11:
        hour += 12
    elif found["part"] == "凌晨":
        hour %= 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def looks_like_date(text: str) -> bool:
    """Say whether a text begins as a date does, be it a possible one or not."""
    return any(form.match(text) for form in DATES)


def read_date(text: str, today: date) -> tuple[date, str]:
    """Read a date: 2026-12-24, 24 Dec 2026, Dec 24, 2026年12月24日, 12月24日.

    Raises:
        Refused: it is none, or no day of any calendar.
    """
    for form in DATES:
        if found := form.match(text):
            day = _date_of(found.groupdict(), today)
            if day is None:
                raise Refused("calendar.bad_date", given=found[0].strip())
            return day, text[found.end() :]
    raise Refused("calendar.bad_date", given=first_word(text))


def _date_of(given: dict[str, str | None], today: date) -> date | None:
    name, year = given.get("month"), given.get("year")
    month = MONTHS.index(name.lower()) + 1 if name else int(given["number"] or 0)
    for candidate in (int(year),) if year else range(today.year, today.year + 8):
        try:
            day = date(candidate, month, int(given["day"] or 0))
        except ValueError:
            continue
        if candidate in YEARS and (year or day >= today):
            return day
    return None


def read_dates(text: str, today: date) -> tuple[tuple[date, ...], str]:
    """Read a list of dates, and of spans from one to another.

    Raises:
        Refused: one of them is no date, a span goes backwards, or they are too many.
    """
    days, rest = _read_span(text, today)
    while (found := re.match(AND, rest, re.IGNORECASE)) and looks_like_date(rest[found.end() :]):
        more, rest = _read_span(rest[found.end() :], today)
        days |= more
    if len(days) > MOST_DATES:
        raise Refused("calendar.too_many_dates", number=len(days), most=MOST_DATES)
    return tuple(sorted(days)), rest


def _read_span(text: str, today: date) -> tuple[set[date], str]:
    first, rest = read_date(text, today)
    last = first
    if (found := re.match(RANGE, rest, re.IGNORECASE)) and looks_like_date(rest[found.end() :]):
        last, rest = read_date(rest[found.end() :], first)
    if not first <= last < first + timedelta(days=MOST_DATES):
        raise Refused("calendar.bad_span", first=first.isoformat(), last=last.isoformat())
    return {first + timedelta(days=days) for days in range((last - first).days + 1)}, rest


def weekdays_in(text: str) -> tuple[int, ...] | None:
    """Return the weekdays that an English text lists, ranges included; None if it says anything else."""
    days: set[int] = set()
    spans = re.sub(RANGE, "-", text.lower())
    for word in re.findall(r"[^\s,，、&/]+", re.sub(r"\b(?:and|on|at|every)\b", ",", spans)):
        ends = [weekday(name) for name in word.split("-")]
        if None in ends or len(ends) > 2:
            return None
        first, last = (each or 0 for each in (ends[0], ends[-1]))
        days |= {day % 7 for day in range(first, last + (8 if last < first else 1))}
    return tuple(sorted(days)) or None


def weekday(name: str) -> int | None:
    """Return which weekday an English name means: mon, Tues., Fridays."""
    short = name.lower().removesuffix(".")
    for number, day in enumerate(WEEKDAYS):
        if len(short) >= 3 and (day.startswith(short) or short == f"{day}s"):
            return number
    return None


def weekdays_in_chinese(text: str) -> tuple[int, ...] | None:
    """Return the weekdays that a Chinese text lists: 一四, 一、周三, 一到周五, 末."""
    bare = re.sub(r"周|星期|礼拜|\s", "", text.replace("末", "六日"))
    days: set[int] = set()
    for first, last in re.findall(r"([一二三四五六日天])(?:[-~～到至]([一二三四五六日天]))?", bare):
        begin, end = WEEKDAYS_ZH[first], WEEKDAYS_ZH[last or first]
        days |= {day % 7 for day in range(begin, end + (8 if end < begin else 1))}
    return tuple(sorted(days)) or None


def first_word(text: str) -> str:
    """Quote no more of a text than shows where the fault is."""
    return next(iter(text.split()), "")[:40]

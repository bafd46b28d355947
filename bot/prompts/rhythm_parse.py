"""Read when a prompt is to be posted, and its text, as an operator types them. Pure."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.clock import DAY, HOUR, MINUTE, Day, Instant, day_of, local
from bot.clock.days import from_date
from bot.prompts.rhythm import Rhythm, Schedule, next_run
from bot.texts import Refused

LONGEST_DELAY = 366 * DAY
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "分": MINUTE, "小": HOUR, "个": HOUR, "天": DAY}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}


class Here(NamedTuple):
    """When and in which zone the operator types."""

    now: Instant
    zone: ZoneInfo


# What a reader returns: the schedule, and the text that is left.
Read = tuple[Schedule, str]


def parse_schedule(text: str, now: Instant, zone: ZoneInfo) -> Read:
    """Return the schedule that `text` begins with, and the prompt that follows it.

    Raises:
        Refused: which part cannot be read, or lies in the past, with an example that works.
    """
    text = text.strip()
    for head, read in FORMS:
        if found := re.match(head, text, re.IGNORECASE):
            schedule, prompt = read(found, text[found.end() :], Here(now, zone))
            break
    else:
        raise Refused("prompts.bad_schedule", given=_first_word(text))
    if next_run(schedule, now) is None:
        raise Refused("prompts.past", now=f"{local(now, zone):%H:%M}", zone=zone.key)
    if not prompt.strip():
        raise Refused("prompts.no_text")
    return schedule, prompt.strip()


# ── readers: what was found at the front, the rest, here and now ─────────────────────────────────


def _delay(found: re.Match[str], rest: str, here: Here) -> Read:
    seconds = int(found["number"]) * UNITS[found["unit"][0].lower()]
    if not MINUTE <= seconds <= LONGEST_DELAY:
        raise Refused("prompts.bad_delay", given=found[0].strip())
    return Schedule(Rhythm.MOMENT, here.zone, moment=here.now + seconds), rest


def _no_delay(_found: re.Match[str], rest: str, _here: Here) -> Read:
    raise Refused("prompts.bad_delay", given=_first_word(rest))


def _on_date(_found: re.Match[str], rest: str, here: Here) -> Read:
    given = _first_word(rest)
    try:
        day = from_date(date.fromisoformat(given))
    except ValueError:
        raise Refused("prompts.bad_date", given=given) from None
    return _once(day, rest.lstrip().removeprefix(given), here)


def _in_days(days: int, _found: re.Match[str], rest: str, here: Here) -> Read:
    return _once(day_of(here.now, here.zone) + days, rest, here)


def _daily(_found: re.Match[str], rest: str, here: Here) -> Read:
    clock, rest = _clock(rest)
    return Schedule(Rhythm.DAILY, here.zone, clock), rest


def _weekly(found: re.Match[str], rest: str, here: Here) -> Read:
    names = re.findall("[a-z]+", found["days"].lower())
    days = [number for name in names for number, day in enumerate(WEEKDAYS) if _means(name, day)]
    if not names or len(days) < len(names):
        raise Refused("prompts.bad_weekdays", given=found["days"][:40] or _first_word(rest))
    clock, rest = _clock(rest)
    return Schedule(Rhythm.WEEKLY, here.zone, clock, frozenset(days)), rest


def _weekly_zh(found: re.Match[str], rest: str, here: Here) -> Read:
    days = frozenset(WEEKDAYS_ZH[day] for day in found["days"] if day in WEEKDAYS_ZH)
    if not days:
        raise Refused("prompts.bad_weekdays", given=_first_word(rest))
    clock, rest = _clock(rest)
    return Schedule(Rhythm.WEEKLY, here.zone, clock, days), rest


Reader = Callable[[re.Match[str], str, Here], Read]

# Every way of saying when, in both languages; the first that fits the front of the text reads on.
FORMS: list[tuple[str, Reader]] = [
    (r"in\s+(?P<number>\d{1,6})\s*(?P<unit>m|mins?|minutes?|h|hours?|d|days?)(?:\s+|$)", _delay),
    (r"(?P<number>\d{1,6})\s*(?P<unit>分钟|个?小时|天)[之以]?后\s*", _delay),
    (r"in\s+", _no_delay),
    (r"(?:once\s+|一次\s*)", _on_date),
    (r"(?:today\s+|今天\s*)", partial(_in_days, 0)),
    (r"(?:tomorrow\s+|明天\s*)", partial(_in_days, 1)),
    (r"(?:daily\s+|每[天日]\s*)", _daily),
    (r"weekly\s+(?P<days>\D*?)\s*(?=\d|$)", _weekly),
    (r"每(?:周|星期|礼拜)(?P<days>[一二三四五六日天周、，,和]*)\s*", _weekly_zh),
]


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def _once(day: Day, rest: str, here: Here) -> Read:
    clock, rest = _clock(rest)
    return Schedule(Rhythm.ONCE, here.zone, clock, day=day), rest


def _clock(text: str) -> tuple[time, str]:
    """Read a time of day off the front of `text`; in Chinese no space need follow it."""
    found = re.match(r"\s*(\d{1,2})[:：](\d{2})(?!\d)", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused("prompts.bad_time", given=_first_word(text))
    return time(int(found[1]), int(found[2])), text[found.end() :]


def _means(name: str, day: str) -> bool:
    return len(name) >= 3 and day.startswith(name)


def _first_word(text: str) -> str:
    """Quote no more of a text than shows where the fault is."""
    return next(iter(text.split()), "")[:40]

"""What may follow the days and times of a rule: from, until, how often, except, not at night, where. Pure."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from bot.clock import parse_zone
from bot.prompts.rule import Blackout, EveryDays, Rule
from bot.prompts.words import (
    RANGE,
    first_word,
    looks_like_date,
    read_clock,
    read_date,
    read_dates,
)
from bot.texts import Refused

MOST_POSTS = 9999
BETWEEN = r"[\s,，、;；]*"
ZONE = r"(?P<zone>[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|UTC|GMT)(?![A-Za-z0-9_/])"

# What a reader is given: what was found, the text after it, and the day; it returns fields and the rest.
Limit = Callable[[re.Match[str], str, date], tuple[dict[str, Any], str]]


def read_limits(rule: Rule, text: str, today: date) -> tuple[Rule, str]:
    """Return `rule` with the limits that stand at the front of `text`, in any order, and the rest.

    Raises:
        Refused: a limit says something impossible.
    """
    fields: dict[str, Any] = {}
    while (read := _next_limit(text, today)) and not read[0].keys() & fields.keys():
        fields |= read[0]
        text = read[1]
    if isinstance(rule.days, EveryDays) and "first" in fields:
        days = EveryDays(rule.days.days, fields.pop("first"))
        rule = msgspec.structs.replace(rule, days=days)
    begins = rule.days.start if isinstance(rule.days, EveryDays) else fields.get("first")
    if begins and fields.get("last") and fields["last"] < begins:
        raise Refused("calendar.ends_before", first=begins.isoformat(), last=str(fields["last"]))
    return msgspec.structs.replace(rule, **fields), text


def _next_limit(text: str, today: date) -> tuple[dict[str, Any], str] | None:
    for head, needs_date, read in LIMITS:
        found = re.match(BETWEEN + head, text, re.IGNORECASE)
        if found and (not needs_date or looks_like_date(text[found.end() :])):
            return read(found, text[found.end() :], today)
    return None


# ── readers ──────────────────────────────────────────────────────────────────────────────────────


def _first(_found: re.Match[str], rest: str, today: date) -> tuple[dict[str, Any], str]:
    first, rest = read_date(rest, today)
    return {"first": first}, re.sub(r"^\s*(?:开始|起)", "", rest)


def _last(_found: re.Match[str], rest: str, today: date) -> tuple[dict[str, Any], str]:
    last, rest = read_date(rest, today)
    return {"last": last}, re.sub(r"^\s*(?:为止|止)", "", rest)


def _most(found: re.Match[str], rest: str, _today: date) -> tuple[dict[str, Any], str]:
    most = int(found["number"])
    if not 1 <= most <= MOST_POSTS:
        raise Refused("calendar.bad_count", given=found["number"], most=MOST_POSTS)
    return {"most": most}, rest


def _without(_found: re.Match[str], rest: str, today: date) -> tuple[dict[str, Any], str]:
    days, rest = read_dates(rest, today)
    return {"without": days}, re.sub(r"^\s*(?:[之以]?外)", "", rest)


def _blackout(_found: re.Match[str], rest: str, _today: date) -> tuple[dict[str, Any], str]:
    start, rest = read_clock(rest)
    between = re.match(rf"{RANGE}|\s+and\s+", rest, re.IGNORECASE)
    if not between:
        raise Refused("calendar.bad_hours", given=first_word(f"{start:%H:%M}{rest}"))
    end, rest = read_clock(rest[between.end() :])
    if start == end:
        raise Refused("calendar.bad_hours", given=f"{start:%H:%M}-{end:%H:%M}")
    return {"blackout": Blackout(start, end)}, rest


def _zone(found: re.Match[str], rest: str, _today: date) -> tuple[dict[str, Any], str]:
    try:
        return {"zone": parse_zone(found["zone"]).key}, re.sub(r"^\s*(?:时间|时区)", "", rest)
    except ValueError:
        raise Refused("calendar.bad_zone", given=found["zone"]) from None


# Every limit in both languages; those that need a date are text where none follows ("until then …").
LIMITS: list[tuple[str, bool, Limit]] = [
    (r"(?:from|starting|since)\s+", True, _first),
    (r"(?:从|自)\s*", True, _first),
    (r"(?:until|till|through|to)\s+", True, _last),
    (r"(?:直到|截[至止]到?|到|至)\s*", True, _last),
    (r"[x×]\s*(?P<number>\d{1,6})(?![\w:])", False, _most),
    (r"(?P<number>\d{1,6})\s+times(?![a-z])", False, _most),
    (r"(?:一共|总共|共)\s*(?P<number>\d{1,6})\s*次", False, _most),
    (r"(?:except|but\s+not\s+on|not\s+on)\s+(?:on\s+)?", True, _without),
    (r"(?:除了|除去|除|跳过)\s*", True, _without),
    (r"not\s+(?:between\s+)?(?=\d{1,2}(?::\d\d|\s*[ap]m))", False, _blackout),
    (r"(?:避开|不在)\s*(?=\d|凌晨|早|上午|中午|下午|傍晚|晚)", False, _blackout),
    (rf"in\s+(?-i:{ZONE})", False, _zone),
    (rf"(?:按|用|在|时区)\s*(?-i:{ZONE})", False, _zone),
]

"""From when and until when an entry answers, as an operator types it. Pure."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Instant
from bot.clock.days import at_local
from bot.texts import Refused

MOMENT = re.compile(r"(?P<day>\d{4}-\d{1,2}-\d{1,2})(?:[ T]+(?P<clock>\d{1,2}[:：]\d{2}))?")
BETWEEN = re.compile(r"\s*(?:\.{2,}|…|~|～|–|—|到|至| - )\s*")


def parse_when(text: str, zone: ZoneInfo) -> tuple[Instant | None, Instant | None]:
    """Return the first instant and the one after the last of `2026-01-01..2026-01-31 18:00`.

    A day without a time is meant whole; a side may be empty.

    Raises:
        Refused: it cannot be read.
    """
    sides = BETWEEN.split(text.strip(), maxsplit=1)
    if len(sides) != 2 or not any(sides):
        raise Refused("entries.bad_when", given=text[:40])
    starts, ends = sides
    return _moment(starts, zone, ends=False), _moment(ends, zone, ends=True)


def _moment(text: str, zone: ZoneInfo, *, ends: bool) -> Instant | None:
    if not text.strip():
        return None
    found = MOMENT.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        clock = (found["clock"] or "0:00").replace("：", ":")
        when = datetime.strptime(f"{found['day']} {clock}", "%Y-%m-%d %H:%M")
        if ends and not found["clock"]:
            when += timedelta(days=1)
        return at_local(when.date(), when.time(), zone)
    except (ValueError, OverflowError):
        raise Refused("entries.bad_when", given=text[:40]) from None

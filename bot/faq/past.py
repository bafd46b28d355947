"""Dates that a text names, and whether they are all past: such an answer is out of date. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from bot.texts import without_tags

LINK = re.compile(r"\S+://\S+")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
WRITTEN = tuple(
    re.compile(rf"(?<![\da-z]){form}(?![\da-z])", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]",
        rf"{DAY}\s+(?:of\s+)?{MONTH}{YEAR}",
        rf"{MONTH}\s+{DAY}{YEAR}",
    )
)


def last_date(text: str, since: date) -> date | None:
    """Return the latest date that a text names; one without a year is the first from `since` on."""
    plain = LINK.sub(" ", without_tags(text))
    return max(_dates(plain, since), default=None)


def _dates(text: str, since: date) -> Iterator[date]:
    for form in WRITTEN:
        for found in form.finditer(text):
            named = found.groupdict()
            name = named.get("name")
            month = MONTHS.index(name[:3].casefold()) + 1 if name else int(named["month"])
            day = _date(named["year"], month, int(named["day"]), since)
            if day is not None:
                yield day


def _date(year: str | None, month: int, day: int, since: date) -> date | None:
    try:
        if year is not None:
            return date(int(year), month, day)
        this = date(since.year, month, day)
        return this if this >= since else date(since.year + 1, month, day)
    except ValueError:
        return None

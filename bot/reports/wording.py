"""The words of charts: dates, names of days and what stands behind a figure, as bare text."""

from bot.activity.chats import Chat
from bot.activity.figures import Period
from bot.activity.provenance import Provenance
from bot.clock import Day
from bot.clock.days import as_date
from bot.texts import plain, say

# 1970-01-05 was a Monday.
MONDAY: Day = 4


def short_day(day: Day, language: str) -> str:
    """Return a day without its weekday and year."""
    return plain("charts.day", language, date=as_date(day))


def weekdays(language: str) -> list[str]:
    """Return the days of the week from Monday on, short."""
    return [plain("charts.weekday", language, date=as_date(MONDAY + n)) for n in range(7)]


def span(period: Period, language: str) -> str:
    """Return the first and the last day of a period."""
    first, last = short_day(period.first, language), short_day(period.last, language)
    return first if period.first == period.last else f"{first} – {last}"


def record_line(provenance: Provenance, language: str) -> str:
    """Return what stands behind figures, as Telegram HTML: it goes with every figure."""
    return say("reports.record", language, provenance=provenance)


def record_words(provenance: Provenance, language: str) -> str:
    """Return the same for a picture, short."""
    return plain("charts.record", language, grade=provenance.grade)


def about(chat: Chat, period: Period, language: str) -> str:
    """Return of whom and when a picture is."""
    return f"{chat.title} · {span(period, language)}"

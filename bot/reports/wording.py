"""The words of charts: dates, names of days and what stands behind a figure, as bare text."""

from math import floor

from bot.activity.chats import Chat
from bot.activity.figures import Period
from bot.activity.provenance import Loss, Provenance
from bot.clock import Day, local
from bot.clock.days import as_date
from bot.texts import plain, say

# 1970-01-05 was a Monday.
MONDAY: Day = 4
# From which share on it is told that figures rest on an export, or on some of the members only.
IMPORTED_MATTERS = 0.01
UNKNOWN_MATTERS = 0.1


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


def record_line(behind: Provenance, chat: Chat, language: str, *, of_all: bool = True) -> str:
    """Return what stands behind figures, as Telegram HTML: it goes with every figure.

    What does not matter is left out; how many members were never seen matters to figures `of_all` only.
    """
    unknown = behind.unknown_members or 0.0
    return say(
        "reports.record",
        language,
        grade=behind.grade,
        # Rounded down, so that what is not enough for a grade never looks as if it were.
        coverage=floor(behind.coverage * 1000 + 1e-6) / 1000,
        differs=behind.recount_error > 0,
        loss=_loss(behind.worst, chat) if behind.worst else None,
        imported=behind.imported if behind.imported >= IMPORTED_MATTERS else None,
        unknown=unknown if of_all and unknown >= UNKNOWN_MATTERS else None,
        counting=behind.counting > 0,
    )


def _loss(worst: Loss, chat: Chat) -> dict[str, object]:
    longest = worst.longest
    return {
        "reason": worst.reason.value,
        "hours": round(worst.hours, 1),
        "several": len(worst.gaps) > 1,
        "since": local(longest.since, chat.zone),
        "until": local(longest.until, chat.zone),
    }


def record_words(provenance: Provenance, language: str) -> str:
    """Return the same for a picture, short."""
    return plain("charts.record", language, grade=provenance.grade)


def about(chat: Chat, period: Period, language: str) -> str:
    """Return of whom and when a picture is."""
    return f"{chat.title} · {span(period, language)}"

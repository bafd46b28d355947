"""Retention as people read it: a table of weeks, and the curve of all in words."""

from bot.activity.chats import Chat
from bot.activity.figures import WEEK, Period
from bot.activity.provenance import provenance
from bot.activity.retention import By, Point, retention
from bot.clock import Instant, day_of
from bot.clock.days import monday_of
from bot.reports import charts
from bot.reports.shown import Shown
from bot.reports.wording import about, record_line, record_words, short_day
from bot.storage import Tx
from bot.texts import plain, say

WEEKS = 10
DAYS = (1, 3, 7, 14, 30)
HEADS = {By.JOIN: "retention.title_join", By.FIRST_ACT: "retention.title_first_act"}
NONE = {By.JOIN: "retention.none_join", By.FIRST_ACT: "retention.none_first_act"}


async def cohorts(tx: Tx, chat: Chat, by: By, now: Instant, language: str) -> Shown:
    """Return the retention of those whose day 0 lies in the last ten weeks."""
    today = day_of(now, chat.zone)
    period = Period(monday_of(today) - (WEEKS - 1) * WEEK, today)
    behind = await provenance(tx, chat, period.first, period.last, now)
    found = await retention(tx, chat, by, period, now, DAYS)
    if not found.size:
        words = say(NONE[by], language, title=chat.title)
        return Shown(f"{words}\n\n{record_line(behind, chat, language)}")
    head = say(HEADS[by], language, title=chat.title, n=found.size)
    lines = [_line(point, language) for point in found.curve]
    chart = charts.Retention(
        title=plain(f"charts.retention_{by}", language),
        subtitle=about(chat, period, language),
        footer=record_words(behind, language),
        columns=[f"D{n}" for n in DAYS],
        cohorts=[
            (
                short_day(cohort.monday, language),
                cohort.size,
                [_of_all(point, cohort.size) for point in cohort.points],
            )
            for cohort in found.cohorts
        ],
    )
    return Shown("\n".join([head, "", *lines, "", record_line(behind, chat, language)]), chart)


def _of_all(point: Point, size: int) -> float | None:
    """Return the share of a whole week's people: it stands beside their number, and no other."""
    return point.exact.share if point.exact is not None and point.exact.n == size else None


def _line(point: Point, language: str) -> str:
    if point.exact is None or point.unbounded is None:
        return say("retention.immature", language, day=point.n)
    return say(
        "retention.line",
        language,
        day=point.n,
        exact=point.exact,
        later=point.unbounded,
    )

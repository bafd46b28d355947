"""The pictures of a report, each with the words that stand for it where it cannot be seen."""

from bot.activity.period import MONTH, WEEK, Period, bounds
from bot.activity.retention import By
from bot.clock import Day, day_of, start_of_day
from bot.prompts.runs import posted_at
from bot.reports import charts
from bot.reports.charts import Chart, Series
from bot.reports.cohorts import cohorts
from bot.reports.digest import Digest
from bot.reports.moved import moved
from bot.reports.noise import WEEKS, band
from bot.reports.shown import Shown
from bot.reports.stats import hours
from bot.reports.wording import record_words, short_day, span
from bot.storage import Tx
from bot.texts import plain, say

# With fewer days than this there is no line to look at.
ENOUGH = 3


async def pictures(tx: Tx, digest: Digest, language: str) -> tuple[tuple[Chart, str], ...]:
    """Return the picture of a report; of a week or a month also who stayed, who moved, and the hours."""
    if digest.is_dead:
        return ()
    found: list[tuple[Chart, str]] = []
    if (trend := await trend_of(tx, digest, language)) is not None:
        found.append((trend, say("digest.picture", language, title=digest.scope.chat.title)))
    if digest.scope.length in ("week", "month"):
        found += [
            (shown.chart, shown.html)
            for shown in await _of_weeks(tx, digest, language)
            if shown.chart is not None
        ]
    return tuple(found)


async def _of_weeks(tx: Tx, digest: Digest, language: str) -> list[Shown]:
    scope = digest.scope
    chat, now = scope.chat, scope.now
    month = Period(scope.period.last - MONTH + 1, scope.period.last)
    return [
        await cohorts(tx, chat, By.FIRST_ACT, now, language),
        await moved(tx, chat, now, language, named=scope.names and not scope.public),
        await hours(tx, chat, month, now, language),
    ]


async def trend_of(tx: Tx, digest: Digest, language: str) -> charts.Trend | None:
    """Return actives and messages of the period and the four weeks before, with what is usual."""
    scope, counted = digest.scope, digest.numbers
    chat, period = scope.chat, scope.period
    shown = Period(period.first - WEEKS * WEEK, period.last)
    first = min((day for day in shown.days if day in counted.known), default=period.first)
    shown = Period(max(first, shown.first), period.last)
    if len(shown.days) < ENOUGH:
        return None
    since, until = bounds(shown, chat.zone)
    posts = {day_of(at, chat.zone) for at in await posted_at(tx, chat.chat_id, since, until)}
    return charts.Trend(
        title=chat.title,
        subtitle=span(period, language),
        footer=record_words(digest.record.behind, language),
        days=[short_day(day, language) for day in shown.days],
        upper=_series(digest, "active", shown, language),
        lower=_series(digest, "messages", shown, language),
        told=len(period.days),
        marks=[day - shown.first for day in sorted(posts)],
        marks_name=plain("digest.marks", language),
        band_name=plain("digest.band", language),
        unfinished=scope.now < start_of_day(period.last + 1, chat.zone),
    )


def _series(digest: Digest, key: str, shown: Period, language: str) -> Series:
    counted = digest.numbers
    values = counted.by_day[key]
    usual = band(values, digest.scope.period, counted.known)

    def edge(day: Day, side: int) -> float | None:
        return usual[day % WEEK][side] if day % WEEK in usual else None

    return Series(
        plain(f"reports.number_{key}", language),
        [values.get(day, 0) for day in shown.days],
        [edge(day, 0) for day in shown.days],
        [edge(day, 1) for day in shown.days],
    )

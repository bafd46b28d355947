"""A report as one file for a browser: figures, tables and charts, nothing loaded from anywhere."""

from dataclasses import dataclass

from bot.activity.figures import MONTH, WEEK, Period, figures, top_members
from bot.activity.heatmap import heat_map
from bot.activity.retention import By, Point, retention
from bot.clock import local
from bot.clock.days import as_date
from bot.reports.charts import svg
from bot.reports.digest import Digest, gather
from bot.reports.noise import band
from bot.reports.pages import Pages
from bot.reports.scope import Scope
from bot.reports.wording import record_line, short_day, weekdays
from bot.storage import Tx
from bot.texts import plain

TO_NAME = 10
DAYS = (1, 3, 7, 14, 30)
COHORTS = 10 * WEEK


@dataclass(frozen=True)
class Cohort:
    """A row of the table of retention, in words: the week, how many came, and the share after each day."""

    name: str
    size: int
    shares: tuple[str, ...]


async def write_file(tx: Tx, scope: Scope, language: str, pages: Pages) -> bytes:
    """Return a report as HTML in one file; people are named only if the scope says so."""
    chat, period = scope.chat, scope.period
    digest = await gather(tx, scope)
    top = await top_members(tx, chat.chat_id, period, TO_NAME) if scope.names else []
    html = pages.render(
        "file.html",
        language,
        is_message=False,
        digest=digest,
        scope=scope,
        first=as_date(period.first),
        last=as_date(period.last),
        made=local(scope.now, chat.zone),
        figures=await figures(tx, chat, period, scope.now),
        charts=await _charts(tx, digest, language),
        cohorts=await _cohorts(tx, scope, language),
        columns=[f"D{n}" for n in DAYS],
        top=top,
        record=record_line(digest.record.behind, chat, language),
    )
    return html.encode()


def file_name(digest_of: Scope) -> str:
    """Return what a file about these days is called. Pure."""
    first, last = map(as_date, digest_of.period)
    return f"report-{first.isoformat()}-{last.isoformat()}.html"


async def _charts(tx: Tx, digest: Digest, language: str) -> dict[str, str]:
    """Return the charts as SVG: actives, messages, and the hours of the last month."""
    scope = digest.scope
    # A day that is not over would look like a fall.
    shown = scope.period.days[:-1] if scope.is_unfinished else scope.period.days
    days = [short_day(day, language) for day in shown]
    drawn: dict[str, str] = {}
    for key, draw in (("active", svg.line), ("messages", svg.bars)):
        counts = digest.numbers.by_day[key]
        usual = band(counts, scope.period, digest.numbers.known)
        drawn[key] = draw(
            plain(f"reports.number_{key}", language),
            days,
            [counts.get(day, 0) for day in shown],
            [usual.get(day % WEEK) for day in shown],
        )
    month = Period(scope.period.last - MONTH + 1, scope.period.last)
    rates = await heat_map(tx, scope.chat, month, scope.now)
    return drawn | {"hours": svg.heat(weekdays(language), rates)}


async def _cohorts(tx: Tx, scope: Scope, language: str) -> list[Cohort]:
    period = Period(scope.period.last - COHORTS + 1, scope.period.last)
    found = await retention(tx, scope.chat, By.FIRST_ACT, period, scope.now, DAYS)
    return [
        Cohort(
            short_day(cohort.monday, language),
            cohort.size,
            tuple(_share(point, cohort.size) for point in cohort.points),
        )
        for cohort in found.cohorts
        if cohort.size
    ]


def _share(point: Point, size: int) -> str:
    exact = point.exact
    return f"{exact.share:.0%}" if exact is not None and exact.n == size else "–"

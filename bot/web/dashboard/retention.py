"""Who stays: of those who came together, how many are still active days later."""

from markupsafe import Markup

from bot.activity.figures import WEEK, Period
from bot.activity.rates import Rate
from bot.activity.retention import By, Point, retention
from bot.clock.days import monday_of
from bot.reports.cohorts import DAYS, WEEKS
from bot.web.dashboard.visit import Visit


async def show(visit: Visit) -> Markup:
    """Return the retention of the last ten weeks, by join or, with by=first_act, by the first act."""
    by = By.FIRST_ACT if visit.query.get("by") == By.FIRST_ACT else By.JOIN
    period = Period(monday_of(visit.today) - (WEEKS - 1) * WEEK, visit.today)
    found = await retention(visit.tx, visit.chat, by, period, visit.now, DAYS)
    cohorts = [
        (visit.day(cohort.monday), cohort.size, [_of_all(p, cohort.size) for p in cohort.points])
        for cohort in found.cohorts
    ]
    return visit.fill(
        "retention",
        by=by.value,
        found=found,
        days=DAYS,
        cohorts=cohorts,
        record=await visit.behind(period),
    )


def _of_all(point: Point, size: int) -> Rate | None:
    """Return the rate of a whole week's people: it stands beside their number, and no other."""
    return point.exact if point.exact is not None and point.exact.n == size else None

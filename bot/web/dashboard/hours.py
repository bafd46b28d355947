"""When the group talks: how many messages in each hour of the week."""

from markupsafe import Markup

from bot.activity.figures import MONTH, Period
from bot.activity.heatmap import HeatMap, heat_map
from bot.reports.wording import weekdays
from bot.web.dashboard.visit import Visit

# So many shades are told apart.
SHADES = 9


async def show(visit: Visit) -> Markup:
    """Return the hours of the week over the last 30 days."""
    period = Period(visit.today - MONTH + 1, visit.today)
    rates = await heat_map(visit.tx, visit.chat, period, visit.now)
    names = weekdays(visit.language)
    most = max((rate for row in rates for rate in row if rate), default=0.0)
    return visit.fill(
        "hours",
        rows=[
            (names[weekday], [(hour, rate, shade(rate, most)) for hour, rate in enumerate(row)])
            for weekday, row in enumerate(rates)
        ],
        busiest=_busiest(rates, names),
        record=await visit.behind(period),
    )


def shade(rate: float | None, most: float) -> int | None:
    """Return how dark a rate is shown: 0 for nothing, up to 9 for the most; None for no such hour. Pure."""
    if rate is None:
        return None
    return 0 if not rate else max(1, round(SHADES * rate / most))


def _busiest(rates: HeatMap, names: list[str]) -> tuple[str, str, float] | None:
    """Return the weekday, hour and rate of the highest rate, the first of equals."""
    each = [
        (rate, -weekday, -hour)
        for weekday, row in enumerate(rates)
        for hour, rate in enumerate(row)
        if rate
    ]
    if not each:
        return None
    rate, weekday, hour = max(each)
    return names[-weekday], f"{-hour:02}:00", round(rate, 1)

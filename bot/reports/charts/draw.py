"""Draw a chart, whichever it is: rows in, a PNG out. Importing this imports matplotlib. Pure."""

from bot.reports.charts.activity import draw_activity
from bot.reports.charts.calendar import draw_calendar
from bot.reports.charts.chart import (
    Activity,
    Calendar,
    Chart,
    HeatMap,
    League,
    Lifecycle,
    Retention,
    Trend,
)
from bot.reports.charts.heatmap import draw_heat_map
from bot.reports.charts.league import draw_league
from bot.reports.charts.lifecycle import draw_lifecycle
from bot.reports.charts.retention import draw_retention
from bot.reports.charts.trend import draw_trend


def draw(chart: Chart) -> bytes:
    """Return the picture of a chart as PNG, 1080 pixels wide."""
    match chart:
        case Activity():
            return draw_activity(chart)
        case Trend():
            return draw_trend(chart)
        case HeatMap():
            return draw_heat_map(chart)
        case Retention():
            return draw_retention(chart)
        case Lifecycle():
            return draw_lifecycle(chart)
        case Calendar():
            return draw_calendar(chart)
        case League():
            return draw_league(chart)

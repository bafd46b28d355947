"""Pictures of figures: what a chart shows is plain data here; it is drawn in a process of its own."""

from bot.reports.charts.chart import (
    Activity,
    Calendar,
    Chart,
    Flow,
    HeatMap,
    League,
    Lifecycle,
    Retention,
    Rival,
    Series,
    Trend,
)
from bot.reports.charts.easel import Easel

__all__ = [
    "Activity",
    "Calendar",
    "Chart",
    "Easel",
    "Flow",
    "HeatMap",
    "League",
    "Lifecycle",
    "Retention",
    "Rival",
    "Series",
    "Trend",
]

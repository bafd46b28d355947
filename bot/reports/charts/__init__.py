"""Pictures of figures: what a chart shows is plain data here; it is drawn in a process of its own."""

from bot.reports.charts.chart import (
    Activity,
    Calendar,
    Chart,
    Flow,
    HeatMap,
    Lifecycle,
    Retention,
)
from bot.reports.charts.easel import Easel

__all__ = [
    "Activity",
    "Calendar",
    "Chart",
    "Easel",
    "Flow",
    "HeatMap",
    "Lifecycle",
    "Retention",
]

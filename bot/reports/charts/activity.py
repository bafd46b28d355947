"""Activity day by day: active members as a line above, messages as bars below."""

from bot.reports.charts.chart import Activity
from bot.reports.charts.theme import (
    AMBER,
    BOTTOM,
    FAINT,
    MARGIN,
    MUTED,
    SMALL,
    TEAL,
    TOP,
    WIDTH,
    Sheet,
)

HEIGHT = 1080
PANEL = 300
GAP = 90
# So many names of days fit below each other's side.
NAMES = 5


def draw_activity(chart: Activity) -> bytes:
    """Return the picture of a period's days."""
    sheet = Sheet(chart, HEIGHT)
    wide = (WIDTH - 2 * MARGIN) / max(len(chart.days), 1)
    upper = TOP + 60
    lower = upper + PANEL + GAP
    _panel(sheet, upper, chart.actives_name, chart.actives, AMBER)
    _panel(sheet, lower, chart.messages_name, chart.messages, TEAL)
    _line(sheet, upper, wide, chart.actives, chart.unfinished)
    _bars(sheet, lower, wide, chart.messages, chart.unfinished)
    step = max(-(-len(chart.days) // NAMES), 1)
    for place in range(len(chart.days) - 1, -1, -step):
        x = min(max(MARGIN + (place + 0.5) * wide, MARGIN + 50), WIDTH - MARGIN - 50)
        y = HEIGHT - BOTTOM - 26
        sheet.write(x, y, chart.days[place], size=SMALL, colour=MUTED, side="center")
    return sheet.png()


def _panel(sheet: Sheet, top: float, name: str, values: list[int], colour: str) -> None:
    """Write what is shown, and its most, over a ground line and a line at the top."""
    sheet.box(MARGIN, top - 52, 20, 20, colour, corner=6)
    sheet.write(MARGIN + 34, top - 42, name, colour=MUTED)
    most = f"{max(values, default=0):,}"
    sheet.write(WIDTH - MARGIN, top - 42, f"▲ {most}", colour=colour, side="right")
    for y in (top, top + PANEL):
        sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)], FAINT, wide=2)


def _bars(sheet: Sheet, top: float, wide: float, values: list[int], unfinished: bool) -> None:
    most = max(*values, 1)
    for place, value in enumerate(values):
        high = PANEL * value / most
        x = MARGIN + (place + 0.14) * wide
        pale = unfinished and place == len(values) - 1
        sheet.box(x, top + PANEL - high, wide * 0.72, high, FAINT if pale else TEAL, corner=8)


def _line(sheet: Sheet, top: float, wide: float, values: list[int], unfinished: bool) -> None:
    most = max(*values, 1)
    points = [
        (MARGIN + (place + 0.5) * wide, top + PANEL * (1 - value / most))
        for place, value in enumerate(values)
    ]
    if unfinished and len(points) > 1:
        sheet.line(points[-2:], FAINT)
        points.pop()
    ground = [(points[-1][0], top + PANEL), (points[0][0], top + PANEL)]
    sheet.area([*points, *ground], AMBER, opacity=0.18)
    sheet.line(points, AMBER)
    x, y = points[-1]
    sheet.box(x - 10, y - 10, 20, 20, AMBER)

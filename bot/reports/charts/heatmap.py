"""The hours of the week: a square for each, the lighter the livelier."""

from bot.reports.charts.chart import HeatMap
from bot.reports.charts.theme import (
    BOTTOM,
    MARGIN,
    MUTED,
    RAISED,
    SMALL,
    TOP,
    WIDTH,
    Sheet,
    heat,
)

CELL_HIGH = 72
NAMES_WIDE = 96
STEPS = 6


def draw_heat_map(chart: HeatMap) -> bytes:
    """Return the picture of a week."""
    sheet = Sheet(chart, TOP + 50 + 7 * CELL_HIGH + 90 + BOTTOM)
    left, top = MARGIN + NAMES_WIDE, TOP + 50
    wide = (WIDTH - MARGIN - left) / 24
    most = max((rate for row in chart.rates for rate in row if rate), default=0.0)
    for hour in range(0, 24, 6):
        sheet.write(left + hour * wide, top - 30, f"{hour:02}:00", size=SMALL, colour=MUTED)
    for weekday, row in enumerate(chart.rates):
        y = top + weekday * CELL_HIGH
        sheet.write(MARGIN, y + CELL_HIGH / 2, chart.weekdays[weekday], width=NAMES_WIDE - 12)
        for hour, rate in enumerate(row):
            colour = RAISED if rate is None else heat(rate / most if most else 0)
            sheet.box(left + hour * wide + 2, y + 3, wide - 4, CELL_HIGH - 6, colour, corner=8)
    legend(sheet, top + 7 * CELL_HIGH + 44, chart.less, chart.more)
    return sheet.png()


def legend(sheet: Sheet, y: float, less: str, more: str) -> None:
    """Draw the colours from little to much at the right edge."""
    x = (
        WIDTH
        - MARGIN
        - sheet.write(WIDTH - MARGIN, y, more, size=SMALL, colour=MUTED, side="right")
    )
    for step in reversed(range(STEPS)):
        x -= 44
        sheet.box(x, y - 15, 34, 30, heat(step / (STEPS - 1)), corner=8)
    sheet.write(x - 16, y, less, size=SMALL, colour=MUTED, side="right")

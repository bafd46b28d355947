"""A person's last weeks: a square for each day, and a few numbers above."""

from bot.reports.charts.chart import Calendar
from bot.reports.charts.heatmap import legend
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

CELL = 74
NUMBERS_HIGH = 150
NAMES_WIDE = 80
# The least that anything is lighter than nothing.
SOMETHING = 0.3


def draw_calendar(chart: Calendar) -> bytes:
    """Return the picture of a person's days."""
    top = TOP + NUMBERS_HIGH + 60
    sheet = Sheet(chart, top + 7 * CELL + 80 + BOTTOM)
    for place, (value, name) in enumerate(chart.numbers):
        wide = (WIDTH - 2 * MARGIN) / len(chart.numbers)
        x = MARGIN + place * wide
        sheet.write(x, TOP + 44, value, size=72, width=wide - 20)
        sheet.write(x, TOP + 108, name, size=SMALL, colour=MUTED, width=wide - 20)
    left = MARGIN + NAMES_WIDE
    wide = (WIDTH - MARGIN - left) / max(len(chart.weeks), 1)
    most = max((count for week in chart.weeks for count in week if count), default=0)
    for row, weekday in enumerate(chart.weekdays):
        y = top + (row + 0.5) * CELL
        sheet.write(MARGIN, y, weekday, size=SMALL, colour=MUTED, width=NAMES_WIDE - 10)
    for column, week in enumerate(chart.weeks):
        x = left + column * wide
        sheet.write(x + 4, top - 28, chart.months[column], size=SMALL, colour=MUTED)
        for row, count in enumerate(week):
            if count is not None:
                colour = _shade(count, most)
                sheet.box(x + 4, top + row * CELL + 4, wide - 8, CELL - 8, colour, corner=14)
    legend(sheet, top + 7 * CELL + 40, chart.less, chart.more)
    return sheet.png()


def _shade(value: int, most: int) -> str:
    return heat(SOMETHING + (1 - SOMETHING) * value / most) if value else RAISED

"""Retention: a row for each cohort, a column for each day after, the lighter the more who are still there."""

from bot.reports.charts.chart import Retention
from bot.reports.charts.theme import (
    BOTTOM,
    LABEL,
    MARGIN,
    MUTED,
    RAISED,
    SMALL,
    TOP,
    WIDTH,
    Sheet,
    heat,
    on,
)

ROW = 76
NAMES_WIDE = 200
SIZE_WIDE = 100


def draw_retention(chart: Retention) -> bytes:
    """Return the picture of a table of cohorts."""
    sheet = Sheet(chart, TOP + 50 + ROW * max(len(chart.cohorts), 1) + 30 + BOTTOM)
    left, top = MARGIN + NAMES_WIDE + SIZE_WIDE, TOP + 50
    wide = (WIDTH - MARGIN - left) / max(len(chart.columns), 1)
    for place, name in enumerate(chart.columns):
        x = left + (place + 0.5) * wide
        sheet.write(x, top - 32, name, size=SMALL, colour=MUTED, side="center")
    for row, (name, size, shares) in enumerate(chart.cohorts):
        y = top + row * ROW
        sheet.write(MARGIN, y + ROW / 2, name, size=SMALL, width=NAMES_WIDE - 10)
        sheet.write(left - 24, y + ROW / 2, f"{size:,}", size=SMALL, colour=MUTED, side="right")
        for place, share in enumerate(shares):
            _cell(sheet, left + place * wide, y, wide, share)
    return sheet.png()


def _cell(sheet: Sheet, x: float, y: float, wide: float, share: float | None) -> None:
    colour = RAISED if share is None else heat(share)
    sheet.box(x + 4, y + 4, wide - 8, ROW - 8, colour, corner=12)
    words = "–" if share is None else f"{share:.0%}"
    ink = MUTED if share is None else on(colour)
    size = LABEL if wide > 100 else SMALL
    sheet.write(x + wide / 2, y + ROW / 2, words, size=size, colour=ink, side="center")

"""League tables: a row for each thing that was tried, its rate as a dot on the stretch where it may lie."""

from bot.reports.charts.chart import League, Rival
from bot.reports.charts.theme import (
    AMBER,
    BOTTOM,
    FAINT,
    INK,
    MARGIN,
    MUTED,
    RAISED,
    SMALL,
    TEAL,
    TOP,
    WIDTH,
    Sheet,
)

ROW = 66
HEAD = 74
NAMES_WIDE = 410
VALUE_WIDE = 210
LEFT = MARGIN + NAMES_WIDE
RIGHT = WIDTH - MARGIN - VALUE_WIDE


def draw_league(chart: League) -> bytes:
    """Return the picture of some tables below each other, all on one scale."""
    rows = sum(len(rivals) for _, rivals in chart.tables)
    high = TOP + HEAD * max(len(chart.tables), 1) + ROW * rows + BOTTOM + 20
    sheet = Sheet(chart, max(high, WIDTH // 3 + 60))
    ends = [
        one.high if one.high is not None else one.rate
        for _, rivals in chart.tables
        for one in rivals
    ]
    most = max([*ends, 0.0]) or 1.0
    y = TOP - 10.0
    for name, rivals in chart.tables:
        sheet.write(MARGIN, y + HEAD - 34, name, colour=AMBER)
        y += HEAD
        for rival in rivals:
            _row(sheet, y, rival, most)
            y += ROW
    return sheet.png()


def _row(sheet: Sheet, y: float, rival: Rival, most: float) -> None:
    middle = y + ROW / 2
    ink = MUTED if rival.low is None else INK
    sheet.write(MARGIN, middle, rival.name, size=SMALL, width=NAMES_WIDE - 24, colour=ink)
    sheet.box(LEFT, middle - 4, RIGHT - LEFT, 8, RAISED, corner=4)
    if rival.low is not None and rival.high is not None:
        start, end = _x(rival.low, most), _x(rival.high, most)
        sheet.box(start, middle - 12, end - start, 24, FAINT, corner=12)
    dot = FAINT if rival.low is None else TEAL
    sheet.box(_x(rival.rate, most) - 9, middle - 9, 18, 18, dot, corner=9)
    sheet.write(WIDTH - MARGIN, middle, rival.value, size=SMALL, side="right", colour=ink)


def _x(rate: float, most: float) -> float:
    return LEFT + 16 + (RIGHT - LEFT - 32) * rate / most

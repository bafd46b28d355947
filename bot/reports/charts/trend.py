"""Trend: active members as a line above, messages as bars below, each before the band of what is usual."""

from bot.reports.charts.chart import Series, Trend
from bot.reports.charts.theme import (
    AMBER,
    BLUE,
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

HEIGHT = 900
PANEL = 172
GAP = 84
# So many names of days fit below each other's side.
NAMES = 4
PALE_TEAL = "#3c7f76"


def draw_trend(chart: Trend) -> bytes:
    """Return the picture of some weeks, of which the last days are what it is about."""
    sheet = Sheet(chart, HEIGHT)
    wide = (WIDTH - 2 * MARGIN) / max(len(chart.days), 1)
    upper = TOP + 60
    lower = upper + PANEL + GAP
    scales = [_scale(chart.upper), _scale(chart.lower)]
    for top, series, most, colour in (
        (upper, chart.upper, scales[0], AMBER),
        (lower, chart.lower, scales[1], TEAL),
    ):
        _panel(sheet, chart, top, series, colour)
        _band(sheet, top, wide, series, most)
    _line(sheet, upper, wide, chart, scales[0])
    _bars(sheet, lower, wide, chart, scales[1])
    _names(sheet, wide, chart, lower + PANEL)
    return sheet.png()


def _scale(series: Series) -> float:
    return max([*series.values, *(high for high in series.high if high is not None), 1])


def _panel(sheet: Sheet, chart: Trend, top: float, series: Series, colour: str) -> None:
    """Write what is shown, and its value on the days that it is about, over a ground line."""
    sheet.box(MARGIN, top - 56, 20, 20, colour, corner=6)
    sheet.write(MARGIN + 34, top - 46, series.name, colour=MUTED)
    last = series.values[-1]
    x = WIDTH - MARGIN
    if chart.told == 1:
        sheet.write(x, top - 46, f"{last:,}", size=44, colour=colour, side="right")
    else:
        most = max(series.values[-chart.told :])
        sheet.write(x, top - 46, f"▲ {most:,}", colour=colour, side="right")
    sheet.line([(MARGIN, top + PANEL), (WIDTH - MARGIN, top + PANEL)], FAINT, wide=2)


def _band(sheet: Sheet, top: float, wide: float, series: Series, most: float) -> None:
    """Fill from low to high, stretch by stretch of days of which both are known."""
    stretch: list[tuple[float, float, float]] = []
    for place, (low, high) in enumerate([*zip(series.low, series.high, strict=True), (None, None)]):
        if low is not None and high is not None:
            x = MARGIN + (place + 0.5) * wide
            stretch.append((x, top + PANEL * (1 - low / most), top + PANEL * (1 - high / most)))
        elif stretch:
            _fill(sheet, stretch, wide)
            stretch = []


def _fill(sheet: Sheet, stretch: list[tuple[float, float, float]], wide: float) -> None:
    first, last = stretch[0], stretch[-1]
    edges = [(first[0] - wide / 2, *first[1:]), *stretch, (last[0] + wide / 2, *last[1:])]
    above = [(x, high) for x, _, high in edges]
    below = [(x, low) for x, low, _ in reversed(edges)]
    sheet.area([*above, *below], BLUE, opacity=0.22)


def _bars(sheet: Sheet, top: float, wide: float, chart: Trend, most: float) -> None:
    values = chart.lower.values
    for place, value in enumerate(values):
        high = PANEL * value / most
        x = MARGIN + (place + 0.16) * wide
        colour = TEAL if place >= len(values) - chart.told else PALE_TEAL
        if chart.unfinished and place == len(values) - 1:
            colour = FAINT
        sheet.box(x, top + PANEL - high, wide * 0.68, high, colour, corner=6)


def _line(sheet: Sheet, top: float, wide: float, chart: Trend, most: float) -> None:
    values = chart.upper.values
    points = [
        (MARGIN + (place + 0.5) * wide, top + PANEL * (1 - value / most))
        for place, value in enumerate(values)
    ]
    if chart.unfinished and len(points) > 1:
        sheet.line(points[-2:], FAINT)
        points.pop()
    if len(points) > 1:
        sheet.line(points, AMBER, wide=5)
    x, y = points[-1]
    sheet.box(x - 11, y - 11, 22, 22, INK, corner=11)
    sheet.box(x - 7, y - 7, 14, 14, AMBER, corner=7)


def _names(sheet: Sheet, wide: float, chart: Trend, ground: float) -> None:
    """Write some days below, a mark below each day with a post, and what band and marks are."""
    for place in chart.marks:
        x = MARGIN + (place + 0.5) * wide
        sheet.box(x - 7, ground + 12, 14, 14, BLUE, corner=7)
    step = max(-(-len(chart.days) // NAMES), 1)
    for place in range(len(chart.days) - 1, -1, -step):
        x = min(max(MARGIN + (place + 0.5) * wide, MARGIN + 60), WIDTH - MARGIN - 60)
        sheet.write(x, ground + 52, chart.days[place], size=SMALL, colour=MUTED, side="center")
    y = HEIGHT - BOTTOM - 30
    x = float(MARGIN)
    if any(low is not None for low in (*chart.upper.low, *chart.lower.low)):
        sheet.box(x, y - 13, 40, 26, RAISED, corner=6)
        sheet.box(x, y - 13, 40, 26, "#364560", corner=6)
        x += 54 + sheet.write(x + 54, y, chart.band_name, size=SMALL, colour=MUTED) + 40
    if chart.marks:
        sheet.box(x, y - 7, 14, 14, BLUE, corner=7)
        sheet.write(x + 26, y, chart.marks_name, size=SMALL, colour=MUTED)

"""Charts as SVG, for a file that a browser shows: the same shapes, no library, nothing from outside. Pure."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 720, 270
LEFT, TOP, BOTTOM = 8, 44, 36
AMBER, TEAL, BAND, MARK, FAINT = "#c98a1b", "#2f9c86", "#7ea9e6", "#3f6fb5", "#9aa7b8"
NAMES = 4


def bars(
    name: str,
    days: Sequence[str],
    values: Sequence[int],
    band: Sequence[tuple[float, float] | None],
) -> str:
    """Return a bar a day before the band of what is usual."""
    most = _most(values, band)
    wide = _wide(values)
    shapes = [
        _rect(LEFT + (at + 0.15) * wide, value / most, wide * 0.7, f"{days[at]}: {value:,}")
        for at, value in enumerate(values)
    ]
    return _chart(name, days, values, [_band(band, most, wide), *shapes])


def line(
    name: str,
    days: Sequence[str],
    values: Sequence[int],
    band: Sequence[tuple[float, float] | None],
) -> str:
    """Return a line through the days before the band of what is usual."""
    most, wide = _most(values, band), _wide(values)
    points = " ".join(
        f"{LEFT + (at + 0.5) * wide:.1f},{_y(value / most):.1f}" for at, value in enumerate(values)
    )
    drawn = f'<polyline points="{points}" fill="none" stroke="{AMBER}" stroke-width="3"/>'
    return _chart(name, days, values, [_band(band, most, wide), drawn])


def heat(weekdays: Sequence[str], rates: Sequence[Sequence[float | None]]) -> str:
    """Return a square for each hour of the week, the darker the livelier."""
    most = max((rate for row in rates for rate in row if rate), default=0.0) or 1.0
    names, cell, high = 72, 27, 30
    shapes = []
    for row, weekday in enumerate(weekdays):
        y = 32 + row * high
        shapes.append(f'<text x="0" y="{y + 21}">{escape(weekday)}</text>')
        for hour, rate in enumerate(rates[row]):
            opacity = 0.06 + 0.94 * (rate or 0) / most
            x = names + hour * cell
            label = "–" if rate is None else f"{rate:.1f}"
            title = f"<title>{escape(weekday)} {hour:02}:00: {label}</title>"
            shapes.append(
                f'<rect x="{x}" y="{y}" width="{cell - 3}" height="{high - 3}" rx="4" '
                f'fill="{TEAL}" fill-opacity="{opacity:.2f}">{title}</rect>'
            )
    hours = [
        f'<text x="{names + hour * cell}" y="22">{hour:02}:00</text>' for hour in (0, 6, 12, 18)
    ]
    return _svg(32 + len(weekdays) * high, [*hours, *shapes])


def _chart(name: str, days: Sequence[str], values: Sequence[int], shapes: list[str]) -> str:
    wide = _wide(values)
    step = max(-(-len(days) // NAMES), 1)
    names = [
        f'<text x="{LEFT + (at + 0.5) * wide:.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(days[at])}</text>"
        for at in range(step // 2, len(days), step)
    ]
    head = f'<text x="0" y="24" class="name">{escape(name)}</text>'
    top = f'<text x="{WIDTH}" y="24" text-anchor="end">max. {max(values, default=0):,}</text>'
    ground = f'<path d="M0 {HEIGHT - BOTTOM}H{WIDTH}" stroke="{FAINT}"/>'
    return _svg(HEIGHT, [head, top, *shapes, ground, *names])


def _svg(height: int, shapes: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img">{"".join(shapes)}</svg>'


def _band(band: Sequence[tuple[float, float] | None], most: float, wide: float) -> str:
    return "".join(
        f'<rect x="{LEFT + at * wide:.1f}" y="{_y(edge[1] / most):.1f}" width="{wide:.1f}" '
        f'height="{max(_y(edge[0] / most) - _y(edge[1] / most), 0):.1f}" '
        f'fill="{BAND}" fill-opacity="0.2"/>'
        for at, edge in enumerate(band)
        if edge is not None
    )


def _rect(x: float, share: float, wide: float, title: str) -> str:
    y = _y(share)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" rx="2" '
        f'fill="{TEAL}"><title>{escape(title)}</title></rect>'
    )


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(share, 1.0))


def _wide(values: Sequence[int]) -> float:
    return (WIDTH - 2 * LEFT) / max(len(values), 1)


def _most(values: Sequence[int], band: Sequence[tuple[float, float] | None]) -> float:
    return max([*values, *(edge[1] for edge in band if edge is not None), 1])

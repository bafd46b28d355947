"""The look that all charts share: a sheet measured in pixels, its colours, letters and shapes.

Telegram shows a picture some 360 points wide on a phone: on a sheet of 1080 pixels nothing that is to be
read may be smaller than 28. The ground is a deep slate, which neither
glares in the dark nor sinks in the light.
"""

import io
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib
from matplotlib import font_manager, ft2font
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from bot.reports.charts.chart import Chart

GROUND = "#222b38"
RAISED = "#2d3848"
INK = "#ebe7df"
MUTED = "#9aa7b8"
FAINT = "#435064"
TEAL = "#58c4ac"
CORAL = "#f08f76"
AMBER = "#efc26d"
BLUE = "#7ea9e6"
VIOLET = "#b79be2"
# From nothing to much, evenly lighter, so that it also reads without colours.
HEAT = LinearSegmentedColormap.from_list(
    "heat", ["#33455a", "#2f6f78", "#3fa08f", "#8fcf9a", "#f6e3a1"]
)

WIDTH = 1080
MARGIN = 56
DPI = 72  # So that a point of type is a pixel.
TITLE, SUBTITLE, LABEL, SMALL = 52, 34, 32, 28
TOP, BOTTOM = 200, 84

Side = Literal["left", "center", "right"]

FONTS = Path(__file__).parent / "fonts"
# The first that has a character draws it; DejaVu, which comes with matplotlib, has the other alphabets.
FAMILY = ["Renao CJK", "DejaVu Sans", "Renao Emoji"]
# They join or colour the characters before them; alone they are a box.
UNSEEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")

for file in ("RenaoCJK.otf", "RenaoEmoji.ttf"):
    font_manager.fontManager.addfont(FONTS / file)
matplotlib.rcParams["font.family"] = FAMILY


class Sheet:
    """A picture in the making: its origin is the upper left corner, its unit a pixel."""

    def __init__(self, chart: Chart, height: int) -> None:
        self.height = height
        self.figure = Figure((WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.axes.axis("off")
        wide = WIDTH - 2 * MARGIN
        self.write(MARGIN, 78, chart.title, size=TITLE, width=wide)
        self.write(MARGIN, 140, chart.subtitle, size=SUBTITLE, colour=MUTED, width=wide)
        self.write(MARGIN, height - 42, chart.footer, size=SMALL, colour=MUTED, width=wide)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL,
        colour: str = INK,
        side: Side = "left",
        width: float | None = None,
    ) -> float:
        """Write a line with its middle at `y`, cut to `width`; return how wide it is."""
        shown = drawable(text)
        artist = self.axes.text(
            x, y, shown, size=size, color=colour, ha=side, va="center_baseline", parse_math=False
        )
        while width is not None and len(shown) > 1 and self._width(artist) > width:
            shown = shown[:-1].rstrip()
            artist.set_text(f"{shown}...")
        return self._width(artist)

    def _width(self, artist: Text) -> float:
        return float(artist.get_window_extent().width)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, corner: float = 10
    ) -> None:
        """Fill a rectangle with round corners, whose upper left one is at x, y."""
        if width <= 0 or height <= 0:
            return
        corner = min(corner, width / 2, height / 2)
        style = f"round,pad=0,rounding_size={corner}"
        patch = FancyBboxPatch((x, y), width, height, boxstyle=style, fc=colour, lw=0, zorder=2.5)
        self.axes.add_patch(patch)

    def line(self, points: list[tuple[float, float]], colour: str, *, wide: float = 6) -> None:
        """Draw a line through points."""
        self.axes.plot(
            *zip(*points, strict=True),
            color=colour,
            lw=wide,
            solid_capstyle="round",
            solid_joinstyle="round",
        )

    def area(self, points: list[tuple[float, float]], colour: str, *, opacity: float) -> None:
        """Fill what points enclose."""
        self.axes.add_patch(Polygon(points, closed=True, fc=colour, alpha=opacity, lw=0))

    def ribbon(
        self,
        left: tuple[float, float],
        right: tuple[float, float],
        thick: float,
        colour: str,
    ) -> None:
        """Lead a band from one upper end to another, in a smooth bend."""
        (x0, y0), (x1, y1) = left, right
        middle = (x0 + x1) / 2
        corners = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + thick)]
        corners += [(middle, y1 + thick), (middle, y0 + thick), (x0, y0 + thick), (x0, y0)]
        bends = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3]
        path = Outline(corners, [*bends, Outline.CLOSEPOLY])
        self.axes.add_patch(matplotlib.patches.PathPatch(path, fc=colour, alpha=0.5, lw=0))

    def png(self) -> bytes:
        """Return the picture."""
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=DPI, facecolor=GROUND)
        return file.getvalue()


def heat(share: float) -> str:
    """Return the colour of a share of the most, from 0 to 1."""
    return str(to_hex(HEAT(share)))


def on(colour: str) -> str:
    """Return the ink that is read best on a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return GROUND if 0.299 * red + 0.587 * green + 0.114 * blue > 130 else INK


def drawable(text: str) -> str:
    """Return `text` on one line, without the characters for which no font has a shape."""
    visible = UNSEEN.sub("", " ".join(unicodedata.normalize("NFC", text).split()))
    return " ".join("".join(each for each in visible if ord(each) in shapes()).split())


@cache
def shapes() -> frozenset[int]:
    """Return all characters that can be drawn."""
    files = [font_manager.findfont(name, fallback_to_default=False) for name in FAMILY]
    return frozenset().union(*(ft2font.FT2Font(file).get_charmap() for file in files))

"""Charts: every kind is drawn, large enough to read, without a single box in the place of a letter."""

import io
import warnings
from collections.abc import Iterator
from itertools import product

import matplotlib.image
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

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
    packed,
    unpacked,
)
from bot.reports.charts.draw import draw
from bot.reports.charts.theme import GROUND, INK, MUTED, WIDTH, drawable

WORDS = {"title": "极光粉丝团 🎉", "subtitle": "Aurora 팬클럽 · ファン", "footer": "Record: A"}
WEEK = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
UPPER = Series("活跃成员", [3, 0, 5], [1.0, 1.0, None], [6.0, 6.5, None])
LOWER = Series("消息", [30, 0, 50], [None, 9.0, 9.0], [None, 60.0, 70.0])
NOTHING = Series("m", [0], [None], [None])
CHARTS: list[Chart] = [
    Trend(
        days=["11月1日", "11月2日", "11月3日"],
        upper=UPPER,
        lower=LOWER,
        told=1,
        marks=[0, 2],
        marks_name="推送",
        band_name="前 4 周的通常范围",
        unfinished=True,
        **WORDS,
    ),
    Activity(
        days=["1", "2"],
        messages=[3, 0],
        actives=[1, 0],
        messages_name="消息",
        actives_name="活跃",
        **WORDS,
    ),
    HeatMap(
        weekdays=WEEK,
        rates=[[None, *[float(h) for h in range(23)]]] * 7,
        less="少",
        more="多",
        **WORDS,
    ),
    Retention(columns=["D1", "D7"], cohorts=[("11月2日", 12, [0.5, None])], **WORDS),
    Lifecycle(
        states=["新成员", "活跃"],
        flows=[Flow(-1, 0, 2), Flow(0, 1, 1)],
        before="1",
        after="8",
        newcomers="还没来",
        **WORDS,
    ),
    Calendar(
        weekdays=WEEK,
        weeks=[[0, 1, 2, 3, 4, 5, None]] * 12,
        months=["9月", *[""] * 11],
        numbers=[("12", "天")],
        less="少",
        more="多",
        **WORDS,
    ),
    League(
        tables=[
            (
                "形式",
                [Rival("投票", 0.12, 0.09, 0.16, "12% · n 14"), Rival("b", 0, None, None, "n 1")],
            ),
            ("时段", [Rival("18:00", 0.1, 0.0, 0.2, "10% · n 9")]),
        ],
        **WORDS,
    ),
]
QUIET: list[Chart] = [
    Trend(
        days=["1"],
        upper=NOTHING,
        lower=NOTHING,
        told=1,
        marks=[],
        marks_name="",
        band_name="",
        **WORDS,
    ),
    Activity(days=["1"], messages=[0], actives=[0], messages_name="m", actives_name="a", **WORDS),
    HeatMap(weekdays=WEEK, rates=[[None] * 24] * 7, less="", more="", **WORDS),
    Retention(columns=["D1"], cohorts=[], **WORDS),
    Lifecycle(states=[], flows=[], before="", after="", newcomers="", **WORDS),
    Calendar(weekdays=WEEK, weeks=[], months=[], numbers=[], less="", more="", **WORDS),
    League(tables=[("", [Rival("a", 0, None, None, "")])], **WORDS),
    League(tables=[], **WORDS),
]


def pixels(png: bytes) -> np.ndarray:
    return matplotlib.image.imread(io.BytesIO(png))


def colour(name: str) -> list[float]:
    return [int(name[place : place + 2], 16) / 255 for place in (1, 3, 5)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_every_chart_comes_back_from_json_and_fills_the_width_of_a_phone(chart: Chart) -> None:
    assert unpacked(packed(chart)) == chart
    picture = pixels(draw(chart))
    assert picture.shape[1] == WIDTH
    assert WIDTH / 3 < picture.shape[0] < WIDTH * 1.4
    # Its corners are its own ground, which no theme of a reader's shines through.
    for y, x in product((0, -1), (0, -1)):
        assert np.allclose(picture[y, x, :3], colour(GROUND), atol=0.01)
    assert picture[:, :, 3].min() == 1.0


@pytest.mark.parametrize("chart", QUIET, ids=lambda chart: type(chart).__name__)
def test_a_group_in_which_nothing_happened_has_a_picture_too(chart: Chart) -> None:
    assert pixels(draw(chart)).shape[1] == WIDTH


def test_an_unknown_chart_is_no_chart() -> None:
    with pytest.raises(ValueError, match="Invalid value"):
        unpacked({"type": "Fireworks"})


def shape_of(text: str) -> bytes:
    """Draw a text alone, by the fonts of the charts."""
    figure = Figure((1, 1), dpi=72)
    figure.text(0.1, 0.4, text, size=40, parse_math=False)
    file = io.BytesIO()
    with warnings.catch_warnings():
        # It warns of a glyph that is missing; here one is meant to be.
        warnings.simplefilter("ignore")
        figure.savefig(file, format="png")
    return pixels(file.getvalue()).tobytes()


@pytest.fixture(scope="module")
def tofu() -> Iterator[bytes]:
    """The box that stands for a character without a shape: one of private use."""
    yield shape_of("\ue123")


@pytest.mark.parametrize("letter", [*"热闹繁體ひカ팬é中ЖΩ", *"🎉❤😂🦊⭐", "ش", "א"])
def test_a_letter_is_no_box_and_not_like_another(letter: str, tofu: bytes) -> None:
    assert drawable(letter) == letter
    shape = shape_of(letter)
    assert shape != tofu
    assert shape != shape_of("好")
    assert shape != shape_of(" ")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("小明🦊", "小明🦊"),
        ("👍🏽 ok", "👍 ok"),
        ("👩‍🚀", "👩🚀"),
        ("❤️", "❤"),
        ("a\nb\u202ec\ue123", "a bc"),
        ("$x^2$", "$x^2$"),
        ("\U000e0041\U0010ffff", ""),
    ],
)
def test_what_has_no_shape_is_left_out(name: str, shown: str) -> None:
    assert drawable(name) == shown


@given(st.text(max_size=40))
def test_no_name_leaves_a_box_or_a_second_line(name: str) -> None:
    shown = drawable(name)
    assert drawable(shown) == shown
    assert "\n" not in shown


@pytest.mark.parametrize("title", ["$\\frac{", "<b>Bob</b>", "W" * 300, "粉" * 300, "\ue123", ""])
def test_no_name_breaks_a_picture(title: str) -> None:
    chart = Retention(title=title, subtitle="", footer="", columns=["D1"], cohorts=[])
    picture = pixels(draw(chart))
    # What is too long is cut before the edge.
    assert np.allclose(picture[:, -40:, :3], colour(GROUND), atol=0.01)


def test_letters_stand_out_from_their_ground() -> None:
    def light(name: str) -> float:
        parts = [
            part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour(name)
        ]
        return sum(
            weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
        )

    for ink in (INK, MUTED):
        assert (light(ink) + 0.05) / (light(GROUND) + 0.05) > 4.5  # WCAG AA

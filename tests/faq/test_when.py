"""From when and until when, as operators type it."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import DAY, HOUR
from bot.faq.when import parse_when
from bot.texts import Refused

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR = 1_767_222_000.0  # 2026-01-01 00:00 in Berlin


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("2026-01-01..2026-01-02", NEW_YEAR, NEW_YEAR + 2 * DAY),
        ("2026-01-01 18:00 .. 2026-1-2 9:00", NEW_YEAR + 18 * HOUR, NEW_YEAR + 33 * HOUR),
        ("2026-01-01 - 2026-01-01", NEW_YEAR, NEW_YEAR + DAY),
        ("2026-01-01 到 2026-01-01 12：00", NEW_YEAR, NEW_YEAR + 12 * HOUR),
        ("2026-01-01…", NEW_YEAR, None),
        ("..2026-01-01", None, NEW_YEAR + DAY),
    ],
)
def test_a_time_is_read_by_the_groups_clock(
    typed: str, starts: float | None, ends: float | None
) -> None:
    assert parse_when(typed, BERLIN) == (starts, ends)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "..",
        "soon",
        "2026-01-01",
        "2026-13-01..",
        "2026-01-01 25:00..",
        "0000-01-01..",
        "..9999-12-31",
    ],
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="bad_when"):
        parse_when(typed, BERLIN)


@given(st.text(alphabet="0123456789-:. T到…", max_size=40))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        parse_when(typed, BERLIN)
    except Refused:
        return

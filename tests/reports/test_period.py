"""The periods and hours that people type."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity.figures import Period
from bot.clock.days import from_date
from bot.reports.period import parse_period, parse_time
from bot.texts import Refused, say

TODAY = from_date(date(2026, 3, 10))


@pytest.mark.parametrize(
    ("text", "days_ago"),
    [
        ("", (6, 0)),
        ("7d", (6, 0)),
        (" 30D ", (29, 0)),
        ("７天", (6, 0)),
        ("1 day", (0, 0)),
        ("today", (0, 0)),
        ("昨天", (1, 1)),
        ("Yesterday", (1, 1)),
        ("2026-03-01..2026-03-05", (9, 5)),
        ("2026-03-01 to 2026-03-05", (9, 5)),
        ("2026-03-01 到 2026-03-05", (9, 5)),
        ("2026-03-01", (9, 9)),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, days_ago: tuple[int, int]) -> None:
    assert parse_period(text, TODAY) == Period(TODAY - days_ago[0], TODAY - days_ago[1])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("soon", "reports.bad_period"),
        ("2026-02-30", "reports.bad_period"),
        ("0001-01-01", "reports.bad_period"),
        ("2012-12-31..2013-01-05", "reports.bad_period"),
        ("7", "reports.bad_period"),
        ("0d", "reports.bad_period"),
        ("2026-03-05..2026-03-01", "reports.period_backwards"),
        ("2026-03-05..2026-03-11", "reports.period_future"),
        ("2024-01-01..2026-03-01", "reports.period_long"),
        ("9999d", "reports.period_long"),
    ],
)
def test_what_is_no_period_gets_a_sentence(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(text, TODAY)
    assert refused.value.key == key
    for language in ("en", "zh-CN"):
        assert text in say(refused.value.key, language, **refused.value.data)


@given(st.text())
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = parse_period(text, TODAY)
    except Refused:
        return
    assert period.first <= period.last <= TODAY


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("08:00", time(8)),
        ("8", time(8)),
        ("8点30", time(8, 30)),
        ("２３：５９", time(23, 59)),
        ("0", time(0)),
    ],
)
def test_an_hour_is_read_as_people_write_it(text: str, at: time) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "8:5", "noon", "-1", "08:00:00"])
def test_what_is_no_hour_gets_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_time(text)
    assert refused.value.key == "reports.bad_time"

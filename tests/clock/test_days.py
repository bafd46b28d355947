"""Local days and instants, by example and by Hypothesis."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock.days import HOUR, as_date, at_local, day_of, from_date, hours_in, local, start_of_day
from bot.clock.zones import parse_zone

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [BERLIN, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Beirut")]


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("day", "hour", "zone", "instant"),
    [
        ("2026-03-28", "02:30", "Europe/Berlin", "2026-03-28 01:30"),
        (
            "2026-03-29",
            "02:30",
            "Europe/Berlin",
            "2026-03-29 01:00",
        ),  # skipped: right after the gap
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25 00:30"),  # doubled: the first one
        ("2026-11-23", "08:00", "Asia/Shanghai", "2026-11-23 00:00"),
        ("2011-12-30", "12:00", "Pacific/Apia", "2011-12-30 10:00"),  # a whole day that never was
    ],
)
def test_a_local_time_is_one_instant(day: str, hour: str, zone: str, instant: str) -> None:
    when = at_local(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(zone))
    assert when == utc(instant)


def test_days_on_which_clocks_change_are_shorter_or_longer() -> None:
    assert hours_in(from_date(date(2026, 3, 29)), BERLIN) == 23
    assert hours_in(from_date(date(2026, 10, 25)), BERLIN) == 25
    assert hours_in(from_date(date(2026, 10, 26)), BERLIN) == 24


@given(st.integers(0, 2**31), st.sampled_from(ZONES))
def test_every_instant_lies_within_its_own_day(instant: int, zone: ZoneInfo) -> None:
    day = day_of(instant, zone)
    assert start_of_day(day, zone) <= instant < start_of_day(day + 1, zone)
    assert as_date(day) == local(instant, zone).date()


@given(st.dates(date(1990, 1, 1), date(2037, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_a_local_time_is_never_read_before_its_own_day_nor_much_after(
    when: date, clock: time, zone: ZoneInfo
) -> None:
    instant = at_local(when, clock.replace(microsecond=0, fold=0), zone)
    assert start_of_day(from_date(when), zone) <= instant
    assert instant < start_of_day(from_date(when), zone) + 25 * HOUR


def test_a_zone_is_found_however_it_is_typed_and_a_wrong_one_is_a_sentence() -> None:
    assert parse_zone(" europe/BERLIN ").key == "Europe/Berlin"
    assert parse_zone("america/new york").key == "America/New_York"
    with pytest.raises(ValueError, match=r"“Berln” is no time zone .* Asia/Shanghai"):
        parse_zone("Berln")

"""The hours of the week, also in the weeks in which clocks change."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.activity.heatmap import rates_of, real_hours
from bot.activity.period import Period
from bot.clock.days import from_date, start_of_day

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = 6
FOREVER = 1e11


def hours_of(first: date, last: date, zone: ZoneInfo = BERLIN) -> dict[tuple[int, int], float]:
    return real_hours(Period(from_date(first), from_date(last)), zone, FOREVER)


def test_a_week_has_each_hour_once_and_one_with_a_change_23_or_25_on_its_sunday() -> None:
    assert set(hours_of(date(2026, 6, 1), date(2026, 6, 7)).values()) == {1.0}
    spring = hours_of(date(2026, 3, 23), date(2026, 3, 29))
    autumn = hours_of(date(2026, 10, 19), date(2026, 10, 25))
    assert (spring[SUNDAY, 1], spring[SUNDAY, 2], spring[SUNDAY, 3]) == (1, 0, 1)
    assert (autumn[SUNDAY, 1], autumn[SUNDAY, 2], autumn[SUNDAY, 3]) == (1, 2, 1)
    assert (sum(spring.values()), sum(autumn.values())) == (167, 169)


def test_half_an_hour_that_is_skipped_is_half_an_hour_less() -> None:
    # On Lord Howe Island clocks go from 2:00 to 2:30 on 4 October 2026.
    hours = hours_of(date(2026, 10, 4), date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"))
    assert (hours[SUNDAY, 2], sum(hours.values())) == (0.5, 23.5)


def test_hours_that_have_not_come_yet_do_not_count() -> None:
    monday = from_date(date(2026, 6, 1))
    now = start_of_day(monday, BERLIN) + 2.75 * 3600
    hours = real_hours(Period(monday, monday + 1), BERLIN, now)
    assert [hours[0, hour] for hour in range(4)] == [1, 1, 0.75, 0]
    assert sum(hours.values()) == 2.75


def test_a_rate_is_by_the_real_hours_and_unknown_without_any() -> None:
    rates = rates_of({(6, 2): 6, (0, 0): 3}, {(6, 2): 2.0, (0, 0): 1.0, (0, 1): 1.0})
    assert (rates[6][2], rates[0][0], rates[0][1], rates[3][3]) == (3, 3, 0, None)
    assert [len(row) for row in rates] == [24] * 7

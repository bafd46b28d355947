"""The hours of the week, also in the weeks in which clocks change."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.activity import chats
from bot.activity.heatmap import heat_map, rates_of, real_hours, start_of_hour
from bot.activity.period import Period
from bot.clock.days import from_date, start_of_day
from bot.storage import Database
from tests.activity import updates as u

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


@pytest.mark.parametrize(
    ("now", "start", "zone"),
    [
        (1_780_308_000 + 5, 1_780_308_000, BERLIN),  # 2026-06-01 12:00
        (1_780_308_000 - 1, 1_780_308_000 - 3600, BERLIN),
        (1_792_890_000 + 900, 1_792_890_000 - 3600, BERLIN),  # 2026-10-25, the second 2:00
        (1_791_041_400 + 60, 1_791_041_400, ZoneInfo("Australia/Lord_Howe")),  # 2026-10-04 2:30
    ],
)
def test_an_hour_began_when_clocks_first_showed_it(
    now: float, start: float, zone: ZoneInfo
) -> None:
    assert start_of_hour(now, zone) == start


async def test_one_message_in_a_young_hour_is_not_hundreds_an_hour(database: Database) -> None:
    await u.recorded(database, u.message(1, at=u.START), u.message(2, at=u.START + 3601))
    day = u.START // 86400
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        young = await heat_map(tx, chat, Period(day, day), u.START + 3605)
        over = await heat_map(tx, chat, Period(day, day), u.START + 7200)
    thursday = 3
    assert young[thursday][:2] == (1, None)
    assert over[thursday][:3] == (1, 1, None)

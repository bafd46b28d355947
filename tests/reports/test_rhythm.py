"""Each period is told once, at the reader's hour, wherever she and the group are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.activity.period import Period
from bot.clock.days import as_date, from_date
from bot.reports.rhythm import Hour, Rhythm, due, due_at, latest_due, latest_end, period_ending

BERLIN, SHANGHAI, NEW_YORK = map(ZoneInfo, ("Europe/Berlin", "Asia/Shanghai", "America/New_York"))
EIGHT = time(8)
HOUR = 3600


def day(text: str) -> int:
    return from_date(date.fromisoformat(text))


def at(text: str, zone: ZoneInfo) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_periods_end_on_sundays_and_with_the_month() -> None:
    assert latest_end(Rhythm.WEEK, day("2026-01-04")) == day("2026-01-04")
    assert latest_end(Rhythm.WEEK, day("2026-01-05")) == day("2026-01-04")
    assert latest_end(Rhythm.MONTH, day("2026-02-28")) == day("2026-02-28")
    assert latest_end(Rhythm.MONTH, day("2026-02-27")) == day("2026-01-31")
    week = period_ending(Rhythm.WEEK, day("2026-01-04"))
    assert week == Period(day("2025-12-29"), day("2026-01-04"))
    month = period_ending(Rhythm.MONTH, day("2026-02-28"))
    assert month == Period(day("2026-02-01"), day("2026-02-28"))


def test_the_report_is_due_at_the_readers_hour_after_the_groups_day() -> None:
    # The group's Thursday ends at 06:00 in Shanghai: two hours later it is eight there.
    assert due_at(day("2026-01-01"), Hour(EIGHT, SHANGHAI), NEW_YORK) == at(
        "2026-01-03 08:00", SHANGHAI
    )
    assert due_at(day("2026-01-01"), Hour(EIGHT, NEW_YORK), SHANGHAI) == at(
        "2026-01-02 08:00", NEW_YORK
    )
    assert due_at(day("2026-01-01"), Hour(EIGHT, BERLIN), BERLIN) == at("2026-01-02 08:00", BERLIN)


@pytest.mark.parametrize("reader", [BERLIN, SHANGHAI, NEW_YORK])
@pytest.mark.parametrize("group", [BERLIN, SHANGHAI, NEW_YORK])
@pytest.mark.parametrize("hour", [time(0), time(2, 30), time(8), time(23, 30)])
def test_in_a_year_with_days_of_23_and_25_hours_each_day_comes_once(
    reader: ZoneInfo, group: ZoneInfo, hour: time
) -> None:
    first = day("2026-01-01")
    sent: list[int] = []
    last = first
    now = at("2026-01-03 00:00", BERLIN)
    mornings: list[date] = []
    while now < at("2027-01-02 00:00", BERLIN):
        for rhythm, end in due({Rhythm.DAY: last}, Hour(hour, reader), group, now):
            assert rhythm is Rhythm.DAY
            sent.append(end)
            last = end
            mornings.append(datetime.fromtimestamp(now, UTC).astimezone(reader).date())
        now += HOUR / 2
    assert sent == list(range(first + 1, sent[-1] + 1))
    assert sent[-1] >= day("2026-12-30")
    # One a day, but where the group's midnight crosses the reader's hour because clocks changed.
    twice = len(mornings) - len(set(mornings))
    assert twice <= 2


def test_a_reader_who_changes_zones_gets_each_day_once() -> None:
    last = day("2026-01-01")
    sent = []
    zones = [BERLIN, NEW_YORK, SHANGHAI, BERLIN, SHANGHAI, NEW_YORK]
    for number, zone in enumerate(zones):
        for step in range(48):
            now = at("2026-01-03 00:00", BERLIN) + number * 24 * HOUR + step * HOUR / 2
            for _, end in due({Rhythm.DAY: last}, Hour(EIGHT, zone), BERLIN, now):
                sent.append(end)
                last = end
    assert sent == sorted(set(sent))
    assert len(sent) == len(range(day("2026-01-02"), last + 1))


def test_of_days_missed_the_latest_comes_and_one_missed_day_too() -> None:
    now = at("2026-01-10 09:00", BERLIN)
    hour = Hour(EIGHT, BERLIN)

    def told(last: str) -> list[date]:
        return [as_date(end) for _, end in due({Rhythm.DAY: day(last)}, hour, BERLIN, now)]

    assert told("2026-01-09") == []
    assert told("2026-01-08") == [date(2026, 1, 9)]
    assert told("2026-01-07") == [date(2026, 1, 8), date(2026, 1, 9)]
    assert told("2026-01-03") == [date(2026, 1, 9)]


def test_what_is_not_wanted_is_never_due() -> None:
    now = at("2026-02-01 09:00", BERLIN)
    wanted = {Rhythm.DAY: None, Rhythm.WEEK: day("2026-01-18"), Rhythm.MONTH: day("2025-12-31")}
    assert due(wanted, Hour(EIGHT, BERLIN), BERLIN, now) == [
        (Rhythm.WEEK, day("2026-01-25")),
        (Rhythm.MONTH, day("2026-01-31")),
    ]


def test_the_week_is_due_on_monday_at_the_hour() -> None:
    hour = Hour(EIGHT, BERLIN)
    sunday = day("2026-01-04")
    before = at("2026-01-05 07:59", BERLIN)
    assert latest_due(Rhythm.WEEK, hour, BERLIN, before) == sunday - 7
    assert latest_due(Rhythm.WEEK, hour, BERLIN, before + 60) == sunday
    assert timedelta(seconds=due_at(sunday, hour, BERLIN) - before) == timedelta(minutes=1)

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import DAY, MINUTE
from bot.clock.days import from_date
from bot.prompts.rhythm import Rhythm, Schedule, next_run, runs_until

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
APIA = ZoneInfo("Pacific/Apia")  # it left out 30 December 2011
SHANGHAI = ZoneInfo("Asia/Shanghai")

CHANGES = [
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 3, 8)),
    (NEW_YORK, date(2026, 11, 1)),
    (LORD_HOWE, date(2026, 4, 5)),
    (LORD_HOWE, date(2026, 10, 4)),
    (APIA, date(2011, 12, 30)),
]


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def daily(clock: time, zone: ZoneInfo = BERLIN) -> Schedule:
    return Schedule(Rhythm.DAILY, zone, clock)


def weekly(clock: time, *weekdays: int, zone: ZoneInfo = BERLIN) -> Schedule:
    return Schedule(Rhythm.WEEKLY, zone, clock, frozenset(weekdays))


@pytest.mark.parametrize(
    ("schedule", "after", "due"),
    [
        (daily(time(21, 30)), "2026-01-05T12:00+01:00", "2026-01-05T21:30+01:00"),
        (daily(time(21, 30)), "2026-01-05T21:29:59+01:00", "2026-01-05T21:30+01:00"),
        (daily(time(21, 30)), "2026-01-05T21:30+01:00", "2026-01-06T21:30+01:00"),
        (daily(time(0)), "2026-01-05T12:00+01:00", "2026-01-06T00:00+01:00"),
        (daily(time(9), SHANGHAI), "2026-01-05T00:30+00:00", "2026-01-05T09:00+08:00"),
        (weekly(time(9), 0, 3), "2026-01-05T12:00+01:00", "2026-01-08T09:00+01:00"),
        (weekly(time(9), 0), "2026-01-05T09:00+01:00", "2026-01-12T09:00+01:00"),
        # Clocks skip 02:00 to 03:00: right after the gap.
        (daily(time(2, 30)), "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),
        # Clocks show 02:00 to 03:00 twice: the first of the two, and then the next day's.
        (daily(time(2, 30)), "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),
        (daily(time(2, 30)), "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        # The day that was left out leaves no second run at its end.
        (daily(time(0), APIA), "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00"),
        (daily(time(0), APIA), "2011-12-31T00:00+14:00", "2012-01-01T00:00+14:00"),
    ],
)
def test_a_schedule_is_due_at_the_local_time_that_comes_next(
    schedule: Schedule, after: str, due: str
) -> None:
    assert next_run(schedule, at(after)) == at(due)


def test_once_comes_once() -> None:
    christmas = Schedule(Rhythm.ONCE, BERLIN, time(18), day=from_date(date(2026, 12, 24)))
    due = at("2026-12-24T18:00+01:00")
    assert next_run(christmas, 0) == due
    assert next_run(christmas, due) is None


def test_a_moment_in_the_doubled_hour_is_not_taken_for_the_hour_before() -> None:
    moment = at("2026-10-25T02:30+01:00")
    assert next_run(Schedule(Rhythm.MOMENT, BERLIN, moment=moment), moment - 60) == moment
    assert next_run(Schedule(Rhythm.MOMENT, BERLIN, moment=moment), moment) is None


def test_no_weekday_is_never() -> None:
    assert next_run(weekly(time(9)), 0) is None


def test_the_runs_until_now_begin_with_the_first_and_end_before_tomorrows() -> None:
    first = at("2026-03-28T21:30+01:00")
    late = at("2026-03-30T21:30+02:00")
    expected = [first, at("2026-03-29T21:30+02:00"), late]
    assert runs_until(daily(time(21, 30)), first, late) == expected
    assert runs_until(daily(time(21, 30)), first, first - 1) == []


def matches(schedule: Schedule, shown: datetime) -> bool:
    on_day = schedule.rhythm is Rhythm.DAILY or shown.weekday() in schedule.weekdays
    return on_day and shown.time() == schedule.clock


def oracle(schedule: Schedule, start: float, end: float) -> list[float]:
    """Look at the clock every minute, as a person with much patience would."""
    seen: set[datetime] = set()
    dues = []
    previous = None
    for minute in range(int(start // MINUTE), int(end // MINUTE) + 1):
        shown = datetime.fromtimestamp(minute * MINUTE, UTC).astimezone(schedule.zone)
        shown = shown.replace(tzinfo=None, fold=0)
        faces = [shown]
        while previous is not None and faces[0] - previous > timedelta(minutes=1):
            faces.insert(0, faces[0] - timedelta(minutes=1))
        if any(matches(schedule, face) and face not in seen for face in faces):
            dues.append(minute * MINUTE)
        seen.update(faces)
        previous = shown
    return dues


@given(
    change=st.sampled_from(CHANGES),
    clock=st.builds(time, st.integers(0, 23), st.integers(0, 59)) | st.just(time(2, 15)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1) | st.none(),
    start=st.integers(0, 47 * 60),
)
def test_around_clock_changes_it_agrees_with_looking_at_the_clock_every_minute(
    change: tuple[ZoneInfo, date], clock: time, weekdays: frozenset[int] | None, start: int
) -> None:
    zone, day = change
    rhythm = Rhythm.DAILY if weekdays is None else Rhythm.WEEKLY
    schedule = Schedule(rhythm, zone, clock, weekdays or frozenset())
    noon = datetime.combine(day - timedelta(days=2), time(12), zone).timestamp()
    begin, end = noon + start * MINUTE, noon + 5 * DAY
    expected = [due for due in oracle(schedule, noon - DAY, end) if due > begin]
    runs = []
    due = next_run(schedule, begin)
    while due is not None and due <= end:
        runs.append(due)
        due = next_run(schedule, due)
    assert runs == expected


@given(
    zone=st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, APIA, SHANGHAI]),
    clock=st.times(),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    after=st.floats(0, 4e9),
)
def test_runs_are_strictly_increasing(
    zone: ZoneInfo, clock: time, weekdays: frozenset[int], after: float
) -> None:
    schedule = Schedule(Rhythm.WEEKLY, zone, clock, weekdays)
    runs = [after]
    for _ in range(20):
        due = next_run(schedule, runs[-1])
        assert due is not None
        runs.append(due)
    assert all(earlier < later <= earlier + 9 * DAY for earlier, later in pairwise(runs))

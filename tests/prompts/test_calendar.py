"""When a rule is due: examples, and the same as looking at the clock every minute."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import DAY
from bot.prompts.calendar import next_run, runs_between, runs_until
from bot.prompts.prompt import to_json
from bot.prompts.rule import (
    LAST,
    Blackout,
    Cron,
    Daily,
    Days,
    EveryDays,
    Moment,
    MonthEnd,
    MonthlyDates,
    MonthlyWeekday,
    Once,
    Rule,
    Weekly,
    rule_from,
    under,
)
from tests.prompts.oracle import CronSets, Timeline, oracle, timeline

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
APIA = ZoneInfo("Pacific/Apia")  # it left out 30 December 2011
SHANGHAI = ZoneInfo("Asia/Shanghai")

CHANGES = [
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 3, 8)),
    (LORD_HOWE, date(2026, 4, 5)),
    (LORD_HOWE, date(2026, 10, 4)),
    (APIA, date(2011, 12, 30)),
    (SHANGHAI, date(2028, 2, 29)),
]
NIGHT = Blackout(time(23), time(8))


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def rule(days: Days, *clocks: str, **limits: object) -> Rule:
    return Rule(days, tuple(map(time.fromisoformat, clocks)), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("planned", "after", "due"),
    [
        (rule(Daily(), "21:30"), "2026-01-05T12:00+01:00", "2026-01-05T21:30+01:00"),
        (rule(Daily(), "21:30"), "2026-01-05T21:29:59+01:00", "2026-01-05T21:30+01:00"),
        (rule(Daily(), "21:30"), "2026-01-05T21:30+01:00", "2026-01-06T21:30+01:00"),
        (rule(Daily(), "00:00"), "2026-01-05T12:00+01:00", "2026-01-06T00:00+01:00"),
        (rule(Daily(), "09:00", "18:00"), "2026-01-05T09:00+01:00", "2026-01-05T18:00+01:00"),
        (
            rule(Daily(), "09:00", zone="Asia/Shanghai"),
            "2026-01-05T00:30+00:00",
            "2026-01-05T09:00+08:00",
        ),
        (rule(Weekly((0, 3)), "09:00"), "2026-01-05T12:00+01:00", "2026-01-08T09:00+01:00"),
        (rule(Weekly((0,)), "09:00"), "2026-01-05T09:00+01:00", "2026-01-12T09:00+01:00"),
        # A month without the 31st is left out; the last day is always there.
        (rule(MonthlyDates((31,)), "18:00"), "2026-01-31T18:00+01:00", "2026-03-31T18:00+02:00"),
        (rule(MonthEnd(), "20:00"), "2026-01-31T20:00+01:00", "2026-02-28T20:00+01:00"),
        (rule(MonthlyWeekday(1, 0), "18:00"), "2026-01-05T18:00+01:00", "2026-02-02T18:00+01:00"),
        (
            rule(MonthlyWeekday(LAST, 4), "18:00"),
            "2026-01-05T18:00+01:00",
            "2026-01-30T18:00+01:00",
        ),
        (rule(MonthlyWeekday(5, 4), "18:00"), "2026-01-30T18:00+01:00", "2026-05-29T18:00+02:00"),
        (
            rule(EveryDays(3, date(2026, 12, 1)), "09:00"),
            "2026-12-01T09:00+01:00",
            "2026-12-04T09:00+01:00",
        ),
        (
            rule(EveryDays(3, date(2026, 12, 1)), "09:00"),
            "2026-01-01T09:00+01:00",
            "2026-12-01T09:00+01:00",
        ),
        (rule(Cron("0 9 * * 1-5")), "2026-01-09T09:00+01:00", "2026-01-12T09:00+01:00"),
        (rule(Cron("0 12 29 2 *")), "2096-03-01T00:00+00:00", "2104-02-29T12:00+01:00"),
        # Clocks skip 02:00 to 03:00: right after the gap.
        (rule(Daily(), "02:30"), "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),
        (rule(Daily(), "02:15", "02:45"), "2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00"),
        # Clocks show 02:00 to 03:00 twice: the first of the two, and then the next day's.
        (rule(Daily(), "02:30"), "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),
        (rule(Daily(), "02:30"), "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        # The day that was left out leaves no second run at its end.
        (
            rule(Daily(), "00:00", zone="Pacific/Apia"),
            "2011-12-29T12:00-10:00",
            "2011-12-31T00:00+14:00",
        ),
        (
            rule(Daily(), "00:00", zone="Pacific/Apia"),
            "2011-12-31T00:00+14:00",
            "2012-01-01T00:00+14:00",
        ),
        # Limits.
        (
            rule(Daily(), "09:00", first=date(2031, 5, 1)),
            "2026-01-05T12:00+01:00",
            "2031-05-01T09:00+02:00",
        ),
        (
            rule(Daily(), "18:00", without=(date(2026, 12, 24), date(2026, 12, 25))),
            "2026-12-23T18:00+01:00",
            "2026-12-26T18:00+01:00",
        ),
        # Blackout hours: it waits for their end, before midnight and after.
        (
            rule(Daily(), "23:30", blackout=NIGHT),
            "2026-01-05T12:00+01:00",
            "2026-01-06T08:00+01:00",
        ),
        (
            rule(Daily(), "07:59", blackout=NIGHT),
            "2026-01-05T00:00+01:00",
            "2026-01-05T08:00+01:00",
        ),
        (
            rule(Daily(), "08:00", blackout=NIGHT),
            "2026-01-05T00:00+01:00",
            "2026-01-05T08:00+01:00",
        ),
        # … once, whatever has gathered.
        (
            rule(Daily(), "03:00", "05:00", "23:00", blackout=NIGHT),
            "2026-01-05T08:00+01:00",
            "2026-01-06T08:00+01:00",
        ),
        # … and not on a holiday.
        (
            rule(Daily(), "23:30", blackout=NIGHT, without=(date(2026, 1, 6),)),
            "2026-01-05T12:00+01:00",
            "2026-01-08T08:00+01:00",
        ),
    ],
)
def test_a_rule_is_due_at_the_local_time_that_comes_next(
    planned: Rule, after: str, due: str
) -> None:
    assert next_run(planned, at(after), BERLIN) == at(due)


def test_once_comes_once() -> None:
    christmas = rule(Once(date(2026, 12, 24)), "18:00")
    due = at("2026-12-24T18:00+01:00")
    assert next_run(christmas, 0, BERLIN) == due
    assert next_run(christmas, due, BERLIN) is None


def test_a_moment_in_the_doubled_hour_is_not_taken_for_the_hour_before() -> None:
    moment = at("2026-10-25T02:30+01:00")
    assert next_run(Rule(Moment(moment)), moment - 60, BERLIN) == moment
    assert next_run(Rule(Moment(moment)), moment, BERLIN) is None


def test_a_moment_in_the_second_doubled_hour_waits_for_the_end_of_blackout_hours() -> None:
    moment = at("2026-10-25T02:10+01:00")
    dark = Rule(Moment(moment), blackout=Blackout(time(23), time(2, 30)))
    assert next_run(dark, 0, BERLIN) == at("2026-10-25T02:30+01:00")


@pytest.mark.parametrize(
    "never",
    [
        rule(Weekly(()), "09:00"),
        rule(Daily()),
        rule(Cron("0 0 31 2 *")),
        rule(Daily(), "09:00", most=0),
        rule(Daily(), "09:00", last=date(1999, 1, 1)),
        rule(Once(date(2030, 1, 1)), "09:00", without=(date(2030, 1, 1),)),
    ],
)
def test_a_rule_that_names_nothing_is_never_due(never: Rule) -> None:
    assert next_run(never, at("2026-01-05T12:00+01:00"), BERLIN) is None


def test_the_runs_until_now_begin_with_the_first_and_end_before_tomorrows() -> None:
    daily = rule(Daily(), "21:30")
    first = at("2026-03-28T21:30+01:00")
    late = at("2026-03-30T21:30+02:00")
    expected = [first, at("2026-03-29T21:30+02:00"), late]
    assert runs_until(daily, first, late, BERLIN) == expected
    assert runs_until(daily, first, first - 1, BERLIN) == []


def test_the_runs_between_include_the_start_and_leave_out_the_end() -> None:
    daily = rule(Daily(), "21:30")
    start, end = at("2026-01-05T21:30+01:00"), at("2026-01-07T21:30+01:00")
    assert runs_between(daily, start, end, BERLIN) == [start, start + DAY]


def test_a_rule_ends_when_it_was_posted_often_enough() -> None:
    thrice = rule(Daily(), "21:30", most=3)
    start = at("2026-01-05T00:00+01:00")
    assert len(runs_between(thrice, start, start + 30 * DAY, BERLIN)) == 3
    assert len(runs_between(thrice, start, start + 30 * DAY, BERLIN, posted=2)) == 1
    assert len(runs_until(thrice, start, start + 30 * DAY, BERLIN, posted=1)) == 2
    assert next_run(thrice, start, BERLIN, posted=3) is None


def test_what_a_group_chose_for_all_its_prompts_counts_beside_the_rules_own() -> None:
    holiday = date(2026, 12, 25).toordinal() - date(1970, 1, 1).toordinal()
    own = rule(Daily(), "09:00", without=(date(2027, 1, 1),))
    assert under(own, NIGHT, (holiday,)).without == (date(2026, 12, 25), date(2027, 1, 1))
    assert under(own, NIGHT, ()).blackout == NIGHT
    lunch = Blackout(time(12), time(13))
    assert under(rule(Daily(), "09:00", blackout=lunch), NIGHT, ()).blackout == lunch


# ── any rule ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    """A rule, the clocks that it is tried against, and what its cron means."""

    zone: ZoneInfo
    change: date
    rule: Rule
    cron: CronSets | None = None

    @property
    def line(self) -> Timeline:
        return timeline(self.zone, self.change)


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59)) | st.sampled_from(
    [time(1, 45), time(2), time(2, 15), time(2, 30), time(3), time(0), time(23, 59)]
)
several = st.lists(clocks, min_size=1, max_size=4, unique=True).map(sorted).map(tuple)
limits = st.fixed_dictionaries(
    {},
    optional={"blackout": st.builds(Blackout, clocks, clocks)},
)


def near(change: date, days: int = 30) -> st.SearchStrategy[date]:
    return st.integers(-days, days).map(lambda days: change + timedelta(days=days))


def days_of(kind: str, change: date) -> st.SearchStrategy[Days]:
    weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
    dates = st.sets(st.integers(1, 31), min_size=1, max_size=3).map(
        lambda days: tuple(sorted(days))
    )
    return {
        "once": st.builds(Once, near(change, 3)),
        "daily": st.just(Daily()),
        "weekly": st.builds(Weekly, weekdays),
        "dates": st.builds(MonthlyDates, dates | st.just((29, 30, 31))),
        "weekday": st.builds(
            MonthlyWeekday, st.sampled_from([1, 2, 3, 4, 5, LAST]), st.integers(0, 6)
        ),
        "month_end": st.just(MonthEnd()),
        "every": st.builds(EveryDays, st.integers(1, 40), near(change)),
    }[kind]


@st.composite
def cases(draw: st.DrawFn, kind: str) -> Case:
    zone, change = draw(st.sampled_from(CHANGES))
    line = timeline(zone, change)
    cron, held = None, draw(several)
    days: Days
    if kind == "moment":
        index = len(line.shown) // 2 + draw(st.integers(-2000, 2000))
        days, held = Moment(line.instant(index)), ()
    elif kind == "cron":
        cron = draw(cron_sets())
        days, held = Cron(in_fields(cron)), ()
    else:
        days = draw(days_of(kind, change))
    begins, ends = draw(st.none() | near(change)), draw(st.none() | near(change))
    without = tuple(sorted(draw(st.sets(near(change, 4), max_size=3))))
    planned = Rule(days, held, begins, ends, None, without, None, **draw(limits))
    return Case(zone, change, planned, cron)


@st.composite
def cron_sets(draw: st.DrawFn) -> CronSets:
    def some(least: int, most: int, size: int = 3) -> st.SearchStrategy[frozenset[int]]:
        return st.frozensets(st.integers(least, most), min_size=1, max_size=size)

    return CronSets(
        draw(some(0, 59, 2)),
        draw(some(0, 23, 2) | st.just(frozenset({2}))),
        draw(st.none() | some(1, 31)),
        draw(st.none() | some(1, 12)),
        draw(st.none() | some(0, 6)),
    )


def in_fields(cron: CronSets) -> str:
    fields = (cron.minutes, cron.hours, cron.dates, cron.months, cron.weekdays)
    return " ".join("*" if one is None else ",".join(map(str, sorted(one))) for one in fields)


KINDS = ["moment", "once", "daily", "weekly", "dates", "weekday", "month_end", "every", "cron"]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_around_clock_changes_it_agrees_with_looking_at_the_clock_every_minute(
    kind: str, data: st.DataObject
) -> None:
    case = data.draw(cases(kind))
    line = case.line
    # What is due on the first and the last days may come from before, or end after, the timeline.
    begin = line.begin * 60.0 + 4 * DAY + data.draw(st.integers(0, 18 * 1440)) * 60.0
    end = line.end - 4 * DAY
    expected = [due for due in oracle(case.rule, line, case.cron) if begin <= due < end]
    assert runs_between(case.rule, begin, end, case.zone) == expected
    for most in (1, 2):
        counted = Rule(**{**fields_of(case.rule), "most": most})
        assert runs_between(counted, begin, end, case.zone) == expected[:most]


def fields_of(planned: Rule) -> dict[str, object]:
    return {name: getattr(planned, name) for name in planned.__struct_fields__}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), after=st.floats(0, 4e9))
@settings(max_examples=10, deadline=None)
def test_runs_are_strictly_increasing(kind: str, data: st.DataObject, after: float) -> None:
    case = data.draw(cases(kind))
    runs = [after]
    while len(runs) < 12 and (due := next_run(case.rule, runs[-1], case.zone)) is not None:
        runs.append(due)
    assert all(earlier < later for earlier, later in pairwise(runs))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_a_rule_is_the_same_after_it_was_kept(kind: str, data: st.DataObject) -> None:
    planned = data.draw(cases(kind)).rule
    assert rule_from(to_json(planned)) == planned


def test_what_a_newer_renao_adds_to_a_rule_is_passed_over() -> None:
    stored = to_json(rule(Daily(), "09:00")) | {"moon": "full"}
    assert rule_from(stored) == rule(Daily(), "09:00")

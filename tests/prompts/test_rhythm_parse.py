from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock.days import from_date
from bot.prompts.rhythm import Rhythm, Schedule, next_run
from bot.prompts.rhythm_parse import parse_schedule
from bot.texts import LANGUAGES, Refused, say

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 6, 20, 0, 17, tzinfo=BERLIN).timestamp()  # a Tuesday
EVENING = time(21, 30)


def in_seconds(seconds: float) -> Schedule:
    return Schedule(Rhythm.MOMENT, BERLIN, moment=NOW + seconds)


def once(year: int, month: int, day: int, clock: time) -> Schedule:
    return Schedule(Rhythm.ONCE, BERLIN, clock, day=from_date(date(year, month, day)))


def weekly(*days: int) -> Schedule:
    return Schedule(Rhythm.WEEKLY, BERLIN, EVENING, frozenset(days))


DAILY = Schedule(Rhythm.DAILY, BERLIN, EVENING)


@pytest.mark.parametrize(
    ("text", "schedule", "prompt"),
    [
        ("in 1m Who is up?", in_seconds(60), "Who is up?"),
        ("in 2 hours Who is up?", in_seconds(7200), "Who is up?"),
        ("  In 3D Who is up?", in_seconds(3 * 86400), "Who is up?"),
        ("once 2026-11-24 21:30 Go!", once(2026, 11, 24, EVENING), "Go!"),
        ("today 21:30 Go!", once(2026, 10, 6, EVENING), "Go!"),
        ("tomorrow 9:00 Go!", once(2026, 10, 7, time(9)), "Go!"),
        ("daily 21:30 Line one\nLine two", DAILY, "Line one\nLine two"),
        ("daily 21:30\n2 questions", DAILY, "2 questions"),
        ("weekly mon,thu 21:30 Go!", weekly(0, 3), "Go!"),
        ("weekly Monday, Sunday 21:30 Go!", weekly(0, 6), "Go!"),
        ("1分钟后 有人吗", in_seconds(60), "有人吗"),
        ("2个小时之后有人吗", in_seconds(7200), "有人吗"),
        ("明天 09:00 早上好", once(2026, 10, 7, time(9)), "早上好"),
        ("明天9:00早上好", once(2026, 10, 7, time(9)), "早上好"),
        ("一次 2026-11-24 21:30 开始啦", once(2026, 11, 24, EVENING), "开始啦"),
        ("每天 21：30 晚上好", DAILY, "晚上好"),
        ("每周一四 21:30 晚上好", weekly(0, 3), "晚上好"),
        ("每星期六、日 21:30 周末好", weekly(5, 6), "周末好"),
        ("每周天21:30周末好", weekly(6), "周末好"),
    ],
)
def test_the_time_and_the_text_are_told_apart(text: str, schedule: Schedule, prompt: str) -> None:
    assert parse_schedule(text, NOW, BERLIN) == (schedule, prompt)


def test_tomorrow_is_the_groups_tomorrow() -> None:
    schedule, _ = parse_schedule("tomorrow 09:00 Go!", NOW, ZoneInfo("Pacific/Auckland"))
    assert schedule.day == from_date(date(2026, 10, 8))


@pytest.mark.parametrize(
    ("text", "key", "given"),
    [
        ("", "prompts.bad_schedule", ""),
        ("hourly 21:30 Go!", "prompts.bad_schedule", "hourly"),
        ("今晚 21:30 开始", "prompts.bad_schedule", "今晚"),
        ("in 0m Go!", "prompts.bad_delay", "in 0m"),
        ("in 999999d Go!", "prompts.bad_delay", "in 999999d"),
        ("in ten minutes Go!", "prompts.bad_delay", "ten"),
        ("once tonight 21:30 Go!", "prompts.bad_date", "tonight"),
        ("once 2026-02-30 21:30 Go!", "prompts.bad_date", "2026-02-30"),
        ("daily 24:00 Go!", "prompts.bad_time", "24:00"),
        ("daily 21:300 Go!", "prompts.bad_time", "21:300"),
        ("daily", "prompts.bad_schedule", "daily"),
        ("daily Go!", "prompts.bad_time", "Go!"),
        ("weekly mon,someday 21:30 Go!", "prompts.bad_weekdays", "mon,someday"),
        ("weekly 21:30 Go!", "prompts.bad_weekdays", "21:30"),
        ("每周 21:30 大家好", "prompts.bad_weekdays", "21:30"),
        ("每周一到周五 21:30 大家好", "prompts.bad_time", "到周五"),
    ],
)
def test_a_fault_is_quoted_with_an_example_that_works(text: str, key: str, given: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_schedule(text, NOW, BERLIN)
    assert (refused.value.key, refused.value.data["given"]) == (key, given)
    for language in LANGUAGES:
        said = say(refused.value.key, language, **refused.value.data)
        example = said.rpartition("<code>")[2].partition("</code>")[0]
        parse_schedule(example, NOW, BERLIN)


def test_a_time_that_is_past_is_refused_with_the_time_it_is_now() -> None:
    for text in ("today 19:00 Go!", "once 2026-10-06 20:00 Go!", "once 1999-12-31 23:59 Go!"):
        with pytest.raises(Refused) as refused:
            parse_schedule(text, NOW, BERLIN)
        assert refused.value.key == "prompts.past"
        assert refused.value.data == {"now": "20:00", "zone": "Europe/Berlin"}


@pytest.mark.parametrize("text", ["daily 21:30", "in 5m", "每周一21:30  "])
def test_a_time_without_a_text_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_schedule(text, NOW, BERLIN)
    assert refused.value.key == "prompts.no_text"


@given(
    head=st.sampled_from(
        ["", "in ", "in 5", "once ", "daily 2", "weekly mon ", "每周", "每天", "1分钟后"]
    ),
    tail=st.text(),
)
def test_any_text_is_read_or_refused(head: str, tail: str) -> None:
    try:
        schedule, prompt = parse_schedule(head + tail, NOW, BERLIN)
    except Refused:
        return
    assert next_run(schedule, NOW) is not None
    assert prompt == prompt.strip() != ""

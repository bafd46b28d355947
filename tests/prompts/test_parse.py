"""When to post, as people type it: examples in both languages, and what is refused."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.calendar import next_run
from bot.prompts.parse import parse_schedule, read_when
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
)
from bot.texts import LANGUAGES, Refused, say

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 6, 20, 0, 17, tzinfo=BERLIN).timestamp()  # a Tuesday
NIGHT = Blackout(time(23), time(8))
WORKDAYS = Weekly((0, 1, 2, 3, 4))
CHRISTMAS, NEW_YEAR = date(2026, 12, 25), date(2027, 1, 1)


def at(days: Days, *clocks: str, **limits: object) -> Rule:
    return Rule(days, tuple(map(time.fromisoformat, clocks)), **limits)  # type: ignore[arg-type]


def once(year: int, month: int, day: int, clock: str) -> Rule:
    return at(Once(date(year, month, day)), clock)


def in_seconds(seconds: float) -> Rule:
    return Rule(Moment(NOW + seconds))


ENGLISH = [
    ("in 1m Who is up?", in_seconds(60), "Who is up?"),
    ("in 2 hours Who is up?", in_seconds(7200), "Who is up?"),
    ("  In 3D Who is up?", in_seconds(3 * 86400), "Who is up?"),
    ("once 2026-11-24 21:30 Go!", once(2026, 11, 24, "21:30"), "Go!"),
    ("2026-11-24 21:30 Go!", once(2026, 11, 24, "21:30"), "Go!"),
    ("on 24 December 2026 at 6pm Go!", once(2026, 12, 24, "18:00"), "Go!"),
    ("once Dec 24 18:00 Go!", once(2026, 12, 24, "18:00"), "Go!"),
    ("once Jan 2 18:00 Go!", once(2027, 1, 2, "18:00"), "Go!"),
    ("at 2026-11-24T18:00:00Z Go!", Rule(Moment(1795543200.0)), "Go!"),
    ("today 21:30 Go!", once(2026, 10, 6, "21:30"), "Go!"),
    ("tonight at 9:30 PM Go!", once(2026, 10, 6, "21:30"), "Go!"),
    ("tomorrow 9:00 Go!", once(2026, 10, 7, "09:00"), "Go!"),
    ("daily 21:30 Line one\nLine two", at(Daily(), "21:30"), "Line one\nLine two"),
    ("daily 21:30\n2 questions", at(Daily(), "21:30"), "2 questions"),
    ("daily 9:30 Am I late?", at(Daily(), "09:30"), "Am I late?"),
    ("daily 18:00,09:00 Go!", at(Daily(), "09:00", "18:00"), "Go!"),
    ("every day at 9am and 6:15pm: Go!", at(Daily(), "09:00", "18:15"), "Go!"),
    ("weekly mon,thu 21:30 Go!", at(Weekly((0, 3)), "21:30"), "Go!"),
    ("weekly Monday, Sunday 21:30 Go!", at(Weekly((0, 6)), "21:30"), "Go!"),
    ("weekly sat-mon 21:30 Go!", at(Weekly((0, 5, 6)), "21:30"), "Go!"),
    ("every Tuesday and Thursday at 9pm Go!", at(Weekly((1, 3)), "21:00"), "Go!"),
    ("weekdays 09:00 Go!", at(WORKDAYS, "09:00"), "Go!"),
    ("every weekend 10:00 Go!", at(Weekly((5, 6)), "10:00"), "Go!"),
    ("monthly 15 18:00 Go!", at(MonthlyDates((15,)), "18:00"), "Go!"),
    ("monthly 31st, 1st 18:00 Go!", at(MonthlyDates((1, 31)), "18:00"), "Go!"),
    ("every month on the 15th at 6pm Go!", at(MonthlyDates((15,)), "18:00"), "Go!"),
    ("monthly first monday 18:00 Go!", at(MonthlyWeekday(1, 0), "18:00"), "Go!"),
    ("every last Fri of the month 18:00 Go!", at(MonthlyWeekday(LAST, 4), "18:00"), "Go!"),
    ("monthly last day 20:00 Go!", at(MonthEnd(), "20:00"), "Go!"),
    ("every last day of the month at 20:00 Go!", at(MonthEnd(), "20:00"), "Go!"),
    # It is too late for today: the count begins tomorrow.
    ("every 3 days 09:00 Go!", at(EveryDays(3, date(2026, 10, 7)), "09:00"), "Go!"),
    ("every other day 21:00 Go!", at(EveryDays(2, date(2026, 10, 6)), "21:00"), "Go!"),
    ("every 2 weeks 21:00 Go!", at(EveryDays(14, date(2026, 10, 6)), "21:00"), "Go!"),
    (
        "every 3 days 09:00 from 2026-12-01 Go!",
        at(EveryDays(3, date(2026, 12, 1)), "09:00"),
        "Go!",
    ),
    ("cron 0 9 * * 1-5 Go!", Rule(Cron("0 9 * * 1-5")), "Go!"),
    (
        "cron 0 9 * * MON until 2027-01-31 Go!",
        Rule(Cron("0 9 * * mon"), last=date(2027, 1, 31)),
        "Go!",
    ),
]

CHINESE = [
    ("1分钟后 有人吗", in_seconds(60), "有人吗"),
    ("2个小时之后有人吗", in_seconds(7200), "有人吗"),
    ("明天 09:00 早上好", once(2026, 10, 7, "09:00"), "早上好"),
    ("明天9:00早上好", once(2026, 10, 7, "09:00"), "早上好"),
    ("后天下午3点开会", once(2026, 10, 8, "15:00"), "开会"),
    ("今晚9点半 开始", once(2026, 10, 6, "21:30"), "开始"),
    ("一次 2026-11-24 21:30 开始啦", once(2026, 11, 24, "21:30"), "开始啦"),
    ("2026年12月25日18点圣诞快乐", once(2026, 12, 25, "18:00"), "圣诞快乐"),
    ("12月25日 18:00 圣诞快乐", once(2026, 12, 25, "18:00"), "圣诞快乐"),
    ("每天 21：30 晚上好", at(Daily(), "21:30"), "晚上好"),
    ("每天 9:00、18:00 大家好", at(Daily(), "09:00", "18:00"), "大家好"),
    ("每天早上9点和晚上8点15分大家好", at(Daily(), "09:00", "20:15"), "大家好"),
    ("每天中午12点吃什么", at(Daily(), "12:00"), "吃什么"),
    ("每周一四 21:30 晚上好", at(Weekly((0, 3)), "21:30"), "晚上好"),
    ("每星期六、日 21:30 周末好", at(Weekly((5, 6)), "21:30"), "周末好"),
    ("每周天21:30周末好", at(Weekly((6,)), "21:30"), "周末好"),
    ("每周一到周五 21:30 大家好", at(WORKDAYS, "21:30"), "大家好"),
    ("每周一、周三晚上8点大家好", at(Weekly((0, 2)), "20:00"), "大家好"),
    ("每个工作日 9:00 早", at(WORKDAYS, "09:00"), "早"),
    ("每周末 10:00 早", at(Weekly((5, 6)), "10:00"), "早"),
    ("每月15号18:00 过半啦", at(MonthlyDates((15,)), "18:00"), "过半啦"),
    ("每月1、15日 18:00 大家好", at(MonthlyDates((1, 15)), "18:00"), "大家好"),
    ("每月第一个周一 18:00 大家好", at(MonthlyWeekday(1, 0), "18:00"), "大家好"),
    ("每个月最后一个周五18点答题", at(MonthlyWeekday(LAST, 4), "18:00"), "答题"),
    ("每月最后一天20:00 月底啦", at(MonthEnd(), "20:00"), "月底啦"),
    ("每月底20:00 月底啦", at(MonthEnd(), "20:00"), "月底啦"),
    ("每3天 21:00 大家好", at(EveryDays(3, date(2026, 10, 6)), "21:00"), "大家好"),
    ("每两周 21:00 大家好", at(EveryDays(14, date(2026, 10, 6)), "21:00"), "大家好"),
    ("cron 0 9 * * 1-5 早上好", Rule(Cron("0 9 * * 1-5")), "早上好"),
]

LIMITED = [
    ("daily 18:00 from 2026-12-01 Go!", {"first": date(2026, 12, 1)}),
    ("daily 18:00, until 31 Jan 2027, Go!", {"last": date(2027, 1, 31)}),
    ("daily 18:00 x 10 Go!", {"most": 10}),
    ("daily 18:00 10 times Go!", {"most": 10}),
    ("daily 18:00 except 2026-12-25,2027-01-01 Go!", {"without": (CHRISTMAS, NEW_YEAR)}),
    ("daily 18:00 except 2026-12-24..2026-12-25 Go!", {"without": (date(2026, 12, 24), CHRISTMAS)}),
    ("daily 18:00 not 23:00-08:00 Go!", {"blackout": NIGHT}),
    ("daily 18:00 not between 11pm and 8am Go!", {"blackout": NIGHT}),
    ("daily 18:00 in asia/shanghai Go!", {}),
    ("daily 18:00 in Asia/Shanghai Go!", {"zone": "Asia/Shanghai"}),
    (
        "daily 18:00 in Europe/Berlin not 23:00-08:00 x 10 until 2027-01-31 from 2026-12-01 Go!",
        {
            "zone": "Europe/Berlin",
            "blackout": NIGHT,
            "most": 10,
            "last": date(2027, 1, 31),
            "first": date(2026, 12, 1),
        },
    ),
    ("每天 18:00 从2026-12-01起 Go!", {"first": date(2026, 12, 1)}),
    ("每天18:00直到2027年1月31日为止，Go!", {"last": date(2027, 1, 31)}),
    ("每天 18:00 共10次 Go!", {"most": 10}),
    ("每天 18:00 除了2026-12-25、2027-01-01外 Go!", {"without": (CHRISTMAS, NEW_YEAR)}),
    ("每天 18:00 除了2026-12-24到2026-12-25 Go!", {"without": (date(2026, 12, 24), CHRISTMAS)}),
    ("每天 18:00 避开23:00-08:00 Go!", {"blackout": NIGHT}),
    ("每天 18:00 避开晚上11点到早上8点 Go!", {"blackout": NIGHT}),
    ("每天 18:00 按Asia/Shanghai时间 Go!", {"zone": "Asia/Shanghai"}),
]


@pytest.mark.parametrize(("text", "rule", "prompt"), ENGLISH + CHINESE)
def test_the_time_and_the_text_are_told_apart(text: str, rule: Rule, prompt: str) -> None:
    assert parse_schedule(text, NOW, BERLIN) == (rule, prompt)


@pytest.mark.parametrize(("text", "limits"), LIMITED)
def test_limits_may_follow_in_any_order(text: str, limits: dict[str, object]) -> None:
    rule, prompt = parse_schedule(text, NOW, BERLIN)
    assert rule == at(Daily(), "18:00", **limits)
    assert prompt == ("Go!" if limits else "in asia/shanghai Go!")


@pytest.mark.parametrize(
    "prompt",
    [
        "not sure what to eat?",
        "Am I the only one?",
        "until then, good night",
        "to all of you: hello",
        "in the end it is all fun",
        "except for Bob",
        "x marks the spot",
        "2 more days!",
        "and now: sing!",
        "到底怎么回事",
        "从前有座山",
        "共享一首歌",
        "除了你还有谁",
        "不在家的举手",
    ],
)
def test_a_text_that_begins_like_a_limit_is_a_text(prompt: str) -> None:
    assert parse_schedule(f"daily 18:00 {prompt}", NOW, BERLIN) == (at(Daily(), "18:00"), prompt)


def test_tomorrow_is_the_groups_tomorrow_or_that_of_the_zone_that_is_named() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    assert read_when("tomorrow 09:00", NOW, auckland)[0].days == Once(date(2026, 10, 8))
    named, _ = read_when("tomorrow 09:00 in Pacific/Auckland", NOW, BERLIN)
    assert named.days == Once(date(2026, 10, 8))


@pytest.mark.parametrize(
    ("text", "key", "given"),
    [
        ("", "bad_when", ""),
        ("hourly 21:30 Go!", "bad_when", "hourly"),
        ("every 2 hours Go!", "bad_when", "every"),
        ("in 0m Go!", "bad_delay", "in 0m"),
        ("in 999999d Go!", "bad_delay", "in 999999d"),
        ("in ten minutes Go!", "bad_delay", "ten"),
        ("once soon 21:30 Go!", "bad_date", "soon"),
        ("once 2026-02-30 21:30 Go!", "bad_date", "2026-02-30"),
        ("daily 18:00 until 2026-13-01 Go!", "bad_date", "2026-13-01"),
        ("daily 18:00 from 9999-01-01 Go!", "bad_date", "9999-01-01"),
        ("at 9999-12-31T23:59:59-12:00 Go!", "bad_date", "9999-12-31T23:59:59-12:00"),
        ("at 2026-13-31T23:59:59Z Go!", "bad_date", "2026-13-31T23:59:59Z"),
        ("daily 24:00 Go!", "bad_clock", "24:00"),
        ("daily 13pm Go!", "bad_clock", "13pm"),
        ("daily 21:300 Go!", "bad_clock", "21:300"),
        ("每天晚上12点 大家好", "bad_clock", "晚上12点"),
        ("daily Go!", "bad_clock", "Go!"),
        ("weekly mon,someday 21:30 Go!", "bad_weekdays", "mon,someday"),
        ("weekly 21:30 Go!", "bad_weekdays", "21:30"),
        ("每周 21:30 大家好", "bad_weekdays", "21:30"),
        ("monthly 18:00 Go!", "bad_month_day", "18:00"),
        ("monthly 32 18:00 Go!", "bad_month_day", "32"),
        ("每月0号 18:00 大家好", "bad_month_day", "0号"),
        ("every 0 days 09:00 Go!", "bad_step", "every 0 days"),
        ("daily 18:00 x 0 Go!", "bad_count", "0"),
        ("daily 18:00 not 23:00 Go!", "bad_hours", "23:00"),
        ("daily 18:00 not 23:00-23:00 Go!", "bad_hours", "23:00-23:00"),
        ("daily 18:00 in Europe/Berlim Go!", "bad_zone", "Europe/Berlim"),
        ("cron 0 9 * *", "cron_fields", "0 9 * *"),
        ("cron 0 25 * * * Go!", "cron_field", "25"),
        ("cron 0 9 1-40 * * Go!", "cron_field", "1-40"),
        ("cron */0 9 * * * Go!", "cron_field", "*/0"),
        ("cron 0 9 * * fri-mon Go!", "cron_field", "fri-mon"),
        ("daily 18:00 from 2027-02-01 until 2027-01-01 Go!", "ends_before", None),
        ("every 3 days 18:00 from 2027-02-01 until 2027-01-01 Go!", "ends_before", None),
        ("daily 18:00 except 2027-02-01..2027-01-01 Go!", "bad_span", None),
        (
            "daily 18:00 except 2027-01-01..2027-12-31,2028-01-01..2028-12-31 Go!",
            "too_many_dates",
            None,
        ),
        (f"daily {','.join(f'{hour}:00' for hour in range(13))} Go!", "clocks", None),
        ("cron * * * * * Go!", "cron_often", None),
        ("cron 0 9 31 2 * Go!", "never", None),
    ],
)
def test_a_fault_is_quoted_with_an_example_that_works(
    text: str, key: str, given: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        parse_schedule(text, NOW, BERLIN)
    assert refused.value.key == f"calendar.{key}"
    assert refused.value.data.get("given") == given
    for language in LANGUAGES:
        said = say(refused.value.key, language, **refused.value.data)
        for example in [part.partition("</code>")[0] for part in said.split("<code>")[1:]]:
            if " " in example and example != "last day" and example != "first monday":
                parse_schedule(example, NOW, BERLIN)


def test_a_time_that_is_past_is_refused_with_the_time_it_is_now() -> None:
    for text in ("today 19:00 Go!", "once 2026-10-06 20:00 Go!", "once 1999-12-31 23:59 Go!"):
        with pytest.raises(Refused) as refused:
            parse_schedule(text, NOW, BERLIN)
        assert refused.value.key == "calendar.past"
        assert refused.value.data == {"now": "20:00", "zone": "Europe/Berlin"}


@pytest.mark.parametrize("text", ["daily 21:30", "in 5m", "每周一21:30  ", "cron 0 9 * * 1-5"])
def test_a_time_without_a_text_is_refused_where_there_must_be_one(text: str) -> None:
    assert read_when(text, NOW, BERLIN)[1] == ""
    with pytest.raises(Refused) as refused:
        parse_schedule(text, NOW, BERLIN)
    assert refused.value.key == "calendar.no_text"


HEADS = [
    "in ",
    "in 5",
    "once ",
    "daily 2",
    "weekly mon ",
    "monthly ",
    "every ",
    "cron ",
    "每周",
    "每天",
    "每月",
]
TAILS = [
    " until ",
    " x ",
    " except 2026-12-25",
    " not 23:00",
    " in Europe/",
    "除了",
    " 09:00",
    "2026-12-25",
]


@given(st.lists(st.sampled_from(HEADS + TAILS) | st.text(max_size=8), max_size=6))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    try:
        rule, prompt = parse_schedule("".join(parts), NOW, BERLIN)
    except Refused as refused:
        assert say(refused.key, "en", **refused.data)
        return
    assert next_run(rule, NOW, BERLIN) is not None
    assert prompt == prompt.strip() != ""

"""A rule in words: plain ones for people, and those that are read back as the very same rule."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.prompts.describe import describe
from bot.prompts.parse import read_when
from bot.prompts.rule import Rule
from bot.prompts.write import write_when
from bot.texts import LANGUAGES
from tests.prompts.rules import rules

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 6, 20, 0, 17, tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            "weekly mon,thu 18:00 until 2027-01-31",
            "every Monday and Thursday at 18:00, until 31 Jan 2027",
            "每周一、周四 18:00，到2027年1月31日为止",
        ),
        (
            "daily 9:00,18:00 x 10",
            "every day at 09:00 and 18:00, 10 times",
            "每天 09:00、18:00，共 10 次",
        ),
        ("weekdays 9:00", "Monday to Friday at 09:00", "周一到周五 09:00"),
        ("once 2026-12-24 18:00", "on 24 Dec 2026 at 18:00", "2026年12月24日 18:00"),
        ("at 2026-12-24T18:00:00Z", "on 24 Dec 2026 at 19:00", "2026年12月24日 19:00"),
        (
            "monthly 1,2,3,11,31 9:00",
            "on the 1st, 2nd, 3rd, 11th and 31st of every month that has it at 09:00",
            "每月1号、2号、3号、11号、31号（没有的月份跳过） 09:00",
        ),
        (
            "monthly last friday 18:00",
            "on the last Friday of every month at 18:00",
            "每月最后一个周五 18:00",
        ),
        ("monthly last day 18:00", "on the last day of every month at 18:00", "每月最后一天 18:00"),
        (
            "every 3 days 09:00 from 2026-12-01",
            "every 3 days at 09:00, from 1 Dec 2026",
            "从2026年12月1日起每 3 天 09:00",
        ),
        ("cron 0 9 * * 1-5", "by cron: 0 9 * * 1-5", "按 cron：0 9 * * 1-5"),
        (
            "daily 9:00 not 23:00-08:00 except 2026-12-24..2026-12-26,2027-01-01 in Asia/Tokyo",
            "every day at 09:00, except on 24 Dec 2026 to 26 Dec 2026 and 1 Jan 2027, "
            "not from 23:00 to 08:00, Asia/Tokyo time",
            "每天 09:00，除了2026年12月24日到2026年12月26日、2027年1月1日，避开 23:00–08:00，Asia/Tokyo 时间",
        ),
    ],
)
def test_a_rule_is_said_back_in_plain_words(text: str, english: str, chinese: str) -> None:
    rule, _ = read_when(text, NOW, BERLIN)
    assert describe(rule, "en", BERLIN) == english
    assert describe(rule, "zh-CN", BERLIN) == chinese


@given(rule=rules(after=date(2027, 1, 1)), language=st.sampled_from(list(LANGUAGES)))
@settings(max_examples=30, deadline=None)
def test_any_rule_is_read_back_as_it_was_written_and_can_be_said(rule: Rule, language: str) -> None:
    assert read_when(write_when(rule), NOW, BERLIN) == (rule, "")
    assert describe(rule, language, BERLIN)

"""Conversation by hand: time to first response, response rates, the unanswered, first replies."""

from zoneinfo import ZoneInfo

from bot.activity.conversation import Asked, answered
from bot.activity.rates import Rate

UTC = ZoneInfo("UTC")
HOUR = 3600.0
NOON = 1_767_225_600.0 + 12 * HOUR  # 2026-01-01 12:00 UTC
LATER = NOON + 90 * 24 * HOUR


def question(at: float = NOON, after: float | None = None, *, first: bool = False) -> Asked:
    return Asked(at, None if after is None else at + after, True, first)


def test_the_time_to_first_response_is_a_median_and_the_ninetieth_percent() -> None:
    asked = [question(after=60.0 * minutes) for minutes in range(1, 11)]
    found = answered([*asked, question()], UTC, LATER)
    assert (found.questions, found.median, found.p90) == (11, 330, 540)
    nothing = answered([question()], UTC, LATER)
    assert (nothing.median, nothing.p90) == (None, None)


def test_a_response_rate_counts_what_came_in_time_where_the_time_is_over() -> None:
    asked = [question(after=HOUR), question(after=HOUR + 1), question(), question(LATER - HOUR + 1)]
    found = answered(asked, UTC, LATER, within=(HOUR, 24 * HOUR))
    assert found.response_rates == {HOUR: Rate(1, 3), 24 * HOUR: Rate(2, 3)}
    assert answered([], UTC, LATER).response_rates[HOUR] is None


def test_at_night_nobody_is_late() -> None:
    evening = NOON + 10.5 * HOUR  # 22:30: an hour of waking time later it is 8:30.
    asked = [
        question(evening, after=9 * HOUR),
        question(evening, after=10.5 * HOUR),
        question(evening),
        question(NOON, after=HOUR),
        question(NOON, after=HOUR + 1),
    ]
    assert answered(asked, UTC, LATER).unanswered == Rate(3, 5)
    # At midnight it cannot be said yet of the first three.
    assert answered(asked, UTC, NOON + 12 * HOUR).unanswered == Rate(1, 2)


def test_first_replies_are_of_first_messages_whether_they_ask_or_not() -> None:
    asked = [
        question(after=5, first=True),
        Asked(NOON, None, False, True),
        Asked(NOON, NOON + 24 * HOUR, False, True),
        Asked(LATER - HOUR, LATER, False, True),
        question(after=5),
    ]
    found = answered(asked, UTC, LATER)
    assert found.first_replies == Rate(2, 3)
    assert found.questions == 2

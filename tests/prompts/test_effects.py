"""What a prompt brought, by hand: who answered, how soon, beside what is usual."""

from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.activity.facts import Kind
from bot.clock import DAY, HOUR, MINUTE
from bot.prompts.effects import (
    Act,
    Answers,
    answers_to,
    bootstrap,
    lift_of,
    looks,
    post_at,
    same_hours,
    without_prompt,
)
from tests.prompts.plans import at

BERLIN = ZoneInfo("Europe/Berlin")
POSTED = int(at("2026-01-07T18:00+01:00"))
IDS = (50, 51)
BOB, MING, EVE = 3, 4, 5
POST = post_at(IDS, POSTED + 0.7, 0, BERLIN)


def act(kind: int, by: int, after: float, about: int | None = 50, **more: object) -> Act:
    made = Act(kind, 60 + int(after), by, POSTED + int(after), 0, about, False)
    return made._replace(**more)  # type: ignore[arg-type]


def said(by: int, after: float, about: int | None = None, **more: object) -> Act:
    return act(Kind.MESSAGE, by, after, about, **more)


def answers(*acts: Act) -> Answers:
    return answers_to(POST, acts)


def test_replies_reactions_and_votes_are_answers_and_each_member_is_one_responder() -> None:
    found = answers(
        said(BOB, 60, about=51),
        said(BOB, 90, about=50),
        act(Kind.REACTION, MING, 30),
        act(Kind.POLL_ANSWER, EVE, 7200),
        said(6, 3 * HOUR, about=9),
        act(Kind.BUTTON_PRESS, 7, 60),
        act(Kind.BOT_MESSAGE, 8, 60),
    )
    assert found.responders == {BOB, MING, EVE}
    assert found.delays == (60,)


@pytest.mark.parametrize(
    ("kind", "last"), [(Kind.MESSAGE, DAY), (Kind.REACTION, 3 * HOUR), (Kind.POLL_ANSWER, 3 * HOUR)]
)
def test_a_reply_counts_for_a_day_all_else_for_three_hours(kind: int, last: float) -> None:
    assert answers(act(kind, BOB, last - 1)).responders == {BOB}
    assert not answers(act(kind, BOB, last)).responders
    assert not answers(act(kind, BOB, -1)).responders


def test_of_the_next_five_messages_those_answer_in_line_that_ask_and_answer_nothing_else() -> None:
    found = answers(
        said(BOB, 1, asks=True),
        said(MING, 2, about=9),
        said(EVE, 3),
        said(6, 4, topic_id=8),
        said(BOB, 5),
        said(7, 6),
        said(8, 7),
    )
    assert found.responders == found.in_line == {EVE, BOB, 7}
    assert found.delays == (3, 5, 6)


def test_who_also_replies_did_not_answer_in_line_only() -> None:
    found = answers(said(BOB, 5), said(BOB, 50, about=50), said(MING, 9))
    assert (found.responders, found.in_line) == ({BOB, MING}, {MING})
    assert found.delays == (5, 9)


def test_after_ten_minutes_or_before_it_nothing_answers_in_line() -> None:
    assert answers(said(BOB, 10 * MINUTE)).in_line == {BOB}
    assert not answers(said(BOB, 10 * MINUTE + 1)).responders
    assert not answers(said(BOB, 0, ref=49)).responders
    assert answers(said(BOB, 0, ref=52)).responders == {BOB}


def test_the_echo_is_who_answers_on_the_next_local_day() -> None:
    midnight = 6 * HOUR
    found = answers(
        said(BOB, midnight - 1, about=50),
        said(MING, midnight, about=50),
        act(Kind.REACTION, EVE, midnight + DAY - 1),
        act(Kind.REACTION, 6, midnight + DAY),
    )
    assert found.echo == {MING, EVE}


def test_it_is_looked_at_when_its_window_its_next_day_and_all_that_may_come_late_are_over() -> None:
    midnight = at("2026-01-09T00:00+01:00")
    assert looks(POST) == (POSTED + 3 * HOUR, midnight, midnight + DAY)


def test_before_a_day_of_23_hours_replies_are_waited_for_all_the_same() -> None:
    late = at("2026-03-28T23:50+01:00")
    assert post_at(IDS, late, 0, BERLIN).over == late + DAY


# ── beside what is usual ─────────────────────────────────────────────────────────────────────────


def test_the_same_hours_are_those_that_clocks_showed_whatever_they_did_since() -> None:
    monday = at("2026-04-06T18:00+02:00")
    dates = ("2026-03-30T18:00+02:00", "2026-03-23T18:00+01:00", "2026-03-16T18:00+01:00")
    assert same_hours(monday, BERLIN)[:3] == [at(one) for one in dates]


def test_the_second_hour_of_two_is_beside_the_only_one_of_other_weeks() -> None:
    second = at("2026-10-25T02:30+01:00")
    assert same_hours(second, BERLIN)[0] == at("2026-10-18T02:30+02:00")


def test_a_window_that_meets_another_prompts_window_is_not_without_one() -> None:
    window = 3 * HOUR
    posted = [100_000.0 - window, 500_000.0 + window - 1, 900_000.5]
    assert without_prompt([100_000, 500_000, 900_000, 900_000 + int(window)], posted) == [
        100_000,
        900_000 + int(window),
    ]


def test_lift_is_beside_the_median_with_what_it_may_be_by_chance() -> None:
    lift = lift_of(12, [8, 10, 6, 8], Random(1))
    assert lift is not None
    assert (lift.share, lift.n) == (0.5, 4)
    # The medians of four drawn of these lie between 6 and 10, nearly always between 7 and 9.
    assert lift.low == pytest.approx(12 / 10 - 1, abs=0.15)
    assert lift.high == pytest.approx(12 / 6 - 1, abs=0.3)
    assert lift == lift_of(12, [8, 10, 6, 8], Random(1))


@pytest.mark.parametrize("usual", [[], [5, 5], [0, 0, 9], [0, 0, 0, 0]])
def test_beside_too_few_windows_or_nobody_there_is_no_lift(usual: list[int]) -> None:
    assert lift_of(3, usual, Random(1)) is None


def test_where_usually_there_may_be_nobody_the_lift_has_no_upper_end() -> None:
    lift = lift_of(4, [0, 2, 2], Random(1))
    assert lift is not None
    assert (lift.share, lift.low, lift.high) == (1.0, 1.0, None)
    nothing = lift_of(0, [0, 2, 2], Random(1))
    assert nothing is not None
    assert (nothing.share, nothing.low, nothing.high) == (-1.0, -1.0, 0.0)


def test_the_bootstrap_of_a_mean_is_as_wide_as_theory_has_it() -> None:
    """200 values of 0 and 1: the standard error is 0.035, and 1.96 of them on either side."""
    low, high = bootstrap([0, 1] * 100, lambda drawn: sum(drawn) / len(drawn), Random(7))
    assert (low, high) == pytest.approx((0.5 - 0.069, 0.5 + 0.069), abs=0.012)

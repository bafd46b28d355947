"""Shares: so much at once, so much a minute, and nothing for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.budget import MOST_BUCKETS, Budget, Share

SHARE = Share(3, 6)


def paid(budget: Budget, times: list[float], who: str = "Bob") -> list[bool]:
    return [budget.pay(who, SHARE, number, at) for number, at in enumerate(times)]


def test_a_share_is_spent_and_comes_again() -> None:
    assert paid(Budget(), [0, 0, 0, 0, 9, 10, 10, 100, 100, 100, 100]) == [
        *(True, True, True, False),
        *(False, True, False),
        *(True, True, True, False),
    ]


def test_everybody_has_a_share_of_her_own() -> None:
    budget = Budget()
    assert paid(budget, [0] * 4) == [True, True, True, False]
    assert paid(budget, [0], who="Olga") == [True]


def test_an_update_that_is_tried_again_is_paid_for_once() -> None:
    budget = Budget()
    assert [budget.pay("Bob", SHARE, 7, 0) for _ in range(9)] == [True] * 9
    assert [budget.pay("Bob", SHARE, number, 0) for number in (8, 9, 10)] == [True, True, False]


def test_what_was_given_on_credit_is_paid_back_first() -> None:
    budget = Budget()
    budget.charge("Fans", SHARE, 5, 0)
    assert not budget.has_left("Fans", SHARE, 29)
    assert budget.has_left("Fans", SHARE, 31)


def test_a_clock_that_is_set_back_adds_nothing_and_stops_nothing() -> None:
    assert paid(Budget(), [1e6, 1e6, 1e6, 0, 5, 10]) == [True, True, True, False, False, True]


def test_what_is_heard_a_little_out_of_order_is_not_counted_twice() -> None:
    budget = Budget()
    assert paid(budget, [100, 100, 100]) == [True] * 3
    assert not any(budget.has_left("Bob", SHARE, at) for at in [101, 100] * 50)


def test_whoever_has_rested_is_forgotten() -> None:
    budget = Budget()
    for number in range(MOST_BUCKETS + 1):
        budget.pay(number, SHARE, number, 0)
    budget.pay("Bob", SHARE, 0, 60)
    assert len(budget._buckets) == 1


@given(st.lists(st.floats(0, 600), max_size=60))
def test_nobody_ever_has_more_than_her_share(waits: list[float]) -> None:
    budget, now, given_at = Budget(), 0.0, []
    for number, wait in enumerate(waits):
        now += wait
        if budget.pay("Bob", SHARE, number, now):
            given_at.append(now)
    for place, start in enumerate(given_at):
        within = [at for at in given_at[place:] if at <= start + 60]
        assert len(within) <= SHARE.burst + SHARE.a_minute

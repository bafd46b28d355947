"""Chance alone: the tails of Poisson, and of two counts beside each other, against sums by hand."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.tails import at_most, beta, not_above


def test_the_tail_of_poisson_is_as_in_tables() -> None:
    assert at_most(0, 3) == pytest.approx(0.0498, abs=1e-4)
    assert at_most(4, 10) == pytest.approx(0.0293, abs=1e-4)


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.001, 0.999))
def test_the_beta_is_a_sum_of_binomials(a: int, b: int, x: float) -> None:
    n = a + b - 1
    by_hand = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    assert beta(x, a, b) == pytest.approx(by_hand, abs=1e-9)


@given(st.floats(0.01, 5000), st.floats(0.01, 5000), st.floats(0.001, 0.999))
def test_it_is_a_probability_and_its_two_ends_make_one(a: float, b: float, x: float) -> None:
    assert -1e-9 <= beta(x, a, b) <= 1 + 1e-9
    assert beta(x, a, b) + beta(1 - x, b, a) == pytest.approx(1, abs=1e-6)


def test_two_rates_are_compared_as_the_exact_test_does() -> None:
    """Five against none, of as many members: one in 32, as five tosses that are all heads."""
    assert not_above((5, 50), (1, 50)) == pytest.approx(1 / 32)
    assert not_above((5, 50), (1, 100)) == pytest.approx(1 / 3**5)
    assert not_above((4, 10), (4, 10)) == pytest.approx(0.5)

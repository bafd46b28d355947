"""Thompson sampling, and who retires: by examples, and by what must hold for any counts."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.retiring import Note, failures, verdict
from bot.prompts.sampling import Tried, choose, dispersion, posteriors

posts = st.lists(st.builds(Tried, st.integers(0, 300), st.integers(0, 1000)), max_size=12)


def tried(*responders: int, members: int = 100) -> list[Tried]:
    return [Tried(count, members) for count in responders]


def share(arms: list[list[Tried]], draws: int = 2000) -> list[float]:
    chance = Random(1)
    counts = Counter(choose(arms, chance) for _ in range(draws))
    return [counts[number] / draws for number in range(len(arms))]


@given(st.lists(posts, min_size=1, max_size=6), st.integers())
def test_whatever_is_known_one_of_them_is_chosen_and_the_same_by_the_same_chance(
    arms: list[list[Tried]], seed: int
) -> None:
    chosen = choose(arms, Random(seed))
    assert chosen in range(len(arms))
    assert chosen == choose(arms, Random(seed))
    assert dispersion(arms) >= 1
    assert all(known.shape > 0 and known.weight > 0 for known in posteriors(arms))


def test_as_long_as_nothing_is_known_all_are_chosen_alike() -> None:
    assert share([[], [], []]) == pytest.approx([1 / 3] * 3, abs=0.04)


def test_what_is_better_beyond_doubt_is_chosen_nearly_always() -> None:
    assert share([tried(20, 22, 18, 25), tried(5, 4, 6, 5)])[0] > 0.99


def test_what_is_little_known_is_tried_again_and_again() -> None:
    assert 0.02 < share([tried(10, 12, 9, 11, 10), tried(6)])[1] < 0.4


def test_a_choice_is_as_frequent_as_that_arm_is_the_best() -> None:
    """Two gammas of the same weight: that one with shape 1 + 4 is above 1 + 2, by numbers of heads."""
    known = posteriors([tried(8), tried(4)])
    assert [round(one.shape, 2) for one in known] == [5.0, 3.0]
    # Of seven tosses at least 3 and at most 2: P(Gamma(5) > Gamma(3)) = P(Binomial(7, 1/2) <= 4).
    assert share([tried(8), tried(4)], 8000)[0] == pytest.approx(99 / 128, abs=0.02)


def test_posts_that_differ_wildly_tell_less_than_posts_that_are_alike() -> None:
    calm, wild = tried(10, 10, 10, 10), tried(1, 30, 0, 9)
    assert dispersion([calm]) < 2 < 8 < dispersion([wild])


def test_who_is_active_counts_as_much_as_who_answers() -> None:
    assert share([tried(5, 5, 5, members=20), tried(20, 20, 20, members=400)])[0] > 0.95


# ── who retires ──────────────────────────────────────────────────────────────────────────────────

GOOD = tried(10, 12, 8)


def test_three_failures_in_a_row_retire_a_variant_with_a_note() -> None:
    assert verdict(tried(3, 2, 1), GOOD) == Note(3, 6, 30.0)
    assert verdict(tried(11, 3, 2, 1), GOOD) == Note(3, 6, 30.0)


@pytest.mark.parametrize(
    ("mine", "others"),
    [
        (tried(3, 2), GOOD),
        (tried(3, 2, 1, 5), GOOD),
        (tried(0, 0, 0), GOOD[:2]),
        (tried(0, 0, 0), tried(0, 0, 0)),
        (tried(0, 0, 0, members=5), GOOD),
        (tried(4, 4, 4, members=0), GOOD),
    ],
)
def test_two_failures_a_good_post_too_little_to_compare_or_bad_luck_retire_nobody(
    mine: list[Tried], others: list[Tried]
) -> None:
    assert verdict(mine, others) is None


def test_in_a_small_group_it_takes_more_failures() -> None:
    """One in two answers is to be expected each time: nobody three times may be luck, eight times is none."""
    small = tried(1, 0, 1, members=6)
    expected = 6 * 2 / 18
    assert verdict(tried(0, 0, 0, members=6), small) is None
    assert verdict(tried(*[0] * 8, members=6), small) == Note(8, 0, round(8 * expected, 1))


def test_one_variant_always_stays() -> None:
    assert failures([tried(1, 1, 1), GOOD, tried(0, 0, 0)], set()).keys() == {0, 2}
    assert failures([tried(1, 1, 1), GOOD], {1}) == {}
    assert failures([tried(0, 0, 0)], set()) == {}


@given(st.integers(0, 2**32))
def test_an_average_variant_hardly_ever_retires_in_a_year(seed: int) -> None:
    """Of variants that are all alike, posted 100 times each, none may retire in most lives."""
    dice = Random(seed)
    arms = [
        [Tried(sum(dice.random() < 0.1 for _ in range(60)), 60) for _ in range(100)]
        for _ in range(2)
    ]
    assert all(len(failures([arm[:n] for arm in arms], set())) <= 1 for n in (20, 60, 100))

"""How likenesses become shares, and shares how sure an entry is."""

import numpy as np
import pytest

from bot.faq.blend import Blend, ahead, choose, is_better, sample
from bot.faq.kernel import BOTH, LETTERS_ALONE, solve, surenesses


def test_the_very_same_text_is_one_and_less_alike_is_less() -> None:
    alike = np.array([1.0, 0.5, 0.0], np.float32)
    for each, meaning in ((BOTH, alike), (LETTERS_ALONE, None)):
        blended = each.of(alike, meaning)
        assert blended[0] == pytest.approx(1)
        assert blended[0] > blended[1] > blended[2] > 0


def test_beside_meaning_letters_count_as_they_are_and_alone_the_most_alike_count_more() -> None:
    alike = np.array([0.0, 0.5, 1.0], np.float32)
    with_meaning = np.diff(BOTH.of(alike, np.zeros(3, np.float32)))
    alone = np.diff(LETTERS_ALONE.of(alike, None))
    assert with_meaning[1] == pytest.approx(with_meaning[0])
    assert alone[1] > 1.5 * alone[0]


def test_many_that_say_the_same_count_little_more_than_one() -> None:
    one = solve(np.eye(1, dtype=np.float32), np.array([0.8], np.float32), 0.1)
    five = solve(np.ones((5, 5), np.float32), np.full(5, 0.8, np.float32), 0.1)
    assert one.sum() < five.sum() < 1.2 * one.sum()


EVEN = 0.4


def sure(shares: list[float], chatter: float = 0.0) -> list[float]:
    return list(surenesses(dict(enumerate(shares)), chatter, EVEN).values())


def test_an_entry_must_stand_out_from_chatter_and_from_the_next() -> None:
    alone, ahead, close = sure([0.8]), sure([0.8, 0.1]), sure([0.8, 0.75])
    assert alone[0] > ahead[0] > 0.8 > 0.4 > close[0]
    assert sure([0.8, 0.1], chatter=2.0)[0] < 0.8
    # To be far ahead is no help to what is chatter, nor to be unlike chatter to what is shared.
    assert sure([0.5, -0.5], chatter=2.5)[0] < EVEN
    assert sure([0.9, 0.9])[0] < EVEN
    assert sure([0.8, 0.1])[1] < 0


def test_less_is_never_surer() -> None:
    scores = [sure([share, 0.2], 0.5)[0] for share in np.linspace(0.2, 1.2, 20)]
    assert scores == sorted(scores)
    assert scores[-1] < 2.2


def two_views(noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Return likenesses of 20 entries of two phrasings: those of an entry, and some chance."""
    owners = np.repeat(np.arange(20), 2)
    chance = np.random.default_rng(1).random((40, 40)).astype(np.float32) * noise
    alike = 0.5 * (owners[:, None] == owners).astype(np.float32) + (chance + chance.T) / 2
    np.fill_diagonal(alike, 1)
    return owners, alike


def test_each_phrasing_is_looked_for_by_the_others_alone() -> None:
    owners, alike = two_views(0.1)
    before = ahead(LETTERS_ALONE, owners, alike, None)
    assert not before.any()
    shuffled = np.random.default_rng(2).permutation(owners)
    before = ahead(LETTERS_ALONE, shuffled, alike, None)
    assert (before == 0).mean() < 0.3
    # As if each were left out and the rest solved anew.
    among = LETTERS_ALONE.of(alike, None)
    for row in range(0, 40, 7):
        rest = np.arange(40) != row
        worth = solve(among[np.ix_(rest, rest)], among[rest, row], LETTERS_ALONE.ridge)
        shares = np.bincount(shuffled[rest], worth, 20)
        assert (shares > shares[shuffled[row]]).sum() == before[row]


def test_letters_alone_are_chosen_where_meaning_misleads_and_not_by_chance() -> None:
    owners, good = two_views(0.1)
    _, misled = two_views(3.0)
    assert choose(owners, good, misled) == Blend.LETTERS
    assert choose(owners, good, good) == Blend.BOTH
    assert choose(owners, misled, good) == Blend.BOTH
    assert choose(np.empty(0, np.intp), np.empty((0, 0)), np.empty((0, 0))) == Blend.BOTH


def test_it_counts_too_that_the_right_entries_come_nearer_if_not_first() -> None:
    far, nearer = np.array([5, 4, 7, 3, 9, 2]), np.array([2, 1, 3, 1, 4, 1])
    assert is_better(nearer, far)
    assert not is_better(far, nearer)
    assert not is_better(far, far)
    # Two of three may be chance.
    assert not is_better(np.array([0, 0, 1]), np.array([1, 2, 0]))


def test_of_many_phrasings_some_are_looked_at_of_entries_that_have_several() -> None:
    owners = [entry for entry in range(1000) for _ in range(entry % 3 + 1)]
    rows = sample(owners)
    assert 200 < len(rows) <= 300
    assert min(np.bincount([owners[row] for row in rows])[[owners[row] for row in rows]]) > 1
    assert sample([1, 2, 3]) == []

"""What a text is made of: the same for what means the same, near for typos, bounded for any text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.grams import LETTERS, Texts, many, one, stretches, word_ids
from bot.faq.normal import HEAD, TAIL


def shared(a: str, b: str) -> float:
    """Return the share of grams that two texts have in common."""
    mine, hers = set(one(a).ids.tolist()), set(one(b).ids.tolist())
    return len(mine & hers) / max(len(mine | hers), 1)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tickets", "tickets"),
        ("ＴＩＣＫＥＴＳ", "tickets"),
        ("soooooo good", "soo good"),
        ("演唱會門票", "演唱会门票"),
        ("see https://example.org/x @bob tickets 🎫", "see tickets"),
        ("ｶﾞﾝﾊﾞﾚ", "ガンバレ"),
    ],
)
def test_what_means_the_same_has_the_same_grams(a: str, b: str) -> None:
    assert shared(a, b) == 1


def test_a_typo_leaves_grams_and_other_words_few() -> None:
    assert shared("concert tickets", "concert tikets") > 0.5
    assert shared("concert tickets", "my dog is ill") < 0.1
    assert shared("演唱会门票", "演唱会票") > 0.4


def test_there_are_words_and_letters_and_each_gram_is_counted() -> None:
    found = one("ab ab")
    words = found.ids[found.ids < LETTERS]
    assert words.tolist() == word_ids(["ab"]).tolist()
    assert found.counts[found.ids < LETTERS].tolist() == [2]
    # " a", "ab", "b ", " ab", "ab ", " ab ": twice each.
    assert found.counts[found.ids >= LETTERS].tolist() == [2] * 6
    assert set(word_ids(["门票", "ab"])) <= set(one("ab 门票").ids.tolist())


def test_some_of_many_texts_and_more_of_them_are_as_if_counted_together() -> None:
    texts = ["where is it", "", "门票", "when"]
    all_of_them = many(texts)
    assert same(all_of_them.take(np.array([3, 0, 1])), many([texts[3], texts[0], texts[1]]))
    assert same(many(texts[:2]) + many(texts[2:]), all_of_them)
    assert all_of_them.rows.max() == 3
    assert many([]).number == 0


def same(a: Texts, b: Texts) -> bool:
    return all(
        np.array_equal(x, y)
        for x, y in ((a.ids, b.ids), (a.counts, b.counts), (a.lengths, b.lengths))
    )


def test_stretches_are_laid_one_after_the_other() -> None:
    assert stretches(np.array([3, 9, 9]), np.array([2, 0, 3])).tolist() == [1, 2, 6, 7, 8]
    assert stretches(np.array([], np.intp), np.array([], np.intp)).tolist() == []


@given(st.text(max_size=300) | st.text("aﷺ門🎫\u0301é ", max_size=300).map(lambda text: text * 20))
def test_any_text_has_grams_and_never_more_than_its_ends_give(text: str) -> None:
    found = one(text)
    assert found.ids.tolist() == sorted(set(found.ids.tolist()))
    assert (found.counts > 0).all()
    # A character is in at most 2 + 3 grams (1 to 2, and 2 to 4 with the borders, or 1 to 3) for each start.
    assert found.counts.sum() <= 6 * 2 * (HEAD + TAIL + 1)

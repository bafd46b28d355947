"""An index of phrasings by their grams: cosines, quick ones and exact ones."""

from pathlib import Path

import numpy as np
import pytest

from bot.faq import lexical
from bot.faq.background import idf, load, save, shipped, weigh
from bot.faq.grams import LETTERS, many
from bot.faq.lexical import Lexicon
from bot.faq.part import NONE

TEXTS = ["where can I buy tickets", "when does it start", "哪里买票", "", "buy a t-shirt"]
ROWS = np.arange(len(TEXTS))


def lexicon() -> Lexicon:
    return Lexicon(many(TEXTS), shipped())


def test_a_text_is_as_like_each_phrasing_by_the_index_as_one_by_one() -> None:
    index = lexicon()
    for text in (*TEXTS[:3], "where to buy a ticket", "zzz"):
        read = index.read(text)
        assert read is not None
        exact = index.cosines(read, ROWS)
        rows, quick = index.nearest(read, 9, NONE)
        assert sorted(rows.tolist()) == np.flatnonzero(exact).tolist()
        assert quick == pytest.approx(exact[rows], abs=1e-5)
        assert exact.max() <= 1.0001
    assert index.read("🎫?!") is None


def test_its_own_words_are_one_and_others_less() -> None:
    index = lexicon()
    for row in (0, 1, 2, 4):
        read = index.read(TEXTS[row])
        assert read is not None
        found = index.cosines(read, ROWS)
        assert found[row] == pytest.approx(1, abs=1e-4)
        assert np.argmax(found) == row
        assert found[3] == 0


def test_rare_words_weigh_more_than_common_ones() -> None:
    index = Lexicon(many(["what about the lightstick", "what about the weather"]), shipped())
    read = index.read("the lightstick it is")
    assert read is not None
    found = index.cosines(read, np.arange(2))
    assert found[0] > 2 * found[1]


def test_in_few_dimensions_likenesses_stay_nearly_what_they_are() -> None:
    index = lexicon()
    read = index.read("where can I buy a ticket")
    assert read is not None
    assert index.sketches(ROWS) @ read.sketch == pytest.approx(index.cosines(read, ROWS), abs=0.2)
    assert np.linalg.norm(read.sketch) == pytest.approx(1, abs=0.2)


def test_work_for_one_text_is_bounded_however_many_phrasings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lexical, "LOOKED_AT", 500)
    texts = [f"where is the {chr(97 + n % 26)}{chr(97 + n // 26)}{n} thing" for n in range(600)]
    index = Lexicon(many(texts), shipped())
    read = index.read(texts[123])
    assert read is not None
    rows, found = index.nearest(read, 600, NONE)
    assert 0 < len(rows) <= 500
    assert found == pytest.approx(index.cosines(read, rows))
    assert rows[np.argmax(found)] == 123


def test_what_is_shut_is_passed_over() -> None:
    index = lexicon()
    read = index.read(TEXTS[0])
    assert read is not None
    rows, _ = index.nearest(read, 9, np.array([0]))
    assert sorted(rows.tolist()) == [1, 4]


def test_beside_a_larger_index_texts_weigh_what_they_would_weigh_in_it() -> None:
    large = lexicon()
    fresh = Lexicon(many(["when does it begin", TEXTS[0]]), shipped(), large.telling)
    for text in ("when does it start", "buy tickets"):
        read, same = large.read(text), fresh.read(text)
        assert read is not None
        assert same is not None
        assert read.weights == pytest.approx(same.weights)
        assert large.cosines(read, ROWS[:1]) == pytest.approx(fresh.cosines(read, ROWS[1:2]))


def test_both_blocks_weigh_the_same_and_each_text_has_length_one() -> None:
    texts = many(["where is it", "票"])
    weights = weigh(texts, np.ones(len(texts.ids), np.float32))
    for row in (0, 1):
        mine = texts.rows == row
        words = mine & (texts.ids < LETTERS)
        assert (weights[mine] ** 2).sum() == pytest.approx(1, abs=1e-5)
        assert (weights[words] ** 2).sum() == pytest.approx(0.5, abs=1e-5)


def test_what_is_seen_often_tells_little() -> None:
    told = idf(np.array([0, 10, 1000], np.float32), 1000)
    assert told[0] > told[1] > told[2] == pytest.approx(1)


def test_the_shipped_background_has_counts_and_vectors_of_length_one_and_no_text() -> None:
    background = shipped()
    assert background.lines > 10_000
    assert background.letters.shape[0] == background.meanings.shape[0] >= 1000
    for vectors in (background.letters, background.meanings):
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    common, rare = background.seen(many(["the"]).ids), background.seen(many(["qzxqz"]).ids)
    assert common.max() > 1000
    assert rare.min() == 0


def test_a_background_is_read_as_it_was_saved(tmp_path: Path) -> None:
    background = shipped()
    path = tmp_path / "background.npz"
    save(background, path)
    again = load(path)
    assert np.array_equal(again.counts, background.counts)
    assert again.letters == pytest.approx(background.letters, abs=0.01)
    assert again.lines == background.lines

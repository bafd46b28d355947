"""A group's thresholds follow its own chatter, whatever real questions are among it."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.calibration import (
    ANSWERED_AT_MOST,
    ENOUGH,
    HIGHEST,
    LEEWAY,
    SUGGESTED_AT_MOST,
    Learnt,
    calibrate,
)
from bot.faq.outcome import THRESHOLDS, Eagerness
from bot.faq.scores import Sample

NORMAL = Eagerness.NORMAL
SEEN = 10_000


def chatter(chance: Random, middle: float, width: float) -> float:
    """Return the score of something said that asks nothing: most of it near the middle, some far above."""
    return middle + chance.gauss(0, width) + chance.expovariate(2 / width)


def question(chance: Random) -> float:
    """Return the score of a real question: as the bench finds them."""
    return chance.gauss(0.45, 0.4)


def world(
    chance: Random, middle: float, width: float, *, asked: float, looked_at: float
) -> tuple[Sample, list[float], list[float]]:
    """Return a sample, and the scores of its chatter and of its questions, which it does not tell apart."""
    questions = [question(chance) for _ in range(int(SEEN * asked))]
    others = SEEN - len(questions)
    talk = [chatter(chance, middle, width) for _ in range(int(others * looked_at))]
    return sample(talk + questions, unlike=others - len(talk)), talk, questions


def sample(scores: list[float], unlike: int = 0) -> Sample:
    counts: dict[int, float] = {}
    for score in scores:
        counts[round(100 * score)] = counts.get(round(100 * score), 0.0) + 1
    return Sample(counts, unlike, unlike + len(scores))


def share_above(scores: list[float], threshold: float, of: int) -> float:
    return sum(score >= threshold for score in scores) / of


@pytest.mark.parametrize("asked", [0.0, 0.005, 0.02, 0.05])
@pytest.mark.parametrize("looked_at", [0.1, 0.3])
@pytest.mark.parametrize(("middle", "width"), [(-0.35, 0.07), (-0.25, 0.1), (-0.2, 0.12)])
def test_chatter_is_let_alone_and_questions_are_still_answered(
    middle: float, width: float, asked: float, looked_at: float
) -> None:
    for seed in range(3):
        chance = Random(seed)
        seen, _, _ = world(chance, middle, width, asked=asked, looked_at=looked_at)
        found = calibrate(seen, NORMAL)
        # What is said afterwards, in the same group.
        _, talk, questions = world(chance, middle, width, asked=0.1, looked_at=looked_at)
        others = SEEN - len(questions)
        assert found.own
        assert share_above(talk, found.thresholds.answer, others) <= ANSWERED_AT_MOST[NORMAL]
        # One hour is not like another: of suggestions a few more are within chance.
        suggested = share_above(talk, found.thresholds.suggest, others)
        assert suggested <= 1.2 * SUGGESTED_AT_MOST[NORMAL]
        answered = share_above(questions, found.thresholds.answer, len(questions))
        shipped = share_above(questions, THRESHOLDS[NORMAL].answer, len(questions))
        assert answered >= 0.8 * shipped


@pytest.mark.parametrize("asked", [0.0, 0.01])
def test_where_entries_are_many_and_chatter_comes_near_the_thresholds_rise(asked: float) -> None:
    chance = Random(7)
    seen, _, _ = world(chance, 0.0, 0.15, asked=asked, looked_at=0.4)
    found = calibrate(seen, NORMAL)
    _, talk, questions = world(chance, 0.0, 0.15, asked=0.1, looked_at=0.4)
    others = SEEN - len(questions)
    assert found.thresholds.answer > THRESHOLDS[NORMAL].answer + 0.1
    assert share_above(talk, THRESHOLDS[NORMAL].answer, others) > 0.004
    assert share_above(talk, found.thresholds.answer, others) <= 0.001
    assert share_above(questions, found.thresholds.answer, len(questions)) > 0.25


def test_the_operators_page_has_the_shipped_thresholds() -> None:
    page = Path("docs/faq-answering.md").read_text(encoding="utf-8")
    for row, name in (("answers from", "answer"), ("suggests from", "suggest")):
        shipped = [f"{getattr(THRESHOLDS[each], name):.2f}" for each in Eagerness]
        assert f"| {row} | {' | '.join(shipped)} |" in page


def test_before_enough_has_been_seen_it_is_as_shipped() -> None:
    few = Sample({0: 100.0}, ENOUGH - 101, ENOUGH - 1)
    found = calibrate(few, NORMAL)
    assert (found.thresholds, found.own, found.seen) == (THRESHOLDS[NORMAL], False, ENOUGH - 1)
    assert found.answered is None


def test_a_group_in_which_nothing_comes_near_goes_no_lower_than_the_slider_allows() -> None:
    silence = Sample({-40: 100.0}, 9900, 10_000)
    for eagerness in Eagerness:
        found = calibrate(silence, eagerness).thresholds
        assert found.answer == pytest.approx(THRESHOLDS[eagerness].answer - LEEWAY[eagerness])


def test_what_people_say_was_wrong_counts_as_chatter_that_was_answered() -> None:
    quiet = Sample({-30: 500.0}, 9500, 10_000)
    before = calibrate(quiet, NORMAL).thresholds
    complaints = [0.5, 0.55, 0.6, 0.62, 0.65, 0.9]
    after = calibrate(quiet, NORMAL, complaints)
    assert after.thresholds.answer > 0.6 > before.answer
    assert after.answered is not None
    assert after.answered <= ANSWERED_AT_MOST[NORMAL]
    assert calibrate(quiet, NORMAL, [0.5]).thresholds == before


def test_the_slider_moves_what_was_learnt_too() -> None:
    seen, _, _ = world(Random(3), 0.0, 0.12, asked=0.01, looked_at=0.3)
    learnt = Learnt(seen)
    cautious, normal, eager = (learnt.at(eagerness).thresholds for eagerness in Eagerness)
    assert cautious.answer > normal.answer >= eager.answer
    assert cautious.suggest > normal.suggest >= eager.suggest


@given(
    st.dictionaries(st.integers(-200, 300), st.floats(0.001, 1e6), max_size=60),
    st.floats(0, 1e7),
    st.integers(0, 10**9),
    st.sampled_from(Eagerness),
    st.lists(st.floats(-2, 3), max_size=20),
)
def test_any_sample_gives_thresholds_in_their_order(
    scored: dict[int, float], unlike: float, seen: int, eagerness: Eagerness, wrong: list[float]
) -> None:
    found = calibrate(Sample(scored, unlike, seen), eagerness, wrong)
    lowest = THRESHOLDS[eagerness].answer - LEEWAY[eagerness]
    assert lowest - 0.001 <= found.thresholds.answer <= HIGHEST + 0.02
    assert found.thresholds.suggest <= found.thresholds.answer
    for share in (found.answered, found.suggested):
        assert share is None or 0 <= share <= 1

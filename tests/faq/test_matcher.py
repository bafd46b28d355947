"""Which entry a text asks for: by its letters alone here, by its meaning too with the encoder."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.blend import Blend
from bot.faq.encoder import Encoder, shipped_encoder
from bot.faq.grams import Weights
from bot.faq.matcher import (
    Answer,
    Matcher,
    Silent,
    Suggest,
    build,
    decide,
)

TICKETS, WHEN, SIGN_UP, MERCH = 1, 2, 3, 4
ENTRIES = {
    TICKETS: ["where can I buy tickets?", "how do I get a ticket", "哪里买票", "票在哪里买？"],
    WHEN: ["when does the concert start?", "what time is the show", "演唱会几点开始"],
    SIGN_UP: ["how do I sign up for the fan club?", "怎么报名", "粉丝会怎么加入"],
    MERCH: ["is there any merch for sale?", "how much is the t-shirt", "有没有周边卖"],
}
LETTERS = build(ENTRIES)
# Where an index of so many phrasings is large.
FEW = 60


@pytest.fixture(scope="module")
def both() -> Matcher:
    return build(ENTRIES, encoder=shipped_encoder())


ASKED = [
    ("where can I buy tickets?", TICKETS),
    ("WHERE CAN I BUY TICKETS", TICKETS),
    ("where can i buy the tickets", TICKETS),
    ("hey, where can I buy tikets?", TICKETS),
    ("when does teh concert start", WHEN),
    ("when will the concert start?", WHEN),
    ("how do i sign up for the fanclub", SIGN_UP),
    ("how much is a t-shirt?", MERCH),
    ("哪里买票", TICKETS),
    ("请问在哪里买票呀？", TICKETS),
    ("演唱会几点开始啊", WHEN),
    ("演唱會幾點開始", WHEN),
    ("请问怎么报名？", SIGN_UP),
    ("ｗｈｅｒｅ ｃａｎ Ｉ ｂｕｙ ｔｉｃｋｅｔｓ？", TICKETS),
    ("@renao_bot where can I buy tickets??? 🎫🎫 https://example.org/x", TICKETS),
]
CHATTER = [
    "",
    "?!",
    "😂😂😂",
    "good morning everyone",
    "where are you all from?",
    "did you see how he started the second song",
    "how do I fix my phone, it does not charge any more?",
    "今天好开心啊",
    "你们都在哪里呀",
    "有没有人一起吃饭",
    "我昨天几点睡的都忘了",
]


@pytest.mark.parametrize(("text", "entry"), ASKED)
def test_a_question_in_nearly_the_same_words_is_answered(
    text: str, entry: int, both: Matcher
) -> None:
    for matcher in (LETTERS, both):
        assert matcher.match(text)[0].entry_id == entry
    assert isinstance(decide(both.match(text)), Answer)


@pytest.mark.parametrize("text", CHATTER)
def test_chatter_is_left_alone(text: str, both: Matcher) -> None:
    for matcher in (LETTERS, both):
        assert not isinstance(decide(matcher.match(text)), Answer)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("at what hour will they begin to play?", WHEN),
        ("how can I become a member of the club", SIGN_UP),
        ("我想入会，要怎么办", SIGN_UP),
        ("dónde puedo comprar entradas", TICKETS),
    ],
)
def test_by_its_meaning_a_question_finds_its_entry_in_other_words_and_languages(
    text: str, entry: int, both: Matcher
) -> None:
    first = both.match(text)[0]
    assert first.entry_id == entry
    assert first.evidence.meaning is not None
    assert first.evidence.meaning > first.evidence.letters
    assert not isinstance(decide(LETTERS.match(text)), Answer)


def test_candidates_are_ranked_and_say_why(both: Matcher) -> None:
    first, second, *_ = both.match("what time does the concert start")
    assert first.entry_id == WHEN
    assert first.evidence.phrasing == "when does the concert start?"
    assert 0 < first.evidence.letters < 1
    assert first.evidence.meaning is not None
    assert first.evidence.meaning > 0.7
    assert first.score > second.score
    assert LETTERS.match("what time is the show")[0].evidence.meaning is None


def test_a_question_that_two_entries_share_is_suggested_and_not_answered(both: Matcher) -> None:
    same = {1: ["when is it?", "when is the party"], 2: ["when is it?", "when is the show"]}
    for matcher in (build(same), build(same, encoder=shipped_encoder())):
        assert not isinstance(decide(matcher.match("when is it?")), Answer)
        assert {each.entry_id for each in matcher.match("when is it?")[:2]} == {1, 2}


def test_an_entry_that_is_closed_takes_no_part_and_is_no_reason_to_doubt_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.faq.matcher.LARGE", FEW)
    same = {1: ["when is it?", "when is the party"], 2: ["when is it?", "when is the show"]}
    for each in (build(same), build(same, encoder=shipped_encoder())):
        open_ones = each.match("when is it?", closed={2})
        assert isinstance(decide(open_ones), Answer)
        assert [each.entry_id for each in open_ones] == [1]
        assert each.match("when is it?", closed={1, 2, 3}) == []
    large = build({**same, **many_entries(FEW // 2)})
    changed = build({**same, **many_entries(FEW // 2), 5: ["when is it?"]}, previous=large)
    assert not changed.is_whole
    assert isinstance(decide(changed.match("when is it?", closed={2, 5})), Answer)
    assert not isinstance(decide(changed.match("when is it?", closed={2})), Answer)


def test_what_an_entry_must_not_answer_counts_against_it_alone() -> None:
    other = "where can I buy tickets for the train to the venue?"
    refused = build(ENTRIES, negatives={TICKETS: [other], 99: ["an entry that is gone"]})
    before = {each.entry_id: each.score for each in LETTERS.match(other)}
    after = {each.entry_id: each.score for each in refused.match(other)}
    assert after.get(TICKETS, -1) < before[TICKETS] - 0.3
    assert isinstance(decide(refused.match("where can I buy tickets?")), Answer)
    assert 99 not in after


def test_without_entries_there_is_nothing_to_say() -> None:
    assert build({}).match("where can I buy tickets?") == []
    assert build({1: []}).match("where can I buy tickets?") == []
    assert not build({}, encoder=shipped_encoder()).match("where can I buy tickets?")


class Counting:
    """The encoder, and what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._encoder: Encoder = shipped_encoder()

    def encode(self, texts: Sequence[str]) -> Weights:
        self.asked += texts
        return self._encoder.encode(texts)


def scores(matcher: Matcher, text: str) -> dict[int, float]:
    return {each.entry_id: pytest.approx(each.score, abs=1e-3) for each in matcher.match(text)}


def test_a_changed_entry_costs_its_own_phrasings_alone_and_comes_out_as_if_built_anew() -> None:
    encoder = Counting()
    before = build(ENTRIES, encoder=encoder)
    changed = {WHEN: ["when do the doors open?", "演唱会几点开始"], **ENTRIES}
    changed[WHEN] = ["when do the doors open?", "演唱会几点开始"]
    del changed[MERCH]
    encoder.asked.clear()
    after = build(changed, encoder=encoder, previous=before)
    assert encoder.asked == ["when do the doors open?"]
    anew = build(changed, encoder=encoder)
    for text in ("when do the doors open", "哪里买票", "how much is the t-shirt"):
        assert scores(after, text) == scores(anew, text)
    # From letters alone to both views, all is encoded; back again, nothing.
    encoder.asked.clear()
    assert build(ENTRIES, encoder=encoder, previous=LETTERS).semantic
    assert len(encoder.asked) == sum(map(len, ENTRIES.values()))
    encoder.asked.clear()
    assert not build(ENTRIES, previous=before).semantic
    assert not encoder.asked


def many_entries(number: int) -> dict[int, list[str]]:
    return {
        key: [f"where is the {chr(97 + key % 26)}{key}q thing", f"how do I {key}z it"]
        for key in range(10, 10 + number)
    }


@pytest.mark.parametrize("encoder", [None, shipped_encoder()])
def test_a_large_index_takes_a_changed_entry_in_without_being_built_anew(
    encoder: Encoder | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.faq.matcher.LARGE", FEW)
    entries = {**ENTRIES, **many_entries(FEW // 2)}
    before = build(entries, encoder=encoder, negatives={TICKETS: ["tickets for the train"]})
    changed = {**entries, WHEN: ["when do the doors open?"], 999_999: ["may I bring my dog"]}
    del changed[MERCH]
    after = build(changed, encoder=encoder, previous=before, negatives={WHEN: ["opening hours"]})
    assert before.is_whole
    assert not after.is_whole
    assert after.parts[0] is before.parts[0]
    assert [text for _, _, text in after.parts[1].lines] == [
        "when do the doors open?",
        "may I bring my dog",
        "opening hours",
    ]
    anew = build(changed, encoder=encoder, negatives={WHEN: ["opening hours"]})
    for text in ("when do the doors open", "my dog", "哪里买票", "opening hours", "where is a36q"):
        found, wanted = after.match(text), anew.match(text)
        assert found[0].entry_id == wanted[0].entry_id
        assert found[0].evidence.phrasing == wanted[0].evidence.phrasing
        assert found[0].score == pytest.approx(wanted[0].score, abs=0.02)
        assert after.worth_matching(text) == anew.worth_matching(text)
    assert MERCH not in {each.entry_id for each in after.match("how much is the t-shirt")}
    # Back again, and as one.
    back = build(entries, encoder=encoder, previous=after)
    assert scores(back, "how much is the t-shirt") == scores(before, "how much is the t-shirt")
    one = build(changed, encoder=encoder, previous=after, whole=True)
    assert one.is_whole
    assert one.match("my dog")[0].entry_id == 999_999


def test_what_a_large_index_has_taken_in_is_not_worked_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.faq.matcher.LARGE", FEW)
    encoder = Counting()
    entries = {**ENTRIES, **many_entries(FEW // 2)}
    first = build(entries, encoder=encoder)
    second = build({**entries, 7: ["may I bring my dog"]}, encoder=encoder, previous=first)
    encoder.asked.clear()
    third = {**entries, 7: ["may I bring my dog", "is my cat welcome"]}
    patched = build(third, encoder=encoder, previous=second)
    assert encoder.asked == ["is my cat welcome"]
    assert build(third, encoder=encoder, previous=patched, whole=True).is_whole
    assert encoder.asked == ["is my cat welcome"]


def test_so_much_that_changes_is_no_change_but_a_new_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.faq.matcher.LARGE", FEW)
    monkeypatch.setattr("bot.faq.matcher.CHANGED", FEW)
    entries = many_entries(FEW)
    before = build(entries)
    more = {key + 10**6: texts for key, texts in many_entries(FEW // 2).items()}
    assert not build({**entries, **more}, previous=before).is_whole
    assert build({**entries, **more, 1: ["one more"]}, previous=before).is_whole


class Misled:
    """An encoder that was never taught this language: its vectors say nothing."""

    name = "misled"

    def encode(self, texts: Sequence[str]) -> Weights:
        rows = [np.random.default_rng(len(text)).normal(size=512) for text in texts]
        found = np.array(rows or np.empty((0, 512)), np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


KAZAKH = ["билет", "жейде", "кітап", "сурет", "постер", "диск", "альбом", "күнтізбе"]


def test_where_meaning_misleads_letters_alone_are_used_and_where_it_helps_both() -> None:
    many = {
        number: [f"қайда {word} сатып аламын", f"{word} қайдан алуға болады", f"{word} керек еді"]
        for number, word in enumerate(KAZAKH)
    }
    misled = build(many, encoder=Misled())
    assert misled.semantic
    assert misled.blend == Blend.LETTERS == "letters"
    assert misled.match("билет қайда")[0].evidence.meaning is None
    assert build(many).blend == Blend.LETTERS
    assert build(ENTRIES, encoder=shipped_encoder()).blend == Blend.BOTH == "both"


def test_among_ten_thousand_phrasings_the_right_one_is_found_as_among_few() -> None:
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst"]
    many = {
        number: [f"where is the {word} {words[-number]}x"]
        for number, word in enumerate(words[9:], 10)
    } | {number + 10_000: [f"how do I {word} it"] for number, word in enumerate(words)}
    crowded = build({**ENTRIES, **many})
    for text, entry in ASKED:
        assert crowded.match(text)[0].entry_id == entry
    wanted = many[700][0]
    assert crowded.match(f"hi, {wanted}?")[0].evidence.phrasing == wanted


@given(st.text() | st.text("where can I buy tickets 哪里买票?"))
def test_any_text_is_answered_or_met_with_silence_and_the_ranks_are_in_order(text: str) -> None:
    found = LETTERS.match(text)
    assert isinstance(decide(found), Answer | Suggest | Silent)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(np.isfinite(each.score) for each in found)
    assert isinstance(LETTERS.worth_matching(text), bool)


@given(st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=3))
def test_any_text_can_be_a_phrasing(phrasings: list[str]) -> None:
    matcher = build(dict(enumerate([[text] for text in phrasings])))
    for text in phrasings:
        if matcher.match(text):
            assert matcher.match(text)[0].evidence.letters == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "text", ["\0", "\ud83d", "a" * 5000, "？" * 300, "\u0301" * 40, "ﷺ" * 400, "🏳️‍🌈", "\u202eabc"]
)
def test_odd_texts_are_read_by_meaning_too(text: str, both: Matcher) -> None:
    assert not isinstance(decide(both.match(text)), Answer)
    assert build({1: [text], 2: ["how are you"]}, encoder=shipped_encoder()).semantic

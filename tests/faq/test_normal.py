"""A text as the matcher reads it, and as the encoder hears it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.normal import HEAD, SPOKEN_HEAD, SPOKEN_TAIL, TAIL, findable, normalise, runs, spoken


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Where's the VENUE?!", "where s the venue"),
        ("yessss", "yess"),
        ("2000000", "2000000"),
        ("Ｆａｎ　Ｃｌｕｂ", "fan club"),
        ("請問門票", "请问门票"),
        ("STRASSE Straße", "strasse strasse"),
        ("@renao_bot hi t.me/x www.example.org https://example.org/?q=1", "hi"),
        ("me@example.org", "me example org"),
        ("🎫 1️⃣ ticket", "1 ticket"),
    ],
)
def test_a_text_is_read_in_one_form(text: str, plain: str) -> None:
    assert " ".join(normalise(text).split()) == plain


def test_words_and_runs_without_spaces_are_told_apart() -> None:
    assert runs(normalise("买VIP票 now ขอบคุณ")) == (["vip", "now"], ["买", "票", "ขอบคุณ"])


def test_what_has_nothing_to_be_found_by_is_known() -> None:
    assert not findable("?! 🎫 https://example.org")
    assert findable("票")


def test_the_encoder_hears_a_text_as_said_but_no_shouting_and_no_links() -> None:
    assert spoken("WHERE IS IT?") == "where is it?"
    assert spoken("Where is Bob?? 😂 t.me/x") == "Where is Bob?? 😂"
    assert spoken("a\ud800b") == "a b"


def test_the_encoder_hears_less_of_a_long_text_the_more_of_it_is_beyond_ascii() -> None:
    most = SPOKEN_HEAD + SPOKEN_TAIL
    plain, german, chinese = "xy " * 100, "Wie früh? " * 30, "哪里买票" * 70
    assert len(spoken(plain)) == pytest.approx(most, abs=2)
    assert len(spoken(german)) == pytest.approx(most / 1.2, abs=3)
    assert len(spoken(chinese)) == pytest.approx(most / 3, abs=2)
    assert spoken(f"{chinese}几点开始？").endswith("几点开始？")


@given(st.text() | st.text("ﷺaA\ud800門 ").map(lambda text: text * 300))
def test_any_text_has_a_form_that_is_bounded_and_stays_as_it_is(text: str) -> None:
    plain = normalise(text)
    assert len(plain) <= 3 * 2 * (HEAD + TAIL) + 10
    assert len(spoken(text)) <= SPOKEN_HEAD + SPOKEN_TAIL + 1
    assert "\ud800" not in spoken(text)

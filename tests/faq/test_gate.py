"""What is worth matching: questions, requests, and what has a word of an entry that chatter seldom has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.background import shipped
from bot.faq.gate import Gate

GATE = Gate(["refund for the lightstick", "how do I get there", "演唱会门票退款"], shipped())


@pytest.mark.parametrize(
    "text",
    [
        "when does it start",
        "Lightsticks!",
        "my LIGHTSTICK broke",
        "refunding",
        "please, the address",
        "I need the address",
        "i'm looking for a ride home",
        "门票没收到",
        "退 款",
        "給我地址",
        "我想要海报",
        "几点开始",
        "well " * 300 + "and so I want a refund",
    ],
)
def test_what_asks_or_wants_something_or_names_something_is_let_through(text: str) -> None:
    assert GATE.lets_through(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lol",
        "good morning everyone",
        "I was there and got it",
        "哈哈哈哈",
        "早上好",
        "😂",
        "so nice",
    ],
)
def test_chatter_is_not_for_it_has_but_words_that_chatter_has(text: str) -> None:
    assert not GATE.lets_through(text)


@pytest.mark.parametrize(
    "text",
    [
        "got my lightstick, so happy",
        "I just bought a LIGHTSTICK!",
        "my lightstick arrived!!",
        "the lightsticks were unreal",
        "can't wait for my lightstick",
        "演唱会太好看了",
        "門票搶到了！",
        "演唱会门票到手啦",
    ],
)
def test_who_tells_of_it_asks_nothing(text: str) -> None:
    assert not GATE.lets_through(text)


@pytest.mark.parametrize(
    "text",
    [
        "I got my lightstick but it is broken",
        "we were sent no lightstick",
        "I bought a lightstick, how do I pair it",
        "please, I just got my lightstick",
        "门票到了，名字错了",
        "门票买好了，在哪里取？",
        "lightstick price",
        "演唱会门票",
    ],
)
def test_who_tells_of_it_and_wants_something_is_let_through(text: str) -> None:
    assert GATE.lets_through(text)


def test_without_entries_questions_alone_come_through() -> None:
    empty = Gate([], shipped())
    assert empty.lets_through("what is this?")
    assert not empty.lets_through("lightstick")


@given(st.text())
def test_any_text_is_let_through_or_not(text: str) -> None:
    assert isinstance(GATE.lets_through(text), bool)


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=2, max_size=20))
def test_any_gate_opens_to_its_own_phrasings_unless_chatter_has_all_their_words(text: str) -> None:
    unknown = f"xqzvw {text}"
    assert Gate([unknown], shipped()).lets_through(unknown)

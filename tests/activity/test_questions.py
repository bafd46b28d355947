"""What is a question, in both languages, with and without its mark."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity.questions import (
    CHINESE,
    ENGLISH,
    IN_CHINESE,
    LINK,
    OPENING,
    SPACES,
    is_question,
    may_ask_in_english,
    may_link,
    normal,
)


@pytest.mark.parametrize(
    "text",
    [
        "When does it start?",
        "anyone know when it starts",
        "Does anybody have a spare ticket",
        "how do I join",
        "hi, where can i buy tickets",
        "what time is the stream",
        "can i bring a friend",
        "need help with my order",
        "I wonder if there will be an encore",
        "is there a stream today",
        "ｗｈｅｒｅ ｉｓ ｉｔ？",
        "求助",
        "有没有人知道",
        "怎么报名",
        "报名费多少",
        "直播几点",
        "门票在哪里买",
        "你们去吗",
        "小明呢",
        "请问可以带朋友入场",
        "谁有多的票",
        "今天有直播么",
        "为什么买不到票\n急",
    ],
)
def test_a_question_is_one_with_or_without_its_mark(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "hello everyone",
        "The show starts at 8",
        "what a night",
        "when I arrived it was over",
        "see https://example.org/a?b=c",
        "今天真开心",
        "我在吃饭呢",
        "我不知道怎么说才好",
        "那么好的演出",
        "没什么",
        "咖啡真香",
        "他可厉害了，还拿过大奖呢",
    ],
)
def test_what_asks_nothing_is_no_question(text: str) -> None:
    assert not is_question(text)


@given(st.text(alphabet=st.characters(codec=None), max_size=3000))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_question(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["is there " * 99_999, "在" * 400_000, "how " * 99_999, " " * 400_000]
)
def test_a_text_without_end_costs_no_more_than_a_long_one(text: str) -> None:
    started = time.process_time()
    is_question(text)
    assert time.process_time() - started < 0.1


@given(st.from_regex(CHINESE))
def test_no_turn_of_phrase_is_missed_by_the_first_look(text: str) -> None:
    assert IN_CHINESE.search(text)


@given(st.from_regex(LINK))
def test_no_link_is_missed_by_the_first_look(text: str) -> None:
    assert may_link(text)


@given(st.one_of(st.from_regex(ENGLISH), st.from_regex(OPENING)))
def test_no_english_is_missed_by_the_first_look(text: str) -> None:
    assert may_ask_in_english(text)


@given(st.text(st.sampled_from("，！？：,!? \n\u3000\u0338\u0301\u200daBＡ你=<🎉’")))
def test_wide_characters_are_read_as_narrow_ones(text: str) -> None:
    said = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    assert normal(text) == SPACES.sub(" ", said).strip()

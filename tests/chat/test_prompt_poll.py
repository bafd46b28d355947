"""Polls as they are typed, or made with Telegram's own form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.prompt_asking import as_typed
from bot.chat.prompt_filling import Filling
from bot.chat.prompt_poll import parse_poll, poll_in
from bot.prompts.prompt import Poll, Prompt, Variant
from bot.texts import Refused

WORDS = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "poll"),
    [
        ("Which?\nA\nB", Poll("Which?", ("A", "B"))),
        ("Which?\n\n- A\n• B\n3. C\n", Poll("Which?", ("A", "B", "C"))),
        ("哪个？\n1、甲\n* 乙", Poll("哪个？", ("甲", "乙"), correct=1)),
        ("Which?\n✓ A\nB\n> Because.\n＞ So.", Poll("Which?", ("A", "B"), 0, "Because.\nSo.")),
        ("Which?\n- ✅ A\n- 3.5 times", Poll("Which?", ("A", "3.5 times"), 0)),
    ],
)
def test_a_poll_is_read_as_it_is_typed(text: str, poll: Poll) -> None:
    assert parse_poll(text) == poll


@pytest.mark.parametrize("text", ["", "Which?", "Which?\nA", "Which?\n* A\n* B", "> a\n> b\n> c"])
def test_what_is_no_poll_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="poll_usage"):
        parse_poll(text)


@given(WORDS, st.lists(WORDS, min_size=2, max_size=12), st.data(), st.text(max_size=0) | WORDS)
def test_what_is_shown_to_be_copied_reads_back(
    question: str, options: list[str], data: st.DataObject, why: str
) -> None:
    right = data.draw(st.none() | st.integers(0, len(options) - 1))
    poll = Poll(question, tuple(options), right, why if right is not None else "")
    assert parse_poll(as_typed(Filling(1, Prompt("", (Variant(poll=poll),))), "poll")) == poll


def test_a_quiz_of_telegrams_form_is_one_only_if_the_right_answer_is_told() -> None:
    told = (
        b'{"message":{"poll":{"question":"Q","options":[{"text":"A"},{"text":"B"}],"type":"quiz",'
        b'"is_anonymous":false,"explanation":"E"%s}}}'
    )
    assert poll_in(told % b',"correct_option_id":1') == Poll("Q", ("A", "B"), 1, "E", False)
    assert poll_in(told % b',"correct_option_ids":[0]') == Poll("Q", ("A", "B"), 0, "E", False)
    assert poll_in(told % b"") == Poll("Q", ("A", "B"), anonymous=False)
    assert poll_in(b'{"message":{"text":"Q"}}') is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.parse import Parsed, parse_entry
from bot.texts import LANGUAGES, Refused, say

WHOLE = """tickets
Q: where can I buy tickets?
Q: 哪里买票
A: Tickets are at the door.
They cost 20 €.

See you!
A[zh-CN]: 票在门口买"""


def test_an_entry_has_a_name_questions_and_answers_by_language() -> None:
    assert parse_entry(WHOLE, "en") == Parsed(
        "tickets",
        ["where can I buy tickets?", "哪里买票"],
        {"en": "Tickets are at the door.\nThey cost 20 €.\n\nSee you!", "zh-CN": "票在门口买"},
    )


@pytest.mark.parametrize(
    "body",
    [
        "门票\n问：哪里买票\n答：在门口\n答[en]：At the door",
        " 门票 \n\n  q: 哪里买票\n\na: 在门口 \na【EN】: At the door\n",
        "门票\nQ:哪里买票\nA[zh]:在门口\nA[en-GB]:At the door",
    ],
)
def test_it_may_be_typed_in_chinese_and_loosely(body: str) -> None:
    answers = {"zh-CN": "在门口", "en": "At the door"}
    assert parse_entry(body, "zh-CN") == Parsed("门票", ["哪里买票"], answers)


def test_it_may_stand_on_one_line() -> None:
    body = "tickets | where can I buy tickets? | At the door | or online\nfrom 18:00"
    answers = {"en": "At the door | or online\nfrom 18:00"}
    assert parse_entry(body, "en") == Parsed("tickets", ["where can I buy tickets?"], answers)


@pytest.mark.parametrize(
    ("body", "key", "data"),
    [
        ("", "faq.no_name", {}),
        ("\nQ: who?\nA: me", "faq.no_name", {}),
        ("tickets", "faq.no_question", {}),
        ("tickets\nA: at the door", "faq.no_question", {}),
        ("tickets\nQ: where?", "faq.no_answer", {}),
        ("tickets | where?", "faq.bad_short_form", {}),
        ("tickets | | at the door", "faq.bad_short_form", {}),
        ("tickets\nwhere?\nA: here", "faq.bad_line", {"line": 2, "given": "where?"}),
        ("tickets\nQ: where\nor when?", "faq.bad_line", {"line": 3, "given": "or when?"}),
        ("tickets\n\nQ:", "faq.empty_line", {"line": 3}),
        ("tickets\nQ: where?\nA: ", "faq.empty_line", {"line": 3}),
        ("t\nQ: where?\nA: a\nA[en]: b", "faq.answer_twice", {"line": 4, "spoken": "en"}),
        (
            "t\nQ: where?\nA[xx]: a",
            "faq.bad_tag",
            {"line": 3, "given": "xx", "known": "en, zh-CN"},
        ),
    ],
)
def test_a_fault_is_a_sentence_that_names_the_line(
    body: str, key: str, data: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        parse_entry(body, "en")
    assert (refused.value.key, refused.value.data) == (key, data)
    for language in LANGUAGES:
        assert all(str(each) in say(key, language, **data) for each in data.values())


@given(st.text() | st.text("QA问答:：[]| \nx"))
def test_any_text_is_read_or_refused(body: str) -> None:
    try:
        parsed = parse_entry(body, "en")
    except Refused:
        return
    assert parsed.name and all(parsed.phrasings) and all(parsed.answers.values())

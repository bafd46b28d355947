import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.answers import check_answer, word
from bot.texts import LANGUAGES, Refused, say


@pytest.mark.parametrize(
    "text",
    [
        "At the door.",
        "Hello {{ first_name }}, welcome to <b>{{ group_title }}</b>!",
        "{% if first_name %}Hello <i>{{ first_name|upper }}</i>{% else %}Hello{% endif %}",
        '<a href="https://example.org/?a=1&amp;b=2">Tickets</a> > <u><s>20</s></u> 10 & less',
        '<span class="tg-spoiler">a\nsecret</span> <BLOCKQUOTE expandable>said</BLOCKQUOTE>',
        "{{ '<' }} {# <b> #}",
        "x" * 4096,
    ],
)
def test_an_answer_that_telegram_would_take_is_taken(text: str) -> None:
    check_answer(text)


@pytest.mark.parametrize(
    ("text", "key", "data"),
    [
        ("1 < 2", "texts.html_tag", {"line": 1, "tag": "<"}),
        (" <b> </b> ", "faq.answer_empty", {}),
        ("{{ '' }}", "faq.answer_empty", {}),
    ],
)
def test_bad_html_is_a_sentence_with_the_place(
    text: str, key: str, data: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        check_answer(text)
    assert (refused.value.key, refused.value.data) == (key, data)
    for language in LANGUAGES:
        assert all(str(each) in unescape(say(key, language, **data)) for each in data.values())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{{ first_name", "texts.template_syntax"),
        ("{{ password }}", "texts.template_variable"),
        ("{{ first_name|center(999999) }}", "texts.template_filter"),
        ("{% for c in first_name %}{{ c }}{% endfor %}", "texts.template_forbidden"),
        ("{{ first_name.__class__ }}", "texts.template_forbidden"),
        ("{{ first_name * 1000000 }}", "texts.template_forbidden"),
        ("{{ first_name|number }}", "texts.template_failed"),
        ("x" * 4097, "texts.template_too_long"),
        ("{{ group_title }}" * 10, "texts.template_too_long"),
    ],
)
def test_a_template_that_is_wrong_or_dangerous_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_answer(text)
    assert refused.value.key == key


def test_the_language_asked_for_comes_first_then_english_then_any() -> None:
    both = {"zh-CN": "你好", "en": "Hello"}
    assert word(both, "zh-CN", {}) == "你好"
    assert word(both, "de", {}) == "Hello"
    assert word({"zh-CN": "你好"}, "en", {}) == "你好"


@given(name=st.text(max_size=64), title=st.text(max_size=128))
def test_names_are_shown_and_never_read_as_markup(name: str, title: str) -> None:
    source = "<b>{{ first_name }}</b>: {{ group_title }}"
    html = word({"en": source}, "en", {"first_name": name, "group_title": title})
    assert re.findall("<[^>]*>", html) == ["<b>", "</b>"]
    assert unescape(html) == f"<b>{name}</b>: {title}"

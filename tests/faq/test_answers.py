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
        "On {{ today|day }} we are {{ member_count|number }}.",
        '<a href="https://example.org/{{ first_name }}">x</a>',
        "{% if first_name == 'Bob' %}<b>Bob</b>{% elif first_name %}<i>x</i>{% else %}y{% endif %}",
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
        ("{{ first_name|number }}", "texts.template_failed_at"),
        ("x" * 4097, "texts.template_too_long"),
        ("{{ group_title }}" * 10, "texts.template_too_long"),
        ("{{ " + "(" * 1900 + "first_name" + ")" * 1900 + " }}", "texts.template_syntax"),
        ("{{ first_name" + "|lower" * 600 + " }}", "texts.template_failed_at"),
        ("{% if first_name %}" * 100 + "x" + "{% endif %}" * 100, "texts.template_failed"),
        (
            "{% if member_count > 3 %}x{% else %}{{ today|number }}{% endif %}",
            "texts.template_failed_at",
        ),
        ("{% if first_name > 3 %}x{% endif %}", "texts.template_failed_at"),
        (
            "{% if member_count %}{% if first_name > 3 %}x{% endif %}{% endif %}",
            "texts.template_failed_at",
        ),
        ("{% if member_count == 3 %}<b>{% endif %}x</b>", "texts.html_open_tag"),
        ("<b>{% if member_count == 3 %}</b>{% else %}</b>{% endif %}", "texts.html_end_tag"),
        ("<b {{ first_name }}>x</b>", "faq.tag_placeholder"),
        ("{{ loop }}", "texts.template_variable"),
        ("{{ today.year }}", "texts.template_forbidden"),
        ("{% set x = 1 %}", "texts.template_forbidden"),
    ],
)
def test_a_template_that_is_wrong_or_dangerous_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_answer(text)
    assert refused.value.key == key


def test_an_answer_may_show_facts_that_have_still_to_be_filled_in() -> None:
    check_answer("Sign up: {{ signup_url }}", {"signup_url": ""})
    with pytest.raises(Refused, match="template_variable"):
        check_answer("Sign up: {{ signup_url }}")


def test_an_answer_is_not_given_while_a_fact_that_it_shows_is_empty() -> None:
    answers = {
        "en": "{% if price %}{{ price }}{% else %}free{% endif %} {{ url }} {{ first_name }}"
    }
    data = {"first_name": "Bob", "price": "", "url": ""}
    with pytest.raises(Refused) as refused:
        word(answers, "en", data)
    assert (refused.value.key, refused.value.data) == ("faq.details_missing", {"names": "url"})
    assert word(answers, "en", data | {"url": "here"}) == "free here Bob"
    with pytest.raises(Refused, match="answer_empty"):
        word({"en": "{% if price %}5{% endif %}"}, "en", data)
    with pytest.raises(Refused, match="template_failed"):
        word({"en": "{{ member_count }}"}, "en", data)


def test_a_fact_is_never_read_as_markup() -> None:
    answers = {"en": '<a href="{{ url }}">x</a>'}
    assert word(answers, "en", {"url": '"><b>'}) == '<a href="&#34;&gt;&lt;b&gt;">x</a>'


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

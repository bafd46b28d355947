"""Operators' templates: data in, text out, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Refused, check_template, page, render_template

KNOWN = {"name", "title"}


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("Hello {{ nme }}", "texts.template_variable"),
        ("{{ name", "texts.template_syntax"),
        ("{% for i in name %}x{% endfor %}", "texts.template_forbidden"),
        ("{% for name in title %}x{% endfor %}", "texts.template_forbidden"),
        ("{{ name.__class__ }}", "texts.template_forbidden"),
        ("{{ name['a'] }}", "texts.template_forbidden"),
        ("{{ name() }}", "texts.template_forbidden"),
        ("{{ 'a' * 2000000000 }}", "texts.template_forbidden"),
        ("{{ '%1500000000d' % 1 }}", "texts.template_forbidden"),
        ("{{ 9 ** 999999999 }}", "texts.template_forbidden"),
        ("{{ name|center(2000000000) }}", "texts.template_filter"),
        ("{{ name|attr('x') }}", "texts.template_filter"),
        ("{{ name|safe }}", "texts.template_filter"),
        ("{% set x = 1 %}", "texts.template_forbidden"),
        ("{% include 'x' %}", "texts.template_forbidden"),
        ("{% macro m() %}{% endmacro %}", "texts.template_forbidden"),
        ("x" * 4097, "texts.template_too_long"),
    ],
)
def test_a_template_that_wants_more_than_data_is_refused(source: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_template(source, KNOWN)
    assert refused.value.key == key


def test_a_refusal_names_the_line_and_what_there_is() -> None:
    with pytest.raises(Refused) as refused:
        check_template("Hello\n\n{{ nme }}", KNOWN)
    assert refused.value.data == {"line": 3, "name": "nme", "known": "name, title"}


def test_a_template_may_use_variables_filters_and_conditions() -> None:
    source = "Hi {{ name|upper }}{% if title %} in {{ title }}{% endif %}"
    check_template(source, KNOWN)
    assert (
        render_template(source, "en", {"name": "bob", "title": "<Fans>"})
        == "Hi BOB in &lt;Fans&gt;"
    )


@pytest.mark.parametrize("source", ["{{ name|number }}", "{{ name|day }}", "{{ name|moment }}"])
def test_what_fails_only_when_filled_in_is_a_sentence_too(source: str) -> None:
    check_template(source, KNOWN)
    with pytest.raises(Refused) as refused:
        render_template(source, "en", {"name": "bob"})
    assert refused.value.key == "texts.template_failed"


@given(st.text())
def test_any_text_is_either_refused_or_rendered(source: str) -> None:
    try:
        check_template(source, KNOWN)
        render_template(source, "en", {"name": "bob", "title": "Fans"})
    except Refused:
        pass


def test_our_own_pages_can_quote_the_catalogue_in_the_readers_language() -> None:
    source = "{{ t('texts.template_failed', what=name) }} {{ 1234|number }} {{ 0.5|percent }}"
    assert page(source, "en", name="<x>") == "This text cannot be filled in: &lt;x&gt;. 1,234 50%"


def test_a_line_break_after_a_condition_is_meant() -> None:
    source = "{% if name %}a{% endif %}\nb"
    assert render_template(source, "en", {"name": "bob", "title": "Fans"}) == "a\nb"
    assert page(source, "en", name="bob") == "ab"

"""What operators write is read as Telegram would read it."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import LANGUAGES, Refused, check_html, say, without_tags


@pytest.mark.parametrize(
    "text",
    [
        "At the door: 10 > 9 & less",
        '<a href="https://example.org/?a=1&amp;b=2">Tickets</a> > <u><s>20</s></u>',
        '<span class="tg-spoiler">a\nsecret</span> <BLOCKQUOTE expandable>said</BLOCKQUOTE>',
        "<a href=\"{{ link }}\">{{ '<' }}</a> {# <b> #}",
        "{% if name < 3 %}<b>{% endif %}x</b>",
    ],
)
def test_html_that_telegram_takes_is_taken(text: str) -> None:
    check_html(text)


@pytest.mark.parametrize(
    ("text", "key", "data"),
    [
        ("Hello\n<h1>you</h1>", "texts.html_tag", {"line": 2, "tag": "<h1>"}),
        ("1 < 2", "texts.html_tag", {"line": 1, "tag": "<"}),
        ("<script>x</script>", "texts.html_tag", {"line": 1, "tag": "<script>"}),
        ("<span>x</span>", "texts.html_tag", {"line": 1, "tag": "<span>"}),
        ("a\n{# a\nb #}\n</b>", "texts.html_end_tag", {"line": 4, "tag": "</b>"}),
        ("<b><i>x</b></i>", "texts.html_end_tag", {"line": 1, "tag": "</b>"}),
        ("a\n<b>x", "texts.html_open_tag", {"line": 2, "tag": "<b>", "end": "</b>"}),
        (
            "{% if name %}<b>{% endif %}x",
            "texts.html_open_tag",
            {"line": 1, "tag": "<b>", "end": "</b>"},
        ),
    ],
)
def test_bad_html_is_a_sentence_with_the_line(text: str, key: str, data: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        check_html(text)
    assert (refused.value.key, refused.value.data) == (key, data)
    for language in LANGUAGES:
        assert all(str(each) in unescape(say(key, language, **data)) for each in data.values())


def test_what_is_left_without_tags_is_what_a_reader_sees() -> None:
    assert without_tags('<b>1</b> <a href="x">&lt; 2</a>') == "1 &lt; 2"


@given(st.text(alphabet="<>/bi\"'= {%}\n", max_size=60))
def test_any_text_is_either_refused_or_taken(text: str) -> None:
    try:
        check_html(text)
    except Refused as refused:
        assert refused.key.startswith("texts.html_")

"""A text too long for one message: whole parts, nothing lost, cut where a reader would."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bot.outbox.split import split, units, visible


class Reader(HTMLParser):
    """Reads Telegram HTML as strictly as Telegram does; `shown` is what a person sees."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


plain = st.text(st.sampled_from("ab \n&<>\"'é中😀"), max_size=12).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
trees = st.recursive(
    plain,
    lambda inner: st.builds(
        lambda tag, children: f"<{tag}>{''.join(children)}</{tag.split()[0]}>",
        st.sampled_from(["b", "i", "a href=\"https://x.example/?a=1&amp;b='>'\"", "blockquote"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
texts = st.lists(trees, max_size=8).map("".join)


@given(texts, st.integers(2, 40), st.integers(2, 40))
@example("<b>" + "😀" * 10 + "</b>", 3, 3)
@settings(max_examples=400)
def test_every_part_parses_fits_and_nothing_is_lost(text: str, limit: int, first: int) -> None:
    parts = split(text, limit, first)
    shown = [Reader(part).shown for part in parts]
    assert utf16(shown[0]) <= first
    assert all(utf16(part) <= limit for part in shown[1:])
    assert solid("".join(shown)) == solid(Reader(text).shown)


@given(texts)
def test_what_a_reader_sees_is_what_telegram_would_show(text: str) -> None:
    assert visible(text) == Reader(text).shown


@given(st.text())
def test_length_is_counted_in_utf16(text: str) -> None:
    assert units(text) == utf16(text)


@given(st.text(st.sampled_from("<>&;/ab\"'= #1x\n"), max_size=60))
@example('111111<a"<">111')
def test_text_that_is_no_html_at_all_is_still_split(text: str) -> None:
    assert all(units(visible(part)) <= 8 for part in split(text, 8))


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert split("  <b>1 &lt; 2</b>\n") == ["  <b>1 &lt; 2</b>\n"]


def test_it_counts_what_is_shown_not_what_is_written() -> None:
    text = '<a href="https://example.org">' + "&amp;" * 4096 + "</a>"
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two three\n\na\nb", ["one two three", "a\nb"]),
        ("one\n\ntwo three four", ["one\n\ntwo three", "four"]),
        ("one two three\nfour five", ["one two three", "four five"]),
        ("one two three four", ["one two three", "four"]),
        ("one two three: four", ["one two three:", "four"]),
        ("aaaa bbbbb cccc dddd", ["aaaa bbbbb cccc", "dddd"]),
        ("abcdefghijklmnopq", ["abcdefghijklmno", "pq"]),
        ("😀😀😀😀😀😀😀😀", ["😀😀😀😀😀😀😀", "😀"]),
        ("<b>one two <i>three four</i></b>", ["<b>one two <i>three</i></b>", "<b><i>four</i></b>"]),
        ("一二三四五六七八九十一二三四五六", ["一二三四五六七八九十一二三四五", "六"]),
        (" " * 40, [""]),
    ],
)
def test_it_cuts_at_paragraphs_then_lines_then_words_then_anywhere(
    text: str, parts: list[str]
) -> None:
    assert split(text, 15) == parts


def test_markup_is_taken_as_it_is() -> None:
    assert split(Markup("<b>a &amp; b</b>\n") * 2, 6) == ["<b>a &amp; b</b>", "<b>a &amp; b</b>"]

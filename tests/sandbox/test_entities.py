"""Formatted text: what becomes of it, and Telegram's complaints with their byte offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities.found import find_entities
from bot.sandbox.entities.text import formatted
from bot.sandbox.entities.utf16 import cut, units
from bot.sandbox.errors import Refusal


def parsed(text: str, mode: str) -> tuple[str, list[tuple]]:
    """Return the text, and of each entity its type, its words, and what else it says."""
    found = formatted(text, mode=mode)
    return found.text, [
        (
            one.type,
            cut(found.text, one.offset, one.length),
            *(extra for extra in (one.url, one.language, one.custom_emoji_id) if extra),
        )
        for one in found.entities
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>bold</b> <i>slanted</i>", "bold slanted", [("bold", "bold"), ("italic", "slanted")]),
        ("<B>bold</B>", None, None),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><del>b</del>", "ab", [("strikethrough", "a"), ("strikethrough", "b")]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", "s")]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", "s")]),
        (
            '<a href="https://e.org/?a=1&amp;b=2">link</a>',
            "link",
            [("text_link", "link", "https://e.org/?a=1&b=2")],
        ),
        ('<a href="E.ORG">x</a>', "x", [("text_link", "x", "http://e.org/")]),
        ('<a href="nowhere">x</a>', "x", []),
        ("<a>no words</a>", "no words", []),
        ('<a href="tg://user?id=5">x</a>', "x", []),
        ("<code>x</code>", "x", [("code", "x")]),
        ('<pre><code class="language-py">x=1</code></pre>', "x=1", [("pre", "x=1", "py")]),
        ("<pre>x</pre>", "x", [("pre", "x")]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", "q")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ("🎉<b>小明</b>", "🎉小明", [("bold", "小明")]),
        ("&lt;b&gt; &amp; &quot;&#65;&#x42; &nbsp;", '<b> & "AB &nbsp;', []),
        ("<b> a </b>", "a", [("bold", "a")]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_becomes_entities(source, text, entities):
    if text is None:
        # The start tag is lower-cased before it is compared, the end tag is not.
        with pytest.raises(Refusal, match="Unmatched end tag"):
            parsed(source, "HTML")
        return
    assert parsed(source, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<x>y</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("小明<x>", 'Unsupported start tag "x" at byte offset 6'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b>x</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<span class="x">s</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x@y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_bad_html_is_refused_with_telegrams_complaint(source, complaint):
    with pytest.raises(Refusal) as refusal:
        parsed(source, "HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ ~s~", "b i s", [("bold", "b"), ("italic", "i"), ("strikethrough", "s")]),
        ("__u__", "u", [("underline", "u")]),
        ("||spoiler||", "spoiler", [("spoiler", "spoiler")]),
        ("*bold _both_*", "bold both", [("bold", "bold both"), ("italic", "both")]),
        (r"1\. \*no\*", "1. *no*", []),
        ("`a*b`", "a*b", [("code", "a*b")]),
        ("```py\nx=1```", "x=1", [("pre", "x=1", "py")]),
        (r"[a](https://e.org/\))", "a", [("text_link", "a", "https://e.org/)")]),
        (">q1\n>q2\nrest", "q1\nq2\nrest", [("blockquote", "q1\nq2")]),
        ("![x](tg://emoji?id=5)", "x", [("custom_emoji", "x", "5")]),
    ],
)
def test_markdown_v2_becomes_entities(source, text, entities):
    assert parsed(source, "MarkdownV2") == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("小*x", "Can't find end of Bold entity at byte offset 3"),
        ("[a](x", "Can't find end of a URL at byte offset 4"),
        ("![x](y)", "Custom emoji entity must contain a tg://emoji URL"),
    ],
)
def test_bad_markdown_v2_is_refused(source, complaint):
    with pytest.raises(Refusal) as refusal:
        parsed(source, "MarkdownV2")
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_the_old_markdown_knows_no_nesting():
    assert parsed("*b* _i_ `c` [l](https://e.org) a\\_b", "Markdown") == (
        "b i c l a_b",
        [("bold", "b"), ("italic", "i"), ("code", "c"), ("text_link", "l", "https://e.org/")],
    )
    with pytest.raises(Refusal, match="Can't find end of the entity starting at byte offset 2"):
        parsed("a *b", "Markdown")


def test_telegram_finds_commands_mentions_tags_and_addresses_by_itself():
    text = "🎉 /help@renao_bot ask @alice about #粉丝 at https://e.org/x?y. or a@b.org, not a/b"
    assert [(one.type, cut(text, one.offset, one.length)) for one in find_entities(text)] == [
        ("bot_command", "/help@renao_bot"),
        ("mention", "@alice"),
        ("hashtag", "#粉丝"),
        ("url", "https://e.org/x?y"),
        ("email", "a@b.org"),
    ]


def test_nothing_is_found_inside_code_and_links():
    found = formatted("<code>/start</code> <a href='https://e.org'>@alice</a>", mode="HTML")
    assert [one.type for one in found.entities] == ["code", "text_link"]


@given(st.text(), st.sampled_from(["HTML", "MarkdownV2", "Markdown", ""]))
def test_any_text_is_parsed_or_refused_and_entities_lie_inside_it(source, mode):
    try:
        found = formatted(source, mode=mode)
    except Refusal as refusal:
        assert refusal.code == 400
        return
    for one in found.entities:
        assert 0 <= one.offset < one.offset + one.length <= units(found.text)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_escaped_text_stands_as_it_was(source):
    escaped = source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert formatted(f"x{escaped}x", mode="HTML").text == f"x{source}x"

"""The HTML that Telegram takes: what operators write is checked before it is kept. Pure."""

import re

from bot.texts.refused import Refused

TAGS = {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote"),
    *("span", "tg-spoiler", "tg-emoji"),
}

PLACEHOLDER = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>"""
)
# The only class of span there is.
SPOILER = re.compile(r"""class\s*=\s*["']?tg-spoiler""", re.IGNORECASE)


def check_html(text: str) -> None:
    """Refuse what Telegram would: unknown tags, tags left open or crossed, and a bare `<`.

    text: Telegram HTML, or a template of it: what stands in its placeholders is not looked at.

    Raises:
        Refused: the sentence names the line.
    """
    plain = PLACEHOLDER.sub(_blank, text)
    opened: list[tuple[str, int]] = []
    for found in re.finditer(f"{TAG.pattern}|<", plain):
        line = plain.count("\n", 0, found.start()) + 1
        name = (found["name"] or "").lower()
        if name not in TAGS or (
            name == "span" and not found["end"] and not SPOILER.search(found[0])
        ):
            raise Refused("texts.html_tag", line=line, tag=found[0])
        if not found["end"]:
            opened.append((name, line))
        elif not opened or opened.pop()[0] != name:
            raise Refused("texts.html_end_tag", line=line, tag=found[0])
    if opened:
        name, line = opened[-1]
        raise Refused("texts.html_open_tag", line=line, tag=f"<{name}>", end=f"</{name}>")


def without_tags(text: str) -> str:
    """Return Telegram HTML without its tags; entities such as `&amp;` stay as they are written."""
    return TAG.sub("", text)


def _blank(found: re.Match[str]) -> str:
    """Leave nothing of a placeholder but its line breaks, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")

"""The texts of answers: what an operator may write, and how it is filled in. Pure."""

import re
from collections.abc import Mapping

from bot.texts import Refused, check_template, render_template

VARIABLES = {"first_name", "group_title"}
# The longest that Telegram allows, of characters that escaping makes longer: what fits these always fits.
LONGEST = {"first_name": "&" * 64, "group_title": "&" * 128}
TAGS = {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote"),
    *("span", "tg-spoiler", "tg-emoji"),
}

PLACEHOLDER = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>"""
)


def check_answer(text: str) -> None:
    """Refuse an answer that could not be sent, whoever asks.

    Raises:
        Refused: too long, empty, a fault in the template or in its HTML; the sentence names the place.
    """
    check_template(text, VARIABLES)
    _check_html(text)
    shown = render_template(text, "en", dict(LONGEST))
    if not TAG.sub("", shown).strip():
        raise Refused("faq.answer_empty")


def word(answers: Mapping[str, str], language: str, data: dict[str, str | int]) -> str:
    """Return the answer as Telegram HTML, in `language` if there is one, else English, else any.

    Raises:
        Refused: it cannot be filled in with this data.
    """
    chosen = next(each for each in (language, "en", *answers) if each in answers)
    return str(render_template(answers[chosen], chosen, data))


def _check_html(text: str) -> None:
    """Refuse what Telegram would: unknown tags, tags left open or crossed, and a bare `<`."""
    plain = PLACEHOLDER.sub(_blank, text)
    opened: list[tuple[str, int]] = []
    for found in re.finditer(f"{TAG.pattern}|<", plain):
        line = plain.count("\n", 0, found.start()) + 1
        name = (found["name"] or "").lower()
        if name not in TAGS:
            raise Refused("faq.answer_tag", line=line, tag=found[0])
        if not found["end"]:
            opened.append((name, line))
        elif not opened or opened.pop()[0] != name:
            raise Refused("faq.answer_end_tag", line=line, tag=found[0])
    if opened:
        name, line = opened[-1]
        raise Refused("faq.answer_open_tag", line=line, tag=f"<{name}>", end=f"</{name}>")


def _blank(found: re.Match[str]) -> str:
    """Leave nothing of a placeholder but its line breaks, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")

"""The texts of answers: what an operator may write, and how it is filled in. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from bot.texts import (
    LANGUAGES,
    Datum,
    Refused,
    branches,
    check_html,
    check_template,
    needed,
    render_every_branch,
    render_template,
    variables_in,
    without_tags,
)
from bot.texts.markup import PLACEHOLDER, TAG
from bot.texts.templates import LONGEST

# The longest that there can be, of characters that escaping makes longer: what fits these always fits.
SAMPLE: Mapping[str, Datum] = {
    "first_name": "&" * 64,
    "group_title": "&" * 128,
    "member_count": 1_000_000_000,
    "today": date(2026, 12, 30),
}
VARIABLES = frozenset(SAMPLE)
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")


def check_answer(text: str, facts: Mapping[str, str] | None = None) -> None:
    """Refuse an answer that could not be sent, whoever asks, whichever of its branches she reads.

    facts: the group's facts by name; one that is empty has still to be filled in.

    Raises:
        Refused: too long, empty, a fault in the template or in its HTML; the sentence names the place.
    """
    facts = facts or {}
    check_template(text, {*VARIABLES, *facts})
    check_html(text)
    for branch in branches(text):
        check_html(branch)
    _check_tags(text)
    data = {**SAMPLE, **{name: fact or "?" for name, fact in facts.items()}}
    for language in LANGUAGES:
        shown = render_every_branch(text, language, data)
        render_template(text, language, data)
        if len(shown) > LONGEST:
            raise Refused("texts.template_too_long", length=len(shown), most=LONGEST)
        if not without_tags(shown).strip():
            raise Refused("faq.answer_empty")


def order(answers: Iterable[str], language: str) -> list[str]:
    """Return the languages of `answers`, the one to answer in first: `language`, else English, else any."""
    there = set(answers)
    return [
        one for one in dict.fromkeys((language, "en", *LANGUAGES, *sorted(there))) if one in there
    ]


def word(answers: Mapping[str, str], language: str, data: Mapping[str, Datum]) -> str:
    """Return the answer as Telegram HTML, in `language` if there is one, else English, else any.

    data: as `bot.faq.details.data` returns it.

    Raises:
        Refused: `faq.details_missing` with `names`: facts that the answer shows are not filled in yet;
            anything else: it cannot be filled in with this data. Such an answer is not given.
    """
    chosen = order(answers, language)[0]
    absent = missing(answers[chosen], data)
    if absent:
        raise Refused("faq.details_missing", names=", ".join(sorted(absent)))
    html = str(render_template(answers[chosen], chosen, data))
    if not without_tags(html).strip():
        raise Refused("faq.answer_empty")
    return html


def missing(text: str, data: Mapping[str, Datum]) -> set[str]:
    """Return the variables that an answer shows and that are absent, or empty facts."""
    return {name for name in needed(text) if name not in VARIABLES and data.get(name, "") == ""}


def shows(answers: Mapping[str, str], name: str) -> bool:
    """Say whether an answer uses a variable, in whichever language."""
    return any(name in variables_in(text) for text in answers.values())


def _check_tags(text: str) -> None:
    """Refuse a placeholder inside a tag but outside quotes: what stands for it could be no attribute."""
    marked = PLACEHOLDER.sub(lambda found: "\0" + "\n" * found[0].count("\n"), text)
    for tag in TAG.finditer(marked):
        if "\0" in QUOTED.sub("", tag[0]):
            line = marked.count("\n", 0, tag.start()) + 1
            raise Refused("faq.tag_placeholder", line=line, tag=tag[0].replace("\0", "{{ … }}"))

"""Read an entry as an operator types it after a command. Pure.

Either a name and lines of questions and answers, an answer running on over as many lines as it likes:

    tickets
    Q: where can I buy tickets?
    A: Tickets are at https://…
    A[zh-CN]: 票在这里买……

or all on one line: `tickets | where can I buy tickets? | Tickets are at …`.
"""

import re
from dataclasses import dataclass, field, replace

from bot.texts import LANGUAGES, Refused, nearest

LINE = re.compile(
    r"\s*(?:(?P<question>q|问)|(?:a|答)\s*(?:[\[【](?P<language>[^\]】]*)[\]】])?)\s*[:：](?P<text>.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parsed:
    """An entry as it was typed: a name, questions, and answers by language."""

    name: str
    phrasings: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


def parse_entry(body: str, language: str) -> Parsed:
    """Read the text after the command; an answer that names no language is in `language`.

    Raises:
        Refused: what is missing or cannot be read, with its line; the command stands on line 1.
    """
    first, *lines = body.split("\n")
    parsed = _one_line(body, language) if "|" in first else _many_lines(first, lines, language)
    if not parsed.name:
        raise Refused("faq.no_name")
    if not parsed.phrasings:
        raise Refused("faq.no_question")
    if not parsed.answers:
        raise Refused("faq.no_answer")
    return parsed


def _one_line(body: str, language: str) -> Parsed:
    parts = [part.strip() for part in body.split("|", 2)]
    if len(parts) < 3 or not all(parts):
        raise Refused("faq.bad_short_form")
    name, question, answer = parts
    return Parsed(name, [question], {language: answer})


def _many_lines(first: str, lines: list[str], language: str) -> Parsed:
    parsed = Parsed(first.strip())
    running: str | None = None  # the language of the answer that a further line belongs to
    for number, line in enumerate(lines, start=2):
        found = LINE.fullmatch(line)
        if not found:
            _run_on(parsed, running, line, number)
        elif found["question"]:
            parsed.phrasings.append(_filled(found, number))
            running = None
        else:
            running = _language(found["language"], number) or language
            if running in parsed.answers:
                raise Refused("faq.answer_twice", line=number, spoken=running)
            parsed.answers[running] = _filled(found, number)
    trimmed = {spoken: text.rstrip() for spoken, text in parsed.answers.items()}
    return replace(parsed, answers=trimmed)


def _run_on(parsed: Parsed, running: str | None, line: str, number: int) -> None:
    if running is not None:
        parsed.answers[running] = f"{parsed.answers[running]}\n{line}"
    elif line.strip():
        raise Refused("faq.bad_line", line=number, given=line.strip()[:40])


def _filled(found: re.Match[str], number: int) -> str:
    if not (text := found["text"].strip()):
        raise Refused("faq.empty_line", line=number)
    return text


def _language(code: str | None, number: int) -> str:
    """Return the language that a tag means; nothing where there is no tag."""
    known = nearest(code.strip(), default="") if code is not None else ""
    if code is not None and not known:
        raise Refused("faq.bad_tag", line=number, given=code, known=", ".join(LANGUAGES))
    return known

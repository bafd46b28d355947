"""The texts of answers: what an operator may write, and how it is filled in. Pure."""

from collections.abc import Mapping

from bot.texts import Refused, check_html, check_template, render_template, without_tags

VARIABLES = {"first_name", "group_title"}
# The longest that Telegram allows, of characters that escaping makes longer: what fits these always fits.
LONGEST = {"first_name": "&" * 64, "group_title": "&" * 128}


def check_answer(text: str) -> None:
    """Refuse an answer that could not be sent, whoever asks.

    Raises:
        Refused: too long, empty, a fault in the template or in its HTML; the sentence names the place.
    """
    check_template(text, VARIABLES)
    check_html(text)
    shown = render_template(text, "en", dict(LONGEST))
    if not without_tags(shown).strip():
        raise Refused("faq.answer_empty")


def word(answers: Mapping[str, str], language: str, data: dict[str, str | int]) -> str:
    """Return the answer as Telegram HTML, in `language` if there is one, else English, else any.

    Raises:
        Refused: it cannot be filled in with this data.
    """
    chosen = next(each for each in (language, "en", *answers) if each in answers)
    return str(render_template(answers[chosen], chosen, data))

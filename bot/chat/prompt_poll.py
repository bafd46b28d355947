"""Polls as operators give them: typed, a line for each option, or made with Telegram's own form. Pure."""

import re

import msgspec

from bot.prompts.prompt import Poll
from bot.texts import Refused

RIGHT = re.compile(r"^\s*(?:[*✓✔√✅]\ufe0f?)\s*")
BULLET = re.compile(r"^\s*(?:(?:[-–•·○]|\d{1,2}[.)])\s+|\d{1,2}、\s*)")
WHY = re.compile(r"^\s*[>＞»]\s*")


class _Option(msgspec.Struct):
    text: str = ""


class _Poll(msgspec.Struct):
    question: str
    options: tuple[_Option, ...] = ()
    type: str = "regular"
    is_anonymous: bool = True
    allows_multiple_answers: bool = False
    correct_option_id: int | None = None
    correct_option_ids: tuple[int, ...] = ()
    explanation: str = ""
    open_period: int | None = None


class _Message(msgspec.Struct):
    poll: _Poll | None = None


class _Update(msgspec.Struct):
    message: _Message | None = None


def parse_poll(text: str) -> Poll:
    """Return the poll that a text tells: the question, then its options; `*` marks the right one of a quiz.

    A line that begins with `>` is shown to whoever has answered a quiz.

    Raises:
        Refused: there are not a question and two options, or two options are marked.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    why = [WHY.sub("", line) for line in lines[1:] if WHY.match(line)]
    options = [BULLET.sub("", line) for line in lines[1:] if not WHY.match(line)]
    right = [place for place, option in enumerate(options) if RIGHT.match(option)]
    if len(options) < 2 or len(right) > 1:
        raise Refused("planning.poll_usage")
    return Poll(
        lines[0],
        tuple(RIGHT.sub("", option) for option in options),
        correct=right[0] if right else None,
        explanation="\n".join(why),
    )


def poll_in(raw: bytes) -> Poll | None:
    """Return the poll that is in an update's message, made with Telegram's own form; None if it has none.

    Of somebody else's quiz Telegram does not tell which answer is right; then it is a poll.
    """
    message = msgspec.json.decode(raw, type=_Update).message
    told = message.poll if message else None
    if told is None:
        return None
    right = (*told.correct_option_ids, told.correct_option_id)[0] if told.type == "quiz" else None
    return Poll(
        told.question,
        tuple(option.text for option in told.options),
        correct=right,
        explanation=told.explanation if right is not None else "",
        anonymous=told.is_anonymous,
        multiple=told.allows_multiple_answers and right is None,
        open_period=told.open_period,
    )

"""Which message is the first response to another: a reply, or what follows in line. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.clock import DAY, MINUTE

WINDOW = int(DAY)
"""A response counts that comes within so many seconds."""

IN_LINE = int(10 * MINUTE)
"""So many seconds after a message something that follows it can still answer it without being a reply."""

NEXT = 5
"""So many messages of others in the same topic are looked at, until one is taken for an answer."""


class Said(NamedTuple):
    """A member's message; `about` is the one it replies to."""

    message_id: int
    user_id: int
    at: int
    topic_id: int
    about: int | None
    is_question: bool


class Waiting(NamedTuple):
    """A message that somebody should respond to."""

    message_id: int
    user_id: int
    at: int
    topic_id: int


class Response(NamedTuple):
    """A response; of two the smaller is the first response: any reply goes before what is in line."""

    in_line: bool
    at: int
    message_id: int
    user_id: int


def first_responses(waiting: Sequence[Waiting], said: Iterable[Said]) -> dict[int, Response]:
    """Return the first response to each message that got one, by its id.

    Whatever the order of `said`, the result is the same. Response in line is for those only whose next
    IN_LINE seconds are all in it.
    """
    ordered = sorted(set(said), key=_moment)
    by_id = {each.message_id: each for each in waiting}
    found: dict[int, Response] = {}
    topics: dict[int, list[Said]] = defaultdict(list)
    for message in ordered:
        topics[message.topic_id].append(message)
        asked = None if message.about is None else by_id.get(message.about)
        if asked is not None and asked.message_id not in found and _replies(message, asked):
            found[asked.message_id] = _response(message, in_line=False)
    for asked in waiting:
        if asked.message_id not in found:
            topic = topics[asked.topic_id]
            answer = in_line_answer(
                asked, topic[bisect_right(topic, _moment(asked), key=_moment) :]
            )
            if answer is not None:
                found[asked.message_id] = _response(answer, in_line=True)
    return found


def in_line_answer(asked: Waiting, said: Iterable[Said]) -> Said | None:
    """Return what is taken for an answer among the messages that follow in a topic, in their order.

    It is the first of the next 5 messages of other people within 10 minutes that asks nothing itself and
    replies to nothing. So a question that others talk past stays unanswered.
    """
    others = 0
    for message in said:
        others += message.user_id != asked.user_id
        if others > NEXT or message.at - asked.at > IN_LINE:
            return None
        if message.user_id == asked.user_id:
            continue
        if message.about is None and not message.is_question:
            return message
    return None


def _replies(message: Said, asked: Waiting) -> bool:
    """Say whether a reply is another person's and in time."""
    return message.user_id != asked.user_id and 0 <= message.at - asked.at <= WINDOW


def _moment(message: Said | Waiting) -> tuple[int, int]:
    """Return a message's place in time; ids of the group's former life are negative and count backwards."""
    return message.at, abs(message.message_id)


def _response(message: Said, *, in_line: bool) -> Response:
    return Response(in_line, message.at, message.message_id, message.user_id)

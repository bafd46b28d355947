"""Conversation: how soon questions are answered, how many are not, and whether newcomers are replied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.answers import WINDOW
from bot.activity.chats import Chat
from bot.activity.period import Period, bounds
from bot.activity.rates import Rate, rate
from bot.clock import DAY, HOUR, Instant
from bot.clock.waking import after_waking
from bot.storage import Tx
from bot.storage.schema import awaited

WITHIN = (HOUR, DAY)
PATIENCE = HOUR


class Asked(NamedTuple):
    """A question or a first message: when it was said, and when the first response came, if one did."""

    at: float
    response_at: float | None
    is_question: bool
    is_first: bool

    @property
    def waited(self) -> float | None:
        """Return after how many seconds the first response came."""
        return None if self.response_at is None else self.response_at - self.at


@dataclass(frozen=True)
class Conversation:
    """How a group answered the `questions` and the first messages of a period.

    `median` and `p90` are the time to first response (TTFR) in seconds, over the questions that got one.
    `response_rates` are by the seconds within which the response came. `unanswered` got none within
    the group's patience, in which only waking hours count. `first_replies` are the members' first messages
    ever that got a response within 24 hours. In each rate are those only for which that time is over.
    """

    questions: int
    median: float | None
    p90: float | None
    response_rates: Mapping[float, Rate | None]
    unanswered: Rate | None
    first_replies: Rate | None


async def conversation(
    tx: Tx,
    chat: Chat,
    period: Period,
    now: Instant,
    topic: int | None = None,
    within: Sequence[float] = WITHIN,
    patience: float = PATIENCE,
) -> Conversation:
    """Return how a group, or one topic of it, answered what was said in `period`.

    `within` and `patience` are in seconds, of at most a day.
    """
    since, until = bounds(period, chat.zone)
    c = awaited.c
    query = sa.select(c.at, c.response_at, c.is_question, c.is_first).where(
        c.chat_id == chat.chat_id, c.at >= since, c.at < until
    )
    if topic is not None:
        query = query.where(c.topic_id == topic)
    asked = [Asked(*row) for row in await tx.execute(query)]
    return answered(asked, chat.zone, now, within, patience)


def answered(
    asked: Sequence[Asked],
    zone: ZoneInfo,
    now: Instant,
    within: Sequence[float] = WITHIN,
    patience: float = PATIENCE,
) -> Conversation:
    """Return how questions and first messages were answered, whatever their order. Pure."""
    questions = [each for each in asked if each.is_question]
    firsts = [each for each in asked if each.is_first]
    waited = sorted(each.waited for each in questions if each.waited is not None)
    return Conversation(
        questions=len(questions),
        median=median(waited) if waited else None,
        p90=waited[ceil(0.9 * len(waited)) - 1] if waited else None,
        response_rates={seconds: response_rate(questions, seconds, now) for seconds in within},
        unanswered=unanswered_rate(questions, patience, zone, now),
        first_replies=response_rate(firsts, WINDOW, now),
    )


def response_rate(asked: Sequence[Asked], seconds: float, now: Instant) -> Rate | None:
    """Return the share that got a response within so many seconds, of those said as long ago. Pure."""
    mature = [each.waited for each in asked if each.at + seconds <= now]
    return rate(sum(waited is not None and waited <= seconds for waited in mature), len(mature))


def unanswered_rate(
    asked: Sequence[Asked], patience: float, zone: ZoneInfo, now: Instant
) -> Rate | None:
    """Return the share that got no response within so many seconds of waking time. Pure."""
    due = [(each, after_waking(each.at, patience, zone)) for each in asked]
    mature = [(each.response_at, moment) for each, moment in due if moment <= now]
    unanswered = sum(answer is None or answer > moment for answer, moment in mature)
    return rate(unanswered, len(mature))

"""What a person replies to a question: which replies are worth keeping until an operator has seen them.

The text of messages is not kept. Kept is only what may become an answer: a reply by whoever steers the group;
one that the asker thanks for; one to a question that several people have asked lately.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.activity import asked
from bot.activity.asked import Question
from bot.activity.questions import is_question
from bot.activity.wire import storable
from bot.clock import DAY, Instant
from bot.faq import alike, proposals
from bot.faq.normal import normalise
from bot.faq.proposals import Answered
from bot.faq.unanswered import helped
from bot.storage import Tx

# So far back, and among so many, it is looked whether others have asked the same.
LATELY = 14 * DAY
MOST = 200
# "yes" and "18:00" answer somebody, and nobody else: letters, of which a Chinese one counts for two.
SHORTEST, LONGEST = 8, 3000
CHINESE = "\u2e80"  # From here on letters stand for syllables and words.
THANKS = re.compile(
    r"(?:^|\s)(?:thanks?|thank you|thx|ty|tysm|cheers|got it|danke|merci|gracias)(?![a-z])"
    "|谢谢|多谢|感谢|谢啦|谢了|明白了|懂了|收到",
    re.IGNORECASE,
)
LONGEST_THANKS = 60


@dataclass(frozen=True)
class Said:
    """A person's reply to a message; `steers`: whether she is an operator of the group."""

    about: int
    message_id: int
    author_id: int
    text: str
    steers: bool


def may_matter(text: str, replied: str | None) -> bool:
    """Say whether a reply may be an answer to a question, or thanks for one. Pure."""
    return replied is not None and (asks(replied) or thanks(text))


def asks(text: str | None) -> bool:
    """Say whether a text that was replied to asks something. Pure."""
    return text is not None and (text.startswith("/ask") or is_question(text))


def thanks(text: str) -> bool:
    """Say whether a text thanks, and does little else. Pure."""
    return len(text) <= LONGEST_THANKS and THANKS.search(text) is not None


def tells(text: str) -> bool:
    """Say whether a text may answer a question for others, too. Pure."""
    if len(text) > LONGEST or is_question(text) or thanks(text):
        return False
    letters = normalise(text).replace(" ", "")
    length = sum(2 if letter >= CHINESE else 1 for letter in letters)
    return length >= SHORTEST or "://" in text


async def question_answered(tx: Tx, chat_id: int, said: Said) -> Question | None:
    """Return the open question that a reply may answer for good; None if it answers none."""
    question = await asked.question(tx, chat_id, said.about)
    if question is None or question.user_id == said.author_id or not tells(said.text):
        return None
    if await helped(tx, chat_id, [question.message_id]):
        return None
    # What is asked in reply to somebody is a talk of two.
    if await asked.replied_to(tx, chat_id, question.message_id) is not None:
        return None
    return question


async def question_thanked_for(tx: Tx, chat_id: int, message_id: int, by: int) -> int | None:
    """Return the message by which a person asked what the message `message_id` replies to."""
    about = await asked.replied_to(tx, chat_id, message_id)
    question = None if about is None else await asked.question(tx, chat_id, about)
    return question.message_id if question is not None and question.user_id == by else None


async def asked_alike(tx: Tx, chat_id: int, question: Question, now: Instant) -> list[Question]:
    """Return the questions of the last two weeks that ask the same as `question`, the nearest first.

    That takes thought: only in a transaction that keeps nobody waiting, one that reads.
    """
    lately = await asked.questions(tx, chat_id, now - LATELY, most=MOST)
    others = [each for each in lately if each.message_id != question.message_id]
    near = await asyncio.to_thread(alike.like, question.text, [each.text for each in others])
    return [others[place] for place in near]


def is_wanted(question: Question, said: Said, same: Sequence[Question], *, thanked: bool) -> bool:
    """Say whether an operator is likely to want a reply as an answer; `same` as from `asked_alike`. Pure."""
    return said.steers or thanked or any(each.user_id != question.user_id for each in same)


async def keep(
    tx: Tx, chat_id: int, question: Question, said: Said, same: Sequence[Question]
) -> int | None:
    """Propose to make an entry of a question, those that ask the same, and a reply; return what is news."""
    answered = Answered(storable(said.text) or "", said.message_id, said.author_id)
    return await proposals.propose(tx, chat_id, [question, *same], answered)

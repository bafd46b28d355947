"""Entries that might be written: what was asked, in which words, and what a person answered.

The words are kept as long as those of questions are: `at` is when the oldest of them were said. A proposal
that was dismissed takes in what is asked of the same kind later, and so keeps that from being proposed again.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

import sqlalchemy as sa

from bot.activity.asked import Question
from bot.clock import Instant
from bot.faq import alike, unanswered
from bot.storage import Tx
from bot.storage.schema import faq_proposals
from bot.storage.upsert import insert

# What was proposed before is looked through for the same, so far back.
REMEMBERED = 100
MOST_PHRASINGS = 5
# What would begin a placeholder, a statement or a comment.
BRACE = re.compile(r"\{(?=[{%#])")


class Reason(StrEnum):
    """Why an entry is proposed: a person answered the question, or it is asked again and again."""

    ANSWERED = "answered"
    OFTEN = "often"


class State(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Answered:
    """What a person answered, in plain text, and where."""

    text: str
    message_id: int
    author_id: int


@dataclass(frozen=True)
class Proposal:
    """An entry that might be written; `questions` are messages, first the one that it is about."""

    proposal_id: int
    chat_id: int
    reason: Reason
    questions: tuple[int, ...]
    phrasings: tuple[str, ...]
    answer: str | None
    answer_message_id: int | None
    author_id: int | None
    state: State
    at: Instant
    told_at: Instant | None


def as_template(text: str) -> str:
    """Return what a person wrote as the template of an answer that says just that. Pure."""
    return BRACE.sub("{{ '{' }}", escape(text.strip(), quote=False))


async def propose(
    tx: Tx, chat_id: int, questions: Sequence[Question], answered: Answered | None = None
) -> int | None:
    """Propose to make an entry of like questions, unless that was done; return the proposal if it is news.

    A question that was proposed for being asked often gets its answer when somebody gives one.
    """
    texts = [question.text for question in questions]
    known = await same_as(tx, chat_id, [each.message_id for each in questions], texts)
    if known is None:
        return await _add(tx, chat_id, questions, answered)
    if known.state is State.DISMISSED:
        await _write(tx, known, _questions_of(questions))
    elif known.state is State.OPEN:
        return await _more(tx, known, questions, answered)
    return None


async def same_as(
    tx: Tx, chat_id: int, message_ids: Iterable[int], texts: Sequence[str]
) -> Proposal | None:
    """Return the newest proposal of the same questions, or of like ones, whatever became of it."""
    c = faq_proposals.c
    query = sa.select(faq_proposals).where(c.chat_id == chat_id).order_by(c.proposal_id.desc())
    found = [_proposal(row) for row in await tx.execute(query.limit(REMEMBERED))]
    ids = set(message_ids)
    if (same := next((each for each in found if ids & set(each.questions)), None)) is not None:
        return same
    worded = [each for each in found if each.phrasings]
    first = [each.phrasings[0] for each in worded]
    near = await asyncio.to_thread(alike.like, texts[0], first) if first else []
    return worded[near[0]] if near else None


async def has(tx: Tx, chat_id: int, message_ids: Iterable[int]) -> bool:
    """Say whether all of some questions are in one proposal already, whatever became of it."""
    c, ids = faq_proposals.c, set(message_ids)
    found = await tx.scalars(sa.select(c.questions).where(c.chat_id == chat_id))
    return any(ids <= set(questions) for questions in found)


async def waiting(tx: Tx, chat_id: int) -> list[Proposal]:
    """Return what nobody has decided about, the oldest first."""
    c = faq_proposals.c
    these = sa.select(faq_proposals).where(c.chat_id == chat_id, c.state == State.OPEN)
    return [_proposal(row) for row in await tx.execute(these.order_by(c.proposal_id))]


async def find(tx: Tx, chat_id: int, proposal_id: int) -> Proposal | None:
    """Return a proposal that nobody has decided about."""
    this = (*_this(chat_id, proposal_id), faq_proposals.c.state == State.OPEN)
    row = (await tx.execute(sa.select(faq_proposals).where(*this))).first()
    return _proposal(row) if row else None


async def taken(tx: Tx, chat_id: int, proposal_id: int, now: Instant) -> bool:
    """Note that an entry was made of a proposal: its questions wait no more.

    False if it was decided about before.
    """
    proposal = await find(tx, chat_id, proposal_id)
    if proposal is not None:
        await unanswered.dismiss(tx, chat_id, proposal.questions, now)
    return await _settle(tx, chat_id, proposal_id, State.TAKEN)


async def dismiss(tx: Tx, chat_id: int, proposal_id: int) -> bool:
    """Note that no entry is wanted. False if it was decided about before."""
    return await _settle(tx, chat_id, proposal_id, State.DISMISSED)


async def of(tx: Tx, chat_id: int, questions: Sequence[Question], now: Instant) -> int:
    """Return the open proposal to make an entry of some questions; a new one if there is none.

    Whoever asks for it knows of it: nobody is told.
    """
    ids = [each.message_id for each in questions]
    known = await same_as(tx, chat_id, ids, [question.text for question in questions])
    if known is not None and known.state is State.OPEN:
        return known.proposal_id
    proposal_id = await _add(tx, chat_id, questions, None)
    await told(tx, chat_id, proposal_id, now)
    return proposal_id


async def dismiss_like(tx: Tx, chat_id: int, questions: Sequence[Question], now: Instant) -> None:
    """Let some questions be unanswered, and nothing like them be proposed."""
    await unanswered.dismiss(tx, chat_id, [question.message_id for question in questions], now)
    await dismiss(tx, chat_id, await of(tx, chat_id, questions, now))


async def told(tx: Tx, chat_id: int, proposal_id: int, now: Instant) -> bool:
    """Note that operators were told. False if they had been."""
    untold = (*_this(chat_id, proposal_id), faq_proposals.c.told_at.is_(None))
    done = await tx.execute(sa.update(faq_proposals).where(*untold).values(told_at=now))
    return done.rowcount > 0


async def groups_with_untold(tx: Tx) -> list[int]:
    """Return the groups with proposals that nobody was told of nor has decided about."""
    c = faq_proposals.c
    query = sa.select(c.chat_id).where(c.state == State.OPEN, c.told_at.is_(None))
    return list((await tx.scalars(query.distinct())).all())


async def count_told(tx: Tx, chat_ids: Iterable[int], since: Instant) -> int:
    """Count what operators of some groups were told since a moment."""
    c = faq_proposals.c
    query = sa.select(sa.func.count()).where(c.chat_id.in_(list(chat_ids)), c.told_at >= since)
    return await tx.scalar(query) or 0


async def forget_old(tx: Tx, before: Instant) -> int:
    """Forget proposals with words from before an instant; return how many."""
    return (await tx.execute(sa.delete(faq_proposals).where(faq_proposals.c.at < before))).rowcount


async def forget_words(tx: Tx, chat_id: int, words: set[str]) -> None:
    """Forget what a person asked, wherever it is proposed as a phrasing."""
    c = faq_proposals.c
    for row in (await tx.execute(sa.select(faq_proposals).where(c.chat_id == chat_id))).all():
        kept = [text for text in row.phrasings if text not in words]
        if len(kept) < len(row.phrasings):
            await _write(tx, _proposal(row), {"phrasings": kept})


async def _add(
    tx: Tx, chat_id: int, questions: Sequence[Question], answered: Answered | None
) -> int:
    row = {"chat_id": chat_id, **_questions_of(questions), **_answer_of(answered)}
    statement = insert(tx, faq_proposals).values(row).returning(faq_proposals.c.proposal_id)
    return int((await tx.execute(statement)).scalar_one())


async def _more(
    tx: Tx, known: Proposal, questions: Sequence[Question], answered: Answered | None
) -> int | None:
    """Add to an open proposal what is new; return it if it has an answer now and had none."""
    phrasings = [*known.phrasings, *(question.text for question in questions)]
    values: dict[str, Any] = {
        "questions": [*dict.fromkeys((*known.questions, *(q.message_id for q in questions)))],
        "phrasings": alike.distinct(phrasings, MOST_PHRASINGS),
        "at": min(known.at, *(question.at for question in questions)),
    }
    is_news = known.answer is None and answered is not None
    if is_news:
        values |= {**_answer_of(answered), "told_at": None}
    await _write(tx, known, values)
    return known.proposal_id if is_news else None


def _questions_of(questions: Sequence[Question]) -> dict[str, Any]:
    phrasings = alike.distinct([question.text for question in questions], MOST_PHRASINGS)
    return {
        "questions": [question.message_id for question in questions],
        "phrasings": phrasings,
        "at": min(question.at for question in questions),
    }


def _answer_of(answered: Answered | None) -> dict[str, Any]:
    if answered is None:
        return {"reason": Reason.OFTEN}
    return {
        "reason": Reason.ANSWERED,
        "answer": answered.text,
        "answer_message_id": answered.message_id,
        "author_id": answered.author_id,
    }


async def _settle(tx: Tx, chat_id: int, proposal_id: int, state: State) -> bool:
    undecided = (*_this(chat_id, proposal_id), faq_proposals.c.state == State.OPEN)
    done = await tx.execute(sa.update(faq_proposals).where(*undecided).values(state=state))
    return done.rowcount > 0


async def _write(tx: Tx, known: Proposal, values: dict[str, Any]) -> None:
    this = _this(known.chat_id, known.proposal_id)
    await tx.execute(sa.update(faq_proposals).where(*this).values(values))


def _this(chat_id: int, proposal_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return faq_proposals.c.chat_id == chat_id, faq_proposals.c.proposal_id == proposal_id


def _proposal(row: sa.Row[Any]) -> Proposal:
    return Proposal(
        row.proposal_id,
        row.chat_id,
        Reason(row.reason),
        tuple(row.questions),
        tuple(row.phrasings),
        row.answer,
        row.answer_message_id,
        row.author_id,
        State(row.state),
        row.at,
        row.told_at,
    )

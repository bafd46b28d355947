"""What a question gets: an answer, a few to choose from, the same a little later, or silence."""

from collections.abc import Sequence
from enum import Enum

from bot.activity import chats
from bot.clock import MINUTE, Instant
from bot.faq import entries, giving, held, served, settings
from bot.faq.book import Book, Match
from bot.faq.calibration import Calibration
from bot.faq.giving import To
from bot.faq.held import Held
from bot.faq.outcome import (
    THRESHOLDS,
    WORTH_SUGGESTING,
    Answer,
    Candidate,
    Eagerness,
    Suggest,
    Thresholds,
    decide,
)
from bot.faq.quiet import Question, is_answered, people_are_at_it, said_lately
from bot.faq.served import How, Served
from bot.faq.settings import NEVER, Settings
from bot.storage import Database, Tx

# Unasked, a topic is offered something to choose from no more often than this.
OFFER_AGAIN = 5 * MINUTE
# What is suggested later than that after its time is no help any more.
TOO_LATE = 10 * MINUTE


class Got(Enum):
    """What a question got; what waits may get something later."""

    ANSWER = "answer"
    CHOICE = "choice"
    PATIENCE = "patience"
    SILENCE = "silence"


def thresholds(found: Calibration, chosen: Settings, *, addressed: bool) -> Thresholds:
    """Return from which scores on to speak. Pure.

    Whoever speaks to Renao is no chatter: for her it holds what is shipped, and she is rather asked what she
    means than left alone.
    """
    if not addressed:
        return found.thresholds
    answer_from = THRESHOLDS[chosen.eagerness].answer
    return Thresholds(answer_from, min(THRESHOLDS[Eagerness.EAGER].suggest, answer_from))


def likely(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the first candidate, and of the others those that come near enough to be meant too. Pure."""
    least = WORTH_SUGGESTING * _nearness(candidates[0])
    return [each for each in candidates if each is candidates[0] or _nearness(each) >= least]


def _nearness(candidate: Candidate) -> float:
    letters, meaning = candidate.evidence.letters, candidate.evidence.meaning
    return letters if meaning is None else (letters + meaning) / 2


async def respond(tx: Tx, to: To, question: Question, match: Match, now: Instant) -> Got:
    """Give a question what it is to get, and put it on record. A message is answered once."""
    chosen = await settings.find(tx, question.chat_id)
    if not question.addressed and chosen.is_quiet(now):
        return Got.SILENCE
    candidates = match.book.open_to(match.candidates, question.topic_id, now)
    found = match.learnt.at(chosen.eagerness)
    decision = decide(candidates, thresholds(found, chosen, addressed=question.addressed))
    if not isinstance(decision, Answer | Suggest):
        return Got.SILENCE
    best = candidates[0]
    if not question.addressed and (
        await said_lately(tx, question, best.entry_id, chosen, now)
        or await people_are_at_it(tx, question)
    ):
        return Got.SILENCE
    if isinstance(decision, Answer):
        return await _answer(tx, to, question, match.book, best, chosen, now)
    offered = likely([each for each in candidates if each.entry_id in decision.entry_ids])
    if question.addressed:
        return await _offer(tx, to, question, match.book, offered, chosen, now)
    return await _hold(tx, to, question, offered, chosen, now)


async def suggest_held(database: Database, now: Instant) -> bool:
    """Suggest answers to the next question that nobody has answered in time. True if there was one."""
    async with database.read() as tx:
        if not await held.is_due(tx, now):
            return False
    async with database.write() as tx:
        waiting = await held.take_due(tx, now)
        if waiting is not None:
            await _suggest(tx, waiting, now)
    return waiting is not None


async def _answer(
    tx: Tx,
    to: To,
    question: Question,
    book: Book,
    best: Candidate,
    chosen: Settings,
    now: Instant,
) -> Got:
    entry = book.entries[best.entry_id]
    given = await giving.fill_in(tx, to, entry, question.text, book.entries, now)
    if given is None or not await _record(tx, question, best, How.ANSWERED, now):
        return Got.SILENCE
    await giving.answer(tx, to, question, given, chosen.remove_after, now)
    return Got.ANSWER


async def _offer(
    tx: Tx,
    to: To,
    question: Question,
    book: Book,
    offered: Sequence[Candidate],
    chosen: Settings,
    now: Instant,
) -> Got:
    if not await _record(tx, question, offered[0], How.OFFERED, now):
        return Got.SILENCE
    choices = [book.entries[each.entry_id] for each in offered]
    await giving.suggest(tx, to, question, choices, chosen.remove_after, now)
    return Got.CHOICE


async def _hold(
    tx: Tx,
    to: To,
    question: Question,
    offered: Sequence[Candidate],
    chosen: Settings,
    now: Instant,
) -> Got:
    if chosen.suggest_after == NEVER:
        return Got.SILENCE
    if await served.find(tx, question.chat_id, question.message_id) is not None:
        return Got.SILENCE
    scored = tuple((each.entry_id, each.score) for each in offered)
    due = max(question.at + chosen.suggest_after, now)
    await held.hold(tx, Held(question, to.language, scored), due)
    return Got.PATIENCE


async def _suggest(tx: Tx, waiting: Held, now: Instant) -> None:
    """Suggest what may be meant, unless things have changed while the question waited."""
    asked = waiting.question
    group = await chats.get(tx, asked.chat_id)
    chosen = await settings.find(tx, asked.chat_id)
    if group is None or chosen.is_quiet(now) or chosen.suggest_after == NEVER:
        return
    offered = [await entries.get(tx, asked.chat_id, key) for key, _ in waiting.candidates]
    still = [one for one in offered if one and one.is_open(asked.topic_id, now)]
    if not still or now - asked.at > chosen.suggest_after + TOO_LATE:
        return
    last = await served.last_offered(tx, asked.chat_id, asked.topic_id)
    if last is not None and now - last < OFFER_AGAIN:
        return
    if await is_answered(tx, asked) or await said_lately(tx, asked, still[0].entry_id, chosen, now):
        return
    scores = dict(waiting.candidates)
    key = still[0].entry_id
    if await _record_as(tx, asked, key, scores[key], How.OFFERED, now):
        to = To(group, asked.chat_id, asked.topic_id, asked.message_id, waiting.language)
        await giving.suggest(tx, to, asked, still, chosen.remove_after, now)


async def _record(tx: Tx, question: Question, best: Candidate, outcome: How, now: Instant) -> bool:
    return await _record_as(tx, question, best.entry_id, best.score, outcome, now)


async def _record_as(
    tx: Tx, question: Question, entry_id: int, score: float, outcome: How, now: Instant
) -> bool:
    row = Served(
        question.chat_id,
        question.message_id,
        question.topic_id,
        entry_id,
        question.user_id,
        outcome,
        score,
        question.text,
        None,
        now,
    )
    return await served.record(tx, row)

"""What nobody answered, neither a person nor Renao: like questions together, the most asked first."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity import asked
from bot.activity.asked import Question
from bot.activity.chats import Chat
from bot.clock import Instant
from bot.faq import alike
from bot.storage import Tx
from bot.storage.schema import faq_dismissed, faq_served, faq_votes
from bot.storage.upsert import insert

# More questions than anybody reads; the newest are looked at.
MOST = 400
HELPED = ("answered", "chosen")


@dataclass(frozen=True)
class Gap:
    """Like questions that nobody answered, the oldest first; there is at least one."""

    questions: tuple[Question, ...]

    @property
    def text(self) -> str:
        """Return the question as it was asked first."""
        return self.questions[0].text

    @property
    def people(self) -> int:
        """Return how many different people asked."""
        return len({question.user_id for question in self.questions})

    @property
    def since(self) -> Instant:
        """Return since when it has been waiting."""
        return self.questions[0].at

    @property
    def ids(self) -> list[int]:
        """Return the messages that ask it."""
        return [question.message_id for question in self.questions]


async def gaps(tx: Tx, chat: Chat, since: Instant, now: Instant) -> list[Gap]:
    """Return what was asked since a moment and nobody answered in time, nor later, nor dismissed.

    First what most people asked, then what was asked most often, then what has waited longest.
    """
    waiting = await asked.unanswered(tx, chat, since, now, most=MOST)
    ids = [question.message_id for question in waiting]
    settled = await helped(tx, chat.chat_id, ids) | await dismissed(tx, chat.chat_id, ids)
    left = [each for each in waiting if each.message_id not in settled]
    # In a thread: the more was asked, the longer it takes.
    return await asyncio.to_thread(together, left)


def together(questions: Iterable[Question]) -> list[Gap]:
    """Return questions by what they ask, the most asked first. Pure."""
    oldest_first = sorted(questions, key=lambda each: (each.at, abs(each.message_id)))
    groups = alike.group([question.text for question in oldest_first])
    found = [Gap(tuple(oldest_first[place] for place in places)) for places in groups]
    return sorted(found, key=lambda gap: (-gap.people, -len(gap.questions), gap.since))


async def dismiss(tx: Tx, chat_id: int, message_ids: Collection[int], now: Instant) -> None:
    """Let some questions be among the unanswered no more."""
    rows = [{"chat_id": chat_id, "message_id": each, "at": now} for each in sorted(message_ids)]
    if rows:
        await tx.execute(insert(tx, faq_dismissed).on_conflict_do_nothing(), rows)


async def helped(tx: Tx, chat_id: int, message_ids: Sequence[int]) -> set[int]:
    """Return which of some questions Renao answered, and who asked has not said that it was wrong."""
    c, votes = faq_served.c, faq_votes.c
    hers = sa.and_(
        votes.chat_id == c.chat_id,
        votes.message_id == c.message_id,
        votes.entry_id == c.entry_id,
        votes.user_id == c.user_id,
    )
    wrong = sa.exists().where(hers, ~votes.is_good)
    query = sa.select(c.message_id).where(
        c.chat_id == chat_id, c.message_id.in_(message_ids), c.outcome.in_(HELPED), ~wrong
    )
    return set((await tx.scalars(query)).all())


async def forget_old(tx: Tx, before: Instant) -> int:
    """Forget what was dismissed before an instant: the words of such questions are gone by then."""
    return (await tx.execute(sa.delete(faq_dismissed).where(faq_dismissed.c.at < before))).rowcount


async def dismissed(tx: Tx, chat_id: int, message_ids: Sequence[int]) -> set[int]:
    """Return which of some questions an operator dismissed."""
    c = faq_dismissed.c
    query = sa.select(c.message_id).where(c.chat_id == chat_id, c.message_id.in_(message_ids))
    return set((await tx.scalars(query)).all())

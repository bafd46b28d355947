"""What operators can do so that more questions are answered: proposals, gaps, phrasings that were missed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.activity.chats import Chat
from bot.clock import Instant
from bot.faq import entries, figures, proposals, unanswered
from bot.faq.entry import MOST_PHRASINGS, Entry
from bot.faq.figures import Missed
from bot.faq.normal import normalise
from bot.faq.proposals import Proposal, Reason
from bot.faq.unanswered import Gap
from bot.storage import Tx


class Phrasing(NamedTuple):
    """A question in words that the entry it asks for does not have."""

    missed: Missed
    entry: Entry


@dataclass(frozen=True)
class Todo:
    """What waits for operators, in the order in which it is shown; each question stands there once."""

    proposals: list[Proposal]
    gaps: list[Gap]
    phrasings: list[Phrasing]

    @property
    def items(self) -> list[Proposal | Gap | Phrasing]:
        """Return all of it: answers that are there already, then what has none, then other words."""
        return [*self.proposals, *self.gaps, *self.phrasings]


async def todo(tx: Tx, chat: Chat, since: Instant, now: Instant) -> Todo:
    """Return what operators of a group can do about what was asked since a moment."""
    waiting = await proposals.waiting(tx, chat.chat_id)
    gaps = await unanswered.gaps(tx, chat, since, now)
    found = await figures.missed(tx, chat.chat_id, since)
    gone = await unanswered.dismissed(tx, chat.chat_id, [each.message_id for each in found])
    left = [each for each in found if each.message_id not in gone]
    own = {entry.entry_id: entry for entry in await entries.own(tx, chat.chat_id)}
    return arranged(waiting, gaps, other_words(left, own))


def arranged(waiting: list[Proposal], gaps: list[Gap], phrasings: list[Phrasing]) -> Todo:
    """Return what waits, without saying the same twice. Pure.

    A question with an answer is a proposal and no gap; one that is asked often is a gap as long as it waits.
    """
    answered = {n for each in waiting if each.reason is Reason.ANSWERED for n in each.questions}
    left = [kept for gap in gaps if (kept := _without(gap, answered)) is not None]
    open_ids = {number for gap in left for number in gap.ids}
    shown = [
        each
        for each in waiting
        if each.reason is Reason.ANSWERED or not open_ids & set(each.questions)
    ]
    return Todo(shown, left, phrasings)


def other_words(found: list[Missed], own: Mapping[int, Entry]) -> list[Phrasing]:
    """Return the questions that are no phrasing of their entry yet, where one more has room. Pure."""
    known = {
        (entry.entry_id, *normalise(text).split())
        for entry in own.values()
        for text in entry.phrasings
    }
    missing = []
    for missed in found:
        entry, said = own.get(missed.entry_id), (missed.entry_id, *normalise(missed.text).split())
        if entry is None or said in known or len(entry.phrasings) >= MOST_PHRASINGS:
            continue
        known.add(said)
        missing.append(Phrasing(missed, entry))
    return missing


def _without(gap: Gap, ids: set[int]) -> Gap | None:
    left = tuple(question for question in gap.questions if question.message_id not in ids)
    return replace(gap, questions=left) if left else None

"""The FAQ's part of a report: what was served, what was marked wrong, what waits for operators."""

from dataclasses import dataclass

from bot.activity.chats import Chat
from bot.activity.period import WEEK, Period, bounds
from bot.activity.rates import Rate
from bot.clock import Instant
from bot.faq import figures
from bot.faq.figures import Use
from bot.faq.todo import todo
from bot.faq.unanswered import Gap
from bot.storage import Tx


@dataclass(frozen=True)
class Section:
    """What the FAQ did in a period, and what of the last seven days of it waits.

    use: all entries together. covered: the share of the period's questions that matched an entry.
    gaps: how many different questions nobody answered, and the most asked of them. proposals, phrasings:
    what an operator can take over with one tap.
    """

    use: Use
    covered: Rate | None
    gaps: int
    gap: Gap | None
    proposals: int
    phrasings: int

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        told = (self.use.served, self.use.offered, self.gaps, self.proposals, self.phrasings)
        return not any(told)


async def section(tx: Tx, chat: Chat, period: Period, now: Instant) -> Section:
    """Return what a report on a group's `period` tells about its FAQ."""
    since, until = bounds(period, chat.zone)
    uses = await figures.uses(tx, chat.chat_id, since, until, now)
    week, _ = bounds(Period(period.last - WEEK + 1, period.last), chat.zone)
    left = await todo(tx, chat, week, now)
    return Section(
        figures.total(list(uses.values())),
        await figures.coverage(tx, chat.chat_id, since, until),
        len(left.gaps),
        left.gaps[0] if left.gaps else None,
        len(left.proposals),
        len(left.phrasings),
    )

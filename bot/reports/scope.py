"""What a report is about: which group and days, as of when, and who may be named in it."""

from dataclasses import dataclass

from bot.activity.chats import Chat
from bot.activity.period import MONTH, WEEK, Period
from bot.clock import Instant, day_of


@dataclass(frozen=True)
class Scope:
    """One group in one period, as of a moment.

    hidden: people who are not to be named. names: whether anybody is. public: whether the group itself reads
    it, so that nothing is told that is for operators.
    """

    chat: Chat
    period: Period
    now: Instant
    hidden: frozenset[int] = frozenset()
    names: bool = True
    public: bool = False

    @property
    def chat_id(self) -> int:
        """Return the group's id: every query names it."""
        return self.chat.chat_id

    @property
    def is_unfinished(self) -> bool:
        """Say whether the last day of the period is not over."""
        return self.period.last >= day_of(self.now, self.chat.zone)

    @property
    def length(self) -> str:
        """Return day, week, month, or days for anything else."""
        days = len(self.period.days)
        if days == 1:
            return "day"
        if days == WEEK:
            return "week"
        return "month" if MONTH - 2 <= days <= MONTH + 1 else "days"

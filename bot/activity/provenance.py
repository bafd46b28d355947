"""What stands behind figures: how complete the record of their days is, and the grade for it."""

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from bot.activity import checking
from bot.activity.chats import Chat
from bot.activity.coverage import Gap, Reason, gaps_of
from bot.activity.pseudonyms import FIRST
from bot.clock import HOUR, Day, Instant, start_of_day
from bot.storage import Tx
from bot.storage.schema import chat_days, members

GRADES = (("A", 0.99), ("B", 0.95), ("C", 0.80))


class Loss(NamedTuple):
    """The gaps of one reason."""

    reason: Reason
    gaps: tuple[Gap, ...]

    @property
    def hours(self) -> float:
        """Return how long they are together."""
        return sum(gap.until - gap.since for gap in self.gaps) / HOUR

    @property
    def longest(self) -> Gap:
        """Return the longest of them, the first of equals."""
        return max(self.gaps, key=lambda gap: gap.until - gap.since)


@dataclass(frozen=True)
class Provenance:
    """What stands behind the figures of some days, as far as they are past.

    hours: of the period; `gaps` are those of its stretches in which not everything was recorded.
    imported: share of the acts that came out of an export, 0 to 1.
    unknown_members: share of the members of whom nothing was ever seen; None if their number is not known.
    recount_error: |stored - recounted| ÷ recounted, the greatest of the days that were recounted.
    counting: how many of the days are being counted anew, so that their figures may still change.
    """

    hours: float
    gaps: tuple[Gap, ...] = ()
    imported: float = 0.0
    unknown_members: float | None = None
    recount_error: float = 0.0
    counting: int = 0

    @property
    def missing(self) -> float:
        """Return the hours in which not everything was recorded."""
        return sum(gap.until - gap.since for gap in self.gaps) / HOUR

    @property
    def coverage(self) -> float:
        """Return hours recorded ÷ hours; all of a period that has no hours yet."""
        return max(1 - self.missing / self.hours, 0.0) if self.hours > 0 else 1.0

    @property
    def grade(self) -> str:
        """Return A to D as in the definitions; D whenever the recount disagreed."""
        return grade_of(self.coverage, self.recount_error)

    @property
    def losses(self) -> list[Loss]:
        """Return why hours are missing, the most hours first."""
        by_reason: dict[Reason, list[Gap]] = {}
        for gap in self.gaps:
            by_reason.setdefault(gap.reason, []).append(gap)
        losses = [Loss(reason, tuple(gaps)) for reason, gaps in by_reason.items()]
        return sorted(losses, key=lambda loss: -loss.hours)

    @property
    def worst(self) -> Loss | None:
        """Return why most hours are missing, where missing hours are what costs the figures an A."""
        return None if self.grade == "A" or self.recount_error > 0 else self.losses[0]


def grade_of(coverage: float, recount_error: float) -> str:
    """Return the grade of figures, A to D, by the share of hours recorded and the recount error. Pure."""
    if recount_error > 0:
        return "D"
    # A second's rounding costs nobody a grade.
    share = round(coverage, 9)
    return next((grade for grade, least in GRADES if share >= least), "D")


async def provenance(tx: Tx, chat: Chat, first_day: Day, last_day: Day, now: Instant) -> Provenance:
    """Return what stands behind the figures of some days of a chat, as far as they are past."""
    since = start_of_day(first_day, chat.zone)
    until = max(since, min(start_of_day(last_day + 1, chat.zone), now))
    counting = await checking.stale(tx, chat.chat_id, first_day, last_day)
    return Provenance(
        hours=(until - since) / HOUR,
        gaps=tuple(await gaps_of(tx, chat, since, until)),
        imported=await _imported(tx, chat.chat_id, first_day, last_day),
        unknown_members=await _unknown_members(tx, chat),
        recount_error=await checking.error_of(tx, chat.chat_id, first_day, last_day),
        counting=counting if chat.next_zone is None else last_day - first_day + 1,
    )


async def _imported(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> float:
    """Return the share of acts that came out of an export."""
    acts = chat_days.c.messages + chat_days.c.reactions + chat_days.c.others
    sums = sa.select(sa.func.sum(chat_days.c.imported), sa.func.sum(acts))
    days = sa.and_(chat_days.c.chat_id == chat_id, chat_days.c.day.between(first_day, last_day))
    imported, total = (await tx.execute(sums.where(days))).one()
    return float(imported / total) if total else 0.0


async def _unknown_members(tx: Tx, chat: Chat) -> float | None:
    """Return 1 - members ever seen ÷ member count; neither who has left nor who was forgotten is known."""
    if not chat.member_count:
        return None
    c = members.c
    inside = sa.or_(c.left_at.is_(None), c.joined_at > c.left_at)
    here = sa.and_(c.chat_id == chat.chat_id, inside, c.user_id < FIRST)
    seen = (await tx.execute(sa.select(sa.func.count()).where(here))).scalar_one()
    return max(1 - seen / chat.member_count, 0.0)

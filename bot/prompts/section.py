"""What a digest says of prompts: those of a day with what they brought, and variants that retired on it."""

from typing import NamedTuple

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts import retiring
from bot.prompts.effects import Lift
from bot.prompts.evidence import results_from
from bot.prompts.retiring import Retired
from bot.storage import Tx
from bot.storage.schema import runs, schedules

# So many posts of a period are looked at, and so many of them named.
MOST, NAMED = 20, 3

c, s = runs.c, schedules.c


class Brought(NamedTuple):
    """A prompt that was posted: its name, "" if it was removed since; and what it brought so far, if known.

    rate: responders ÷ members active in the 7 days before; None where there were none.
    """

    schedule_id: int
    name: str
    sent_at: Instant
    responders: int | None
    rate: float | None
    lift: Lift | None
    new_voices: int


class Section(NamedTuple):
    """The prompts of some hours, in order, and which variants retired in them, with their prompts' names."""

    posts: list[Brought]
    retired: list[tuple[str, Retired]]

    @property
    def best(self) -> list[Brought]:
        """Return the few measured posts that most people answered, the most first."""
        measured = [post for post in self.posts if post.responders is not None]
        return sorted(measured, key=lambda post: -(post.responders or 0))[:NAMED]


async def section(tx: Tx, chat_id: int, start: Instant, end: Instant) -> Section:
    """Return what was posted in a group from one moment to before another, and who retired then."""
    # What was in doubt may have been posted later than it was due; what came later is another day's.
    sent = sa.and_(c.chat_id == chat_id, c.sent_at >= start, c.sent_at < end)
    there = sa.and_(sent, c.at >= start - 7 * 86400, c.at < end)
    rows = await tx.execute(sa.select(runs).where(there).order_by(c.sent_at).limit(MOST))
    found = rows.all()
    gone = await retiring.retired_since(tx, chat_id, start, end)
    ids = {row.schedule_id for row in found} | {one.schedule_id for one in gone}
    named = await tx.execute(sa.select(s.schedule_id, s.name).where(s.schedule_id.in_(ids)))
    names = {row.schedule_id: row.name for row in named}
    return Section(
        [
            _brought(row.schedule_id, names.get(row.schedule_id, ""), row.sent_at, row.results)
            for row in found
        ],
        [(names[one.schedule_id], one) for one in gone if one.schedule_id in names],
    )


def _brought(schedule_id: int, name: str, sent_at: Instant, stored: object) -> Brought:
    if stored is None:
        return Brought(schedule_id, name, sent_at, None, None, None, 0)
    found = results_from(stored)
    rate = found.responders / found.members if found.members else None
    return Brought(schedule_id, name, sent_at, found.responders, rate, found.lift, found.new_voices)

"""What became of the prompts that were due: figures for the digest."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts.due import MISSED, POSTED
from bot.storage import Tx
from bot.storage.schema import runs


@dataclass(frozen=True)
class Figures:
    """How many runs were handed to the outbox, and how many were not because it was too late."""

    posted: int
    missed: int


async def figures(tx: Tx, chat_id: int, start: Instant, end: Instant) -> Figures:
    """Count the group's runs that were recorded from `start` to before `end`.

    A run missed while the program was down counts when it came up again, so that no digest leaves it out.
    """
    query = (
        sa.select(runs.c.state, sa.func.count())
        .where(runs.c.chat_id == chat_id, runs.c.at >= start, runs.c.at < end)
        .group_by(runs.c.state)
    )
    counts = {state: int(count) for state, count in await tx.execute(query)}
    return Figures(posted=counts.get(POSTED, 0), missed=counts.get(MISSED, 0))

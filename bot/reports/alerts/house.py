"""What is watched of the house itself: whether it was down, whether there is room, whether a copy failed."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from bot.clock import DAY, MINUTE, Instant
from bot.reports.alerts.alert import Alert
from bot.storage import Tx
from bot.storage.schema import recordings

# A pause shorter than this is a restart.
NOTABLE = 30 * MINUTE
# Bytes; with less, a database cannot grow for long.
ROOM = 500_000_000

HOUSE = 0
"""Stands for the house itself where the id of a group does."""


async def gap(tx: Tx, now: Instant) -> Alert | None:
    """Return that nothing was recorded for a while in the last day, and is again."""
    c = recordings.c
    query = sa.select(c.started, c.until).where(c.until > now - 2 * DAY).order_by(c.started)
    up = [(row.started, row.until) for row in await tx.execute(query)]
    before = sa.select(sa.func.max(c.until)).where(c.until <= now - 2 * DAY)
    edge = await tx.scalar(before)
    ends = ([edge] if edge is not None else []) + [until for _, until in up]
    starts = [started for started, _ in up][0 if edge is not None else 1 :]
    lost = [
        (since, until)
        for since, until in zip(ends, starts, strict=False)
        if until - since >= NOTABLE and until > now - DAY * 2
    ]
    if not lost:
        return None
    since, until = max(lost)
    return Alert("gap", str(int(since)), {"hours": round((until - since) / 3600, 1)})


def space(folder: Path) -> Alert | None:
    """Return that the disk is almost full on which the database is."""
    free = shutil.disk_usage(folder).free
    if free >= ROOM:
        return None
    return Alert("space", str(free // 100_000_000), {"megabytes": free // 1_000_000})


def backup(reason: str) -> Alert:
    """Return that no copy of the database could be made. Pure."""
    return Alert("backup", reason[:200], {"reason": reason[:300]})

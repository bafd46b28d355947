"""When Renao was recording: the intake's beat, and the gaps of a period with their reasons.

An hour is recorded when all that is defined could be seen in it. So it is a gap not only when Renao was down
or out of the group, but also when Telegram did not tell it everything: to a bot that is no administrator it
tells neither reactions nor who comes and goes, and under privacy mode only commands and replies to the bot.
As long as Telegram has not told what Renao is in a group, nothing is taken to be missing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import sqlalchemy as sa

from bot.activity.chats import GONE, Chat
from bot.clock import DAY, MINUTE, Instant
from bot.storage import Tx
from bot.storage.bulk import execute_rows, fetch
from bot.storage.schema import recordings, standings
from bot.storage.upsert import Insert, insert, made_once

BEAT = MINUTE
# So long the last beat may be ago while the intake is up: a minute, and a call that waits for updates.
LAG = 2 * BEAT

LATEST = "SELECT started, until FROM recordings ORDER BY started DESC LIMIT 1"

Stretch: TypeAlias = tuple[Instant, Instant]
"""A stretch of time, from a moment to before another."""


class Reason(StrEnum):
    """Why something may be missing, the gravest first; of several that hold, the gravest is told."""

    ABSENT = "absent"
    REMOVED = "removed"
    DOWN = "down"
    PRIVACY_MODE = "privacy_mode"
    RIGHT_MISSING = "right_missing"


class Gap(NamedTuple):
    """A stretch of time in which not everything was recorded."""

    since: Instant
    until: Instant
    reason: Reason


class Standing(NamedTuple):
    """What Renao was in a chat from a moment on; "" as long as Telegram has not told."""

    since: Instant
    status: str
    reads_all: bool


_STANDINGS = sa.select(standings.c.since, standings.c.status, standings.c.reads_all).order_by(
    standings.c.since
)


async def beat(tx: Tx, now: Instant, heard_from: Instant | None = None) -> None:
    """Say that the intake is up at `now`; written at most once a minute.

    What Telegram still held when we came back is no gap: it hands over all updates of the last day, and
    `heard_from` is when the first of those that came now happened.
    """
    started, until = next(iter(await fetch(tx, LATEST)), (None, 0.0))
    held_from = min(heard_from or now, now - DAY)
    if started is None or until < held_from:
        await tx.execute(sa.insert(recordings).values(started=held_from, until=now))
    elif now - until >= BEAT:
        await execute_rows(tx, _prolonging(tx), [(started, now)])


@made_once
def _prolonging(tx: Tx) -> Insert:
    """Return the INSERT of a recording that prolongs the one that began then."""
    row = insert(tx, recordings)
    return row.on_conflict_do_update(
        index_elements=[recordings.c.started], set_={"until": row.excluded.until}
    )


async def gaps_of(tx: Tx, chat: Chat, since: Instant, until: Instant) -> list[Gap]:
    """Return what is missing of a chat between two moments, in order."""
    arrival = _arrival(chat, await _first_told(tx, chat.chat_id), since, until)
    told = await _told(tx, chat.chat_id, since, until)
    return gaps(since, until, arrival, await _recorded(tx, since, until), told)


async def _recorded(tx: Tx, since: Instant, until: Instant) -> list[Stretch]:
    overlaps = sa.and_(recordings.c.until > since - LAG, recordings.c.started < until)
    rows = await tx.execute(sa.select(recordings).where(overlaps).order_by(recordings.c.started))
    # Whoever is up says so only now and then.
    return [(row.started, until if until - row.until < LAG else row.until) for row in rows]


async def _told(tx: Tx, chat_id: int, since: Instant, until: Instant) -> list[Standing]:
    """Return what Renao was in a chat between two moments; the first of it may be older."""
    c = standings.c
    before = sa.select(sa.func.max(c.since)).where(c.chat_id == chat_id, c.since <= since)
    from_then = sa.func.coalesce(before.scalar_subquery(), since)
    query = _STANDINGS.where(c.chat_id == chat_id, c.since >= from_then, c.since < until)
    return [Standing(*row) for row in await tx.execute(query)]


async def _first_told(tx: Tx, chat_id: int) -> Standing | None:
    query = _STANDINGS.where(standings.c.chat_id == chat_id).limit(1)
    row = (await tx.execute(query)).first()
    return None if row is None else Standing(*row)


def gaps(
    since: Instant,
    until: Instant,
    arrival: Instant,
    recorded: Sequence[Stretch],
    told: Sequence[Standing],
) -> list[Gap]:
    """Return the gaps between two moments, in order; `recorded` and `told` are in order, too. Pure."""
    found: list[Gap] = []
    for start, end in pairwise(_edges(since, until, arrival, recorded, told)):
        reason = Reason.ABSENT if start < arrival else _lack(start, recorded, told)
        if reason is None:
            continue
        if found and found[-1].until == start and found[-1].reason is reason:
            start = found.pop().since
        found.append(Gap(start, end, reason))
    return found


def _arrival(chat: Chat, first: Standing | None, since: Instant, until: Instant) -> Instant:
    """Return when Renao came to a chat for the first time, as far as is known. Pure.

    `chat.joined_at` alone would be the last time. A chat that is known from an export only it never came to.
    """
    if first is None:
        return until if chat.joined_at is None else chat.joined_at
    # Whoever is told to have gone was there before.
    return since if first.status in GONE else min(first.since, chat.joined_at or first.since)


def _edges(
    since: Instant,
    until: Instant,
    arrival: Instant,
    recorded: Iterable[Stretch],
    told: Iterable[Standing],
) -> list[Instant]:
    """Return the moments at which anything changes, with both ends. Pure."""
    moments = {arrival, *(moment for stretch in recorded for moment in stretch)}
    moments.update(standing.since for standing in told)
    within = {moment for moment in moments if since < moment < until}
    return sorted({since, until, *within})


def _lack(at: Instant, recorded: Sequence[Stretch], told: Sequence[Standing]) -> Reason | None:
    """Return why not everything was seen from `at` on; None if it was. Pure."""
    place = bisect_right(told, at, key=lambda standing: standing.since)
    _, status, reads_all = told[place - 1] if place else Standing(at, "", True)
    if status in GONE:
        return Reason.REMOVED
    stretch = bisect_right(recorded, at, key=lambda stretch: stretch[0])
    if not stretch or recorded[stretch - 1][1] <= at:
        return Reason.DOWN
    if status in ("", "administrator", "creator"):
        return None
    return Reason.RIGHT_MISSING if reads_all else Reason.PRIVACY_MODE

"""How Renao is, for a program that asks: each part by itself, and whether all of it is well."""

from dataclasses import dataclass

import msgspec
from sqlalchemy.exc import DBAPIError

from bot import outbox
from bot.clock import MINUTE, Clock, Instant
from bot.inbox import Backlog, queue
from bot.outbox import Health
from bot.storage import Database
from bot.web.meter import Meter

# The intake gives a sign of life with every poll, at the latest twice a minute.
LONGEST_SILENCE = 3 * MINUTE
# A message may wait for Telegram's limits and for a flood to pass, but not that long.
LATEST = 15 * MINUTE


@dataclass(frozen=True)
class State:
    """What a look at the house showed; `waiting` and `sending` are None when the database is down."""

    now: Instant
    meter: Meter
    waiting: Backlog | None
    sending: Health | None


class Part(msgspec.Struct, omit_defaults=True):
    """One part of the house; times are in seconds ago."""

    up: bool
    last: float | None = None
    waiting: int | None = None
    oldest: float | None = None
    set_aside: int | None = None
    uncertain: int | None = None
    refused: int | None = None


class Report(msgspec.Struct):
    """The answer of /healthz; `last_update` is in seconds ago, null before the first since the start."""

    ok: bool
    intake: Part
    outbox: Part
    database: Part
    last_update: float | None


async def look(database: Database, meter: Meter, clock: Clock) -> State:
    """Look at every part of the house."""
    now = clock.now()
    try:
        async with database.read() as tx:
            return State(now, meter, await queue.backlog(tx), await outbox.health(tx, now))
    except (DBAPIError, OSError):
        return State(now, meter, None, None)


def report(state: State) -> Report:
    """Return what `state` means. Pure."""
    parts = _intake(state), _outbox(state), Part(state.waiting is not None)
    return Report(all(part.up for part in parts), *parts, ago(state, state.meter.last_update))


def ago(state: State, instant: Instant | None) -> float | None:
    """Return how many seconds before the look `instant` was. Pure."""
    return None if instant is None else round(max(state.now - instant, 0.0), 3)


def _intake(state: State) -> Part:
    quiet = state.now - state.meter.beat
    part = Part(quiet <= LONGEST_SILENCE, last=ago(state, state.meter.beat))
    if (waiting := state.waiting) is not None:
        part.waiting, part.oldest = waiting.pending, ago(state, waiting.oldest)
        part.set_aside = waiting.set_aside
    return part


def _outbox(state: State) -> Part:
    sending = state.sending
    if sending is None:
        return Part(False)
    oldest = ago(state, sending.oldest)
    return Part(
        (oldest or 0) <= LATEST,
        waiting=sending.queued,
        oldest=oldest,
        uncertain=sending.uncertain,
        refused=sending.refused,
    )

"""What became of the prompts that were due: the record, and figures for the digest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot import outbox
from bot.clock import Instant
from bot.outbox import State as Fate
from bot.prompts.places import Spot
from bot.storage import Tx
from bot.storage.schema import runs, schedules
from bot.storage.upsert import insert

c = runs.c


class Outcome(StrEnum):
    """What became of a run. WAITING: until it is quiet. CONTROL: nothing was posted, on purpose."""

    WAITING = "waiting"
    POSTED = "posted"
    CONTROL = "control"
    SKIPPED = "skipped"
    MISSED = "missed"


class Reason(StrEnum):
    """Why a run was missed (the first two) or skipped.

    LATE: nobody was there to post it. UNREADABLE: it could no longer be put into words.
    ASKED: an operator wanted this time left out. PAUSED: the prompt, or all of its group, rested.
    UNAPPROVED: no operator had said yes. LIVELY: the group was not silent long enough.
    LIMIT: the group's day had all its posts. OVERTAKEN: its next time came while it waited for quiet.
    REMOVED: the prompt was, while it waited.
    """

    LATE = "late"
    UNREADABLE = "unreadable"
    ASKED = "asked"
    PAUSED = "paused"
    UNAPPROVED = "unapproved"
    LIVELY = "lively"
    LIMIT = "limit"
    OVERTAKEN = "overtaken"
    REMOVED = "removed"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a run, and why; of a posted one also which variant it is, and its key (evidence.py).

    measure_at: when what happened meanwhile is to be measured, where nothing is posted on purpose.
    """

    outcome: Outcome
    reason: Reason | None = None
    variant: int | None = None
    look_at: Instant | None = None
    variant_key: str | None = None
    measure_at: Instant | None = None


@dataclass(frozen=True)
class Figures:
    """What became of a group's prompts that were due.

    posted: those that Telegram has, as far as known; unsent: those that it refused, that are in doubt or on
        their way. control: nothing was posted, on purpose. skipped: by reason.
    waiting: runs that wait for quiet now. undecided: prompts that wait for an operator's yes now.
    """

    posted: int = 0
    unsent: int = 0
    control: int = 0
    missed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    undecided: int = 0

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        happened = self.posted, self.unsent, self.control, self.missed, self.undecided
        return not any(happened) and not self.skipped


async def record(tx: Tx, spot: Spot, due: Instant, verdict: Verdict, now: Instant) -> bool:
    """Write down what becomes of a run; False if that was decided before, here or by another worker.

    One that waits for quiet is still to be decided.
    """
    values: dict[str, Any] = {
        "state": verdict.outcome,
        "reason": verdict.reason,
        "variant": verdict.variant,
        "variant_key": verdict.variant_key,
        "measure_at": verdict.measure_at,
        "look_at": verdict.look_at,
        "at": now,
    }
    key = {
        "chat_id": spot.chat_id,
        "schedule_id": spot.schedule_id,
        "topic_id": spot.topic_id,
        "due": due,
    }
    written = (
        insert(tx, runs)
        .values(key | values)
        .on_conflict_do_update(
            index_elements=list(key), set_=values, where=c.state == Outcome.WAITING
        )
        .returning(c.due)
    )
    return (await tx.execute(written)).first() is not None


async def was_put(tx: Tx, spot: Spot, due: Instant, message: int | None) -> None:
    """Write down which message of the outbox a run is."""
    await tx.execute(sa.update(runs).where(is_(spot, due)).values(message_out_id=message))


async def give_up_waiting(
    tx: Tx, reason: Reason, now: Instant, *which: sa.ColumnElement[bool]
) -> None:
    """Wait for quiet no more: these runs are skipped."""
    skipped = {"state": Outcome.SKIPPED, "reason": reason, "look_at": None, "at": now}
    waiting = c.state == Outcome.WAITING
    await tx.execute(sa.update(runs).where(waiting, *which).values(skipped))


def of(spot: Spot) -> sa.ColumnElement[bool]:
    """Ask for the runs of a place."""
    return sa.and_(
        c.chat_id == spot.chat_id, c.schedule_id == spot.schedule_id, c.topic_id == spot.topic_id
    )


def is_(spot: Spot, due: Instant) -> sa.ColumnElement[bool]:
    """Ask for one run."""
    return sa.and_(of(spot), c.due == due)


async def figures(tx: Tx, chat_id: int, start: Instant, end: Instant) -> Figures:
    """Count the group's runs that were recorded from `start` to before `end`.

    A run missed while the program was down counts when it came up again, so that no digest leaves it out.
    """
    in_time = sa.and_(c.chat_id == chat_id, c.at >= start, c.at < end)
    query = sa.select(c.state, c.reason, sa.func.count()).where(in_time)
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for state, reason, count in await tx.execute(query.group_by(c.state, c.reason)):
        counts[state] += count
        if state == Outcome.SKIPPED:
            skipped[reason] += count
    unsent = await _unsent(tx, chat_id, in_time)
    return Figures(
        posted=counts[Outcome.POSTED] - unsent,
        unsent=unsent,
        control=counts[Outcome.CONTROL],
        missed=counts[Outcome.MISSED],
        skipped=dict(skipped),
        waiting=await _count(tx, runs, c.chat_id == chat_id, c.state == Outcome.WAITING),
        undecided=await _count(
            tx, schedules, schedules.c.chat_id == chat_id, schedules.c.state == "waiting"
        ),
    )


async def posted_at(tx: Tx, chat_id: int, start: Instant, end: Instant) -> list[Instant]:
    """Return when prompts were posted in a group, from `start` to before `end`, as Telegram has them."""
    query = sa.select(c.sent_at).where(
        c.chat_id == chat_id, c.at >= start, c.at < end, c.sent_at.is_not(None)
    )
    return list((await tx.scalars(query.order_by(c.sent_at))).all())


async def _unsent(tx: Tx, chat_id: int, which: sa.ColumnElement[bool]) -> int:
    """Count those of which Telegram has not said that it has them, and nobody else has."""
    silent = sa.select(c.message_out_id).where(
        which, c.state == Outcome.POSTED, c.sent_at.is_(None)
    )
    messages = list((await tx.scalars(silent)).all())
    known = await outbox.fates(tx, chat_id, [one for one in messages if one is not None])
    sent = sum(fate.state is Fate.SENT for fate in known.values())
    return len(messages) - sent


async def _count(tx: Tx, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
    return await tx.scalar(sa.select(sa.func.count()).select_from(table).where(*which)) or 0

"""A planner's prompt waits for an operator's yes, where the group wants that."""

from hashlib import sha256

import msgspec
import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts import lookup, schedules
from bot.prompts.planned import Planned, State
from bot.storage import Tx
from bot.storage.schema import schedules as schedules_table

c = schedules_table.c


async def to_decide(tx: Tx, chat_id: int) -> list[Planned]:
    """List what waits for a yes in the group that it belongs to, the next one first."""
    found = await lookup.planned(tx, chat_id)
    return [one for one in found if one.state is State.WAITING and one.chat_id == chat_id]


async def approve(
    tx: Tx, chat_id: int, schedule_id: int, *, by: int, now: Instant
) -> Planned | None:
    """Say yes: it is posted from its next time on; None if that was decided before.

    Raises:
        Refused: its only time has passed while it waited.
    """
    if not await _decide(tx, chat_id, schedule_id, State.ACTIVE, by):
        return None
    held = await lookup.find(tx, chat_id, schedule_id)
    assert held is not None
    await schedules.replan(tx, held, now)
    return await lookup.find(tx, chat_id, schedule_id)


async def reject(tx: Tx, chat_id: int, schedule_id: int, now: Instant) -> Planned | None:
    """Say no: it is paused, for its planner to change; None if that was decided before."""
    if not await _waits(tx, chat_id, schedule_id):
        return None
    await schedules.pause(tx, chat_id, schedule_id, now)
    return await lookup.find(tx, chat_id, schedule_id)


def key(planned: Planned, user_id: int, now: Instant) -> str:
    """Return by which key an operator is asked once about a prompt as it is now. Pure."""
    return f"approve:{planned.schedule_id}:{user_id}:{now}"


def print_of(planned: Planned) -> str:
    """Return what tells a prompt from the same one after a change: a yes is to what was seen. Pure."""
    said = msgspec.json.encode((planned.prompt, planned.rule), order="sorted")
    return sha256(said).hexdigest()[:16]


async def _waits(tx: Tx, chat_id: int, schedule_id: int) -> bool:
    return (await tx.scalar(sa.select(c.schedule_id).where(_is(chat_id, schedule_id)))) is not None


async def _decide(tx: Tx, chat_id: int, schedule_id: int, state: State, by: int) -> bool:
    decided = sa.update(schedules_table).where(_is(chat_id, schedule_id))
    return (await tx.execute(decided.values(state=state, approved_by=by))).rowcount > 0


def _is(chat_id: int, schedule_id: int) -> sa.ColumnElement[bool]:
    waiting = c.state == State.WAITING
    return sa.and_(c.chat_id == chat_id, c.schedule_id == schedule_id, waiting)

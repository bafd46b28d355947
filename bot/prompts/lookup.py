"""The prompts that a group sees: its own, and what others post in it.

Groups are walls: what a group does not see is not there for it, and of another's prompt it sees no other
place.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.prompts import places
from bot.prompts.places import Spot
from bot.prompts.planned import Planned, State, planned_of
from bot.storage import Tx
from bot.storage.schema import prompt_places, schedules
from bot.texts import Refused

c = schedules.c


async def planned(tx: Tx, chat_id: int) -> list[Planned]:
    """List what is still to come in the group, or belongs to it: the next one first, paused ones last."""
    rows = await tx.execute(sa.select(schedules).where(_seen_by(chat_id), c.state != State.DONE))
    found = await _as_seen(tx, rows.all(), chat_id)
    far = float("inf")
    return sorted(found, key=lambda one: (one.next_due or far, one.schedule_id))


async def find(tx: Tx, chat_id: int, schedule_id: int) -> Planned | None:
    """Return one prompt that the group sees."""
    query = sa.select(schedules).where(_seen_by(chat_id), c.schedule_id == schedule_id)
    return next(iter(await _as_seen(tx, (await tx.execute(query)).all(), chat_id)), None)


async def of_spots(tx: Tx, spots: Iterable[Spot]) -> dict[int, Planned]:
    """Return the prompts of these places, each with all its places: for the worker, who sees everything."""
    homes = {spot.schedule_id: spot.home_id for spot in spots}
    which = sa.and_(c.chat_id.in_(set(homes.values())), c.schedule_id.in_(list(homes)))
    rows = (await tx.execute(sa.select(schedules).where(which))).all()
    found = await places.of_prompts(tx, homes.values(), homes)
    return {row.schedule_id: planned_of(row, found.get(row.schedule_id, [])) for row in rows}


def _seen_by(chat_id: int) -> sa.ColumnElement[bool]:
    p = prompt_places.c
    there = sa.and_(p.chat_id == chat_id, p.schedule_id == c.schedule_id, p.home_id == c.chat_id)
    return sa.or_(c.chat_id == chat_id, sa.exists().where(there))


async def _as_seen(tx: Tx, rows: Sequence[sa.Row[Any]], chat_id: int) -> list[Planned]:
    homes = {row.schedule_id: row.chat_id for row in rows}
    spots = await places.of_prompts(tx, homes.values(), homes)
    return [
        planned_of(row, _visible(row.chat_id, spots.get(row.schedule_id, []), chat_id))
        for row in rows
    ]


def _visible(home_id: int, spots: Iterable[Spot], chat_id: int) -> list[Spot]:
    return [spot for spot in spots if chat_id in (home_id, spot.chat_id)]


async def spots_seen(tx: Tx, seen: Planned, chat_id: int) -> list[Spot]:
    """Return the places of a prompt that a group sees."""
    all_of_it = await places.of_prompts(tx, [seen.chat_id], [seen.schedule_id])
    return _visible(seen.chat_id, all_of_it.get(seen.schedule_id, []), chat_id)


async def at_home(tx: Tx, chat_id: int, schedule_id: int) -> Planned | None:
    """Return a prompt that belongs to the group."""
    held = await find(tx, chat_id, schedule_id)
    return held if held is not None and held.chat_id == chat_id else None


async def check_own(tx: Tx, chat_id: int, schedule_id: int, user_id: int) -> None:
    """Refuse a planner who would lay hands on what somebody else has planned.

    Raises:
        Refused: it is not hers.
    """
    held = await find(tx, chat_id, schedule_id)
    if held is not None and (held.chat_id, held.created_by) != (chat_id, user_id):
        raise Refused("prompts.not_yours")

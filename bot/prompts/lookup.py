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
from bot.storage.schema import schedules
from bot.texts import Refused

c = schedules.c


async def planned(tx: Tx, chat_id: int) -> list[Planned]:
    """List what is still to come in the group, or belongs to it: the next one first, paused ones last."""
    here = await places.in_group(tx, chat_id)
    mine = sa.or_(c.chat_id == chat_id, c.schedule_id.in_(list(here)))
    rows = (await tx.execute(sa.select(schedules).where(mine, c.state != State.DONE))).all()
    found = await _seen(tx, rows, chat_id)
    far = float("inf")
    return sorted(found, key=lambda one: (one.next_due or far, one.schedule_id))


async def find(tx: Tx, chat_id: int, schedule_id: int) -> Planned | None:
    """Return one prompt that the group sees."""
    query = sa.select(schedules).where(c.schedule_id == schedule_id)
    rows = (await tx.execute(query)).all()
    return next(iter(await _seen(tx, rows, chat_id)), None)


async def by_id(tx: Tx, schedule_ids: Iterable[int]) -> dict[int, Planned]:
    """Return prompts with all their places, whichever groups they belong to: for the worker alone."""
    wanted = list(schedule_ids)
    rows = (await tx.execute(sa.select(schedules).where(c.schedule_id.in_(wanted)))).all()
    spots = await places.of_prompts(tx, wanted)
    return {row.schedule_id: planned_of(row, spots.get(row.schedule_id, [])) for row in rows}


async def _seen(tx: Tx, rows: Sequence[sa.Row[Any]], chat_id: int) -> list[Planned]:
    """Return prompts as a group sees them, without those that it does not."""
    spots = await places.of_prompts(tx, [row.schedule_id for row in rows])
    found = []
    for row in rows:
        seen = _visible(row.chat_id, spots.get(row.schedule_id, []), chat_id)
        if seen or row.chat_id == chat_id:
            found.append(planned_of(row, seen))
    return found


def _visible(home_id: int, spots: Iterable[Spot], chat_id: int) -> list[Spot]:
    return [spot for spot in spots if chat_id in (home_id, spot.chat_id)]


async def spots_seen(tx: Tx, seen: Planned, chat_id: int) -> list[Spot]:
    """Return the places of a prompt that a group sees."""
    all_of_it = await places.of_prompts(tx, [seen.schedule_id])
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

"""A group that lives otherwise now: by another clock, with other blackout hours, under another id."""

from collections.abc import Collection
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.clock import DAY, Instant
from bot.prompts import places
from bot.prompts.calendar import runs_between
from bot.prompts.groups import Group, group_of
from bot.prompts.lookup import of_spots
from bot.prompts.places import Spot
from bot.prompts.planned import Planned, State
from bot.storage import Tx
from bot.storage.schema import prompt_places, prompt_settings, retired_variants, runs, schedules

# No two clocks are further apart.
ZONES_APART = 2 * DAY


async def rezone(tx: Tx, chat_id: int, zone: ZoneInfo, now: Instant) -> None:
    """Move what is posted in the group to the clocks of `zone`.

    What is due already, or becomes so, is left to the worker, which posts it late or records it as missed.
    """
    await reset(tx, replace(await group_of(tx, chat_id), zone=zone), now)


async def reset(tx: Tx, group: Group, now: Instant) -> None:
    """Set the next times in a group anew, since it lives otherwise now."""
    here = await places.in_group(tx, group.chat_id)
    prompts = await of_spots(tx, [spot for spots in here.values() for spot in spots])
    for schedule_id, spots in here.items():
        held = prompts[schedule_id]
        if held.state not in (State.ACTIVE, State.WAITING):
            continue
        for spot in spots:
            await places.change(tx, spot, await _moved(tx, spot, held, group, now))
    await end_what_is_over(tx, here.keys())


async def _moved(tx: Tx, spot: Spot, held: Planned, group: Group, now: Instant) -> Spot:
    if spot.next_due is None or spot.next_due <= now:
        return spot
    moved = await places.forth(tx, spot, held.prompt, held.rule, group, now)
    if moved.next_due is None:
        # What was to come lies in the past by the new clock.
        bound = group.bind(held.rule)
        past = runs_between(bound, now - ZONES_APART, now, group.zone, spot.posted)
        moved = replace(moved, next_due=past[-1] if past else None)
    return replace(moved, skip_due=moved.next_due if spot.skips_next else None)


async def end_what_is_over(tx: Tx, schedule_ids: Collection[int]) -> None:
    """Let those of these prompts be done that are active and due nowhere any more."""
    c = prompt_places.c
    its = sa.and_(c.home_id == schedules.c.chat_id, c.schedule_id == schedules.c.schedule_id)
    coming = sa.exists().where(its, c.next_due.is_not(None))
    mine = schedules.c.schedule_id.in_(list(schedule_ids))
    going = schedules.c.state.in_([State.ACTIVE, State.WAITING])
    over = sa.and_(mine, going, sa.not_(coming))
    await tx.execute(sa.update(schedules).where(over).values(state=State.DONE))


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Give all that is kept of the chat `old` to `new`, the supergroup that it became.

    The ids of what was posted in it become negative, as everywhere.
    """
    r = runs.c
    posted = sa.select(r.schedule_id, r.topic_id, r.due, r.message_ids)
    sent = posted.where(r.chat_id == old, r.message_ids.is_not(None))
    for row in (await tx.execute(sent)).all():
        this = (r.chat_id == old, r.schedule_id == row.schedule_id, r.topic_id == row.topic_id)
        ids = [-abs(one) for one in row.message_ids]
        changed = sa.update(runs).where(*this, r.due == row.due)
        await tx.execute(changed.values(message_ids=ids))
    for table in (schedules, prompt_places, runs, retired_variants):
        await tx.execute(sa.update(table).where(table.c.chat_id == old).values(chat_id=new))
    home = prompt_places.c.home_id
    await tx.execute(sa.update(prompt_places).where(home == old).values(home_id=new))
    await _carry_settings_over(tx, old, new)


async def _carry_settings_over(tx: Tx, old: int, new: int) -> None:
    s = prompt_settings.c
    there = sa.select(s.chat_id).where(s.chat_id == new)
    if await tx.scalar(there) is None:
        await tx.execute(sa.update(prompt_settings).where(s.chat_id == old).values(chat_id=new))
    await tx.execute(sa.delete(prompt_settings).where(s.chat_id == old))

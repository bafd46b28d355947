"""The prompts that a group has planned: add, list, pause, resume, remove."""

from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts.rhythm import Rhythm, Schedule, next_run
from bot.storage import Tx
from bot.storage.schema import runs, schedules
from bot.texts import Refused, check_template, render_template

ACTIVE, PAUSED, DONE = "active", "paused", "done"


@dataclass(frozen=True)
class Planned:
    """A prompt and when it is posted; `next_due` is empty when it is done. `state`: active, paused, done."""

    schedule_id: int
    chat_id: int
    topic_id: int | None
    text: str
    schedule: Schedule
    state: str
    next_due: Instant | None


async def add(
    tx: Tx,
    chat_id: int,
    schedule: Schedule,
    text: str,
    *,
    topic_id: int | None = None,
    by: int,
    now: Instant,
) -> Planned:
    """Plan a prompt for the group.

    Raises:
        Refused: the text is no message that could be posted, or the schedule never comes round.
    """
    check_template(text, set())
    render_template(text, "en", {})
    due = next_run(schedule, now)
    if due is None:
        raise Refused("prompts.never")
    row = {
        "chat_id": chat_id,
        "topic_id": topic_id,
        "text": text,
        "created_by": by,
        "created_at": now,
        "next_due": due,
        **_columns(schedule),
    }
    returned = await tx.execute(sa.insert(schedules).values(row).returning(schedules))
    return planned_of(returned.one())


async def planned(tx: Tx, chat_id: int) -> list[Planned]:
    """List what is still to come in the group, the next one first, paused ones last."""
    query = (
        sa.select(schedules)
        .where(schedules.c.chat_id == chat_id, schedules.c.state != DONE)
        .order_by(schedules.c.state, schedules.c.next_due, schedules.c.schedule_id)
    )
    return [planned_of(row) for row in await tx.execute(query)]


async def find(tx: Tx, chat_id: int, schedule_id: int) -> Planned | None:
    """Return one schedule of the group."""
    query = sa.select(schedules).where(_is(chat_id, schedule_id))
    row = (await tx.execute(query)).first()
    return planned_of(row) if row else None


async def pause(tx: Tx, chat_id: int, schedule_id: int) -> bool:
    """Post it no more until it is resumed; False if no such schedule is active."""
    active = _is(chat_id, schedule_id) & (schedules.c.state == ACTIVE)
    result = await tx.execute(sa.update(schedules).where(active).values(state=PAUSED))
    return result.rowcount > 0


async def resume(tx: Tx, chat_id: int, schedule_id: int, now: Instant) -> Planned | None:
    """Go on with a paused schedule at its next time after `now`; None if there is no such one.

    Raises:
        Refused: its only time has passed while it was paused.
    """
    held = await find(tx, chat_id, schedule_id)
    if held is None or held.state != PAUSED:
        return None
    due = next_run(held.schedule, now)
    if due is None:
        raise Refused("prompts.never")
    await tx.execute(
        sa.update(schedules).where(_is(chat_id, schedule_id)).values(state=ACTIVE, next_due=due)
    )
    return replace(held, state=ACTIVE, next_due=due)


async def remove(tx: Tx, chat_id: int, schedule_id: int) -> bool:
    """Forget a schedule; what it has posted stays on record. False if there is no such one."""
    result = await tx.execute(sa.delete(schedules).where(_is(chat_id, schedule_id)))
    return result.rowcount > 0


async def rezone(tx: Tx, chat_id: int, zone: ZoneInfo, now: Instant) -> None:
    """Move the group's schedules to the clocks of `zone`.

    What is due already, or becomes so, is left to the worker, which posts it late or records it as missed.
    """
    for held in await planned(tx, chat_id):
        moved = replace(held.schedule, zone=zone)
        overdue = held.next_due if held.next_due is not None and held.next_due <= now else None
        due = overdue or next_run(moved, now) or next_run(moved, 0)
        await tx.execute(
            sa.update(schedules)
            .where(_is(chat_id, held.schedule_id))
            .values(zone=zone.key, next_due=due)
        )


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Give the schedules and runs of the chat `old` to `new`, the supergroup that it became."""
    for table in (schedules, runs):
        await tx.execute(sa.update(table).where(table.c.chat_id == old).values(chat_id=new))


def planned_of(row: sa.Row[Any]) -> Planned:
    """Read a row of `schedules`."""
    bits = range(7)
    return Planned(
        schedule_id=row.schedule_id,
        chat_id=row.chat_id,
        topic_id=row.topic_id,
        text=row.text,
        schedule=Schedule(
            rhythm=Rhythm(row.rhythm),
            zone=ZoneInfo(row.zone),
            clock=time.fromisoformat(row.local_time),
            weekdays=frozenset(bit for bit in bits if row.weekdays >> bit & 1),
            day=row.on_day,
            moment=row.moment,
        ),
        state=row.state,
        next_due=row.next_due,
    )


def _columns(schedule: Schedule) -> dict[str, object]:
    return {
        "rhythm": schedule.rhythm.value,
        "zone": schedule.zone.key,
        "moment": schedule.moment,
        "on_day": schedule.day,
        "local_time": schedule.clock.isoformat(),
        "weekdays": sum(1 << day for day in schedule.weekdays),
    }


def _is(chat_id: int, schedule_id: int) -> sa.ColumnElement[bool]:
    return (schedules.c.chat_id == chat_id) & (schedules.c.schedule_id == schedule_id)

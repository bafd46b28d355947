"""Prompts whose time has come: into the outbox, once, or on record as missed."""

import sqlalchemy as sa

from bot.clock import HOUR, Instant
from bot.outbox import Draft, Policy, Priority, put
from bot.prompts.rhythm import next_run, runs_until
from bot.prompts.schedules import ACTIVE, DONE, Planned, planned_of
from bot.storage import Database, Tx
from bot.storage.schema import runs, schedules
from bot.storage.upsert import insert
from bot.texts import Refused, render_template

GRACE = HOUR  # how late a prompt may still be posted
BATCH = 100
POSTED, MISSED = "posted", "missed"


async def post_due(database: Database, now: Instant) -> bool:
    """Post, or record as missed, the prompts that are due at `now`. True if there were any.

    What was due several times while the program was down is posted once, and only if the latest of these
    times is no longer ago than `GRACE`.
    """
    due = (
        sa.select(schedules)
        .where(schedules.c.state == ACTIVE, schedules.c.next_due <= now)
        .order_by(schedules.c.next_due, schedules.c.schedule_id)
        .limit(BATCH)
    )
    async with database.read() as tx:
        if (await tx.execute(due)).first() is None:
            return False
    async with database.write() as tx:
        for row in (await tx.execute(due)).all():
            await _run(tx, planned_of(row), now)
    return True


async def _run(tx: Tx, planned: Planned, now: Instant) -> None:
    assert planned.next_due is not None
    *earlier, latest = runs_until(planned.schedule, planned.next_due, now)
    for due in earlier:
        await _record(tx, planned, due, MISSED, now)
    if now - latest <= GRACE:
        await _post(tx, planned, latest, now)
    else:
        await _record(tx, planned, latest, MISSED, now)
    await _advance(tx, planned, now)


async def _post(tx: Tx, planned: Planned, due: Instant, now: Instant) -> None:
    try:
        text = str(render_template(planned.text, "en", {}))
    except Refused:
        # It was checked when it was planned; a newer Renao may be stricter.
        await _record(tx, planned, due, MISSED, now)
        return
    if not await _record(tx, planned, due, POSTED, now):
        return
    draft = Draft(
        chat_id=planned.chat_id,
        topic_id=planned.topic_id,
        text=text,
        priority=Priority.PROMPT,
        policy=Policy.AT_MOST_ONCE,
        dedupe_key=f"run:{planned.schedule_id}:{due:.0f}",
    )
    message = next(iter(await put(tx, draft, now)), None)
    await tx.execute(sa.update(runs).where(_is(planned, due)).values(message_out_id=message))


async def _record(tx: Tx, planned: Planned, due: Instant, state: str, now: Instant) -> bool:
    """Write the run down; False if another worker already has."""
    row = {
        "chat_id": planned.chat_id,
        "schedule_id": planned.schedule_id,
        "due": due,
        "state": state,
        "at": now,
    }
    statement = insert(tx, runs).values(row).on_conflict_do_nothing().returning(runs.c.due)
    return (await tx.execute(statement)).first() is not None


async def _advance(tx: Tx, planned: Planned, now: Instant) -> None:
    """Set the next due time, unless another worker has."""
    due = next_run(planned.schedule, now)
    await tx.execute(
        sa.update(schedules)
        .where(
            schedules.c.chat_id == planned.chat_id,
            schedules.c.schedule_id == planned.schedule_id,
            schedules.c.next_due == planned.next_due,
        )
        .values(next_due=due, state=DONE if due is None else ACTIVE)
    )


def _is(planned: Planned, due: Instant) -> sa.ColumnElement[bool]:
    return (
        (runs.c.chat_id == planned.chat_id)
        & (runs.c.schedule_id == planned.schedule_id)
        & (runs.c.due == due)
    )

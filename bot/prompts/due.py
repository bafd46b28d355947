"""Prompts whose time has come: into the outbox, once, or on record as skipped or missed.

One rule makes this right across changes of clocks, restarts and two workers at once: a run is a row with a
unique (place, prompt, due), written in the transaction that hands the message to the outbox.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
import structlog

from bot.clock import Instant
from bot.prompts import lookup, moving, places, posting, runs, waiting
from bot.prompts.groups import Group, groups_of
from bot.prompts.missed import overdue
from bot.prompts.places import Spot
from bot.prompts.planned import Planned, State
from bot.prompts.runs import Outcome, Reason, Verdict
from bot.storage import Database, Tx
from bot.storage.schema import prompt_places
from bot.storage.schema import runs as runs_table
from bot.storage.trouble import is_in_trouble

# Few enough that whoever else wants to write need not wait long.
BATCH = 25
LATE = Verdict(Outcome.MISSED, Reason.LATE)
UNREADABLE = Verdict(Outcome.MISSED, Reason.UNREADABLE)

r = runs_table.c

log = structlog.get_logger()


async def post_due(database: Database, now: Instant) -> bool:
    """Post the prompts that are due at `now`, or record why not. True if there were any.

    What was due several times while the program was down is posted once, and only if the latest of these
    times is no longer ago than the prompt's grace.
    """
    async with database.read() as tx:
        if not await _is_anything_due(tx, now):
            return False
    try:
        async with database.write() as tx:
            await _post_batch(tx, await places.due(tx, now, BATCH), now)
            await _look_at_batch(tx, await _to_look_at(tx, now), now)
    except Exception as error:
        if is_in_trouble(error):
            raise
        log.exception("one of the prompts that are due cannot be dealt with; each is tried alone")
        await _one_by_one(database, now)
    return True


async def _is_anything_due(tx: Tx, now: Instant) -> bool:
    late = sa.exists().where(prompt_places.c.next_due <= now)
    return bool(await tx.scalar(sa.select(sa.or_(late, sa.exists().where(_is_to_look_at(now))))))


# ── what is due ──────────────────────────────────────────────────────────────────────────────────


async def _post_batch(tx: Tx, spots: Sequence[Spot], now: Instant) -> None:
    prompts, groups = await _about(tx, spots)
    for spot in spots:
        planned = prompts.get(spot.schedule_id)
        if planned is None or planned.state not in (State.WAITING, State.ACTIVE):
            await places.change(tx, spot, _resting(spot))
            continue
        await _run(tx, spot, planned, groups[spot.chat_id], now)
    await moving.end_what_is_over(tx, {spot.schedule_id for spot in spots})


async def _about(tx: Tx, spots: Sequence[Spot]) -> tuple[dict[int, Planned], dict[int, Group]]:
    prompts = await lookup.of_spots(tx, spots)
    return prompts, await groups_of(tx, {spot.chat_id for spot in spots})


async def _run(tx: Tx, spot: Spot, planned: Planned, group: Group, now: Instant) -> None:
    """Deal with all that is due in a place, and set its next time."""
    assert spot.next_due is not None
    rule = spot.timed(group.bind(planned.rule))
    earlier, latest = overdue(rule, spot.next_due, now, group.zone)
    for due in earlier:
        verdict = _refusal(spot, planned, group, due, now) or LATE
        await runs.record(tx, spot, due, verdict, now)
    after = spot
    if latest is not None:
        after = await _deal_with(tx, spot, planned, group, latest, now)
    last = earlier[-1] if latest is None else latest
    until = last if latest is None else places.done_with(spot, rule, group, last, now)
    moved = await places.forth(tx, after, planned.prompt, planned.rule, group, until)
    await places.change(tx, spot, moved)


async def _deal_with(
    tx: Tx, spot: Spot, planned: Planned, group: Group, due: Instant, now: Instant
) -> Spot:
    """Post what is due, let it wait, or write down why not; return the place as it then is."""
    options = planned.prompt.options
    if options.quiet_for is not None:
        await runs.give_up_waiting(tx, Reason.OVERTAKEN, now, runs.of(spot), r.due < due)
    verdict = _refusal(spot, planned, group, due, now)
    if verdict is None and await waiting.is_lively(tx, spot, options, now):
        verdict = Verdict(Outcome.SKIPPED, Reason.LIVELY)
    if verdict is None:
        look_at = await waiting.look_again(tx, spot, options, due, now)
        verdict = Verdict(Outcome.WAITING, look_at=look_at) if look_at else None
    if verdict is None:
        return await posting.post(tx, spot, planned, group, due, now)
    await runs.record(tx, spot, due, verdict, now)
    return spot


def _refusal(
    spot: Spot, planned: Planned, group: Group, due: Instant, now: Instant
) -> Verdict | None:
    """Return why a run is not to be posted, whatever is said in the group; None if it may be. Pure."""
    if due == spot.skip_due:
        return Verdict(Outcome.SKIPPED, Reason.ASKED)
    if planned.state is State.WAITING:
        return Verdict(Outcome.SKIPPED, Reason.UNAPPROVED)
    if now - due > planned.prompt.options.grace:
        return LATE
    return Verdict(Outcome.SKIPPED, Reason.PAUSED) if group.held else None


def _resting(spot: Spot) -> Spot:
    return Spot(spot.chat_id, spot.schedule_id, spot.topic_id, spot.home_id, posted=spot.posted)


# ── what waits for quiet ─────────────────────────────────────────────────────────────────────────


def _is_to_look_at(now: Instant) -> sa.ColumnElement[bool]:
    return sa.and_(r.state == Outcome.WAITING, r.look_at <= now)


async def _to_look_at(tx: Tx, now: Instant) -> Sequence[sa.Row[Any]]:
    query = sa.select(runs_table).where(_is_to_look_at(now)).order_by(r.look_at, r.schedule_id)
    return (await tx.execute(query.limit(BATCH))).all()


async def _look_at_batch(tx: Tx, rows: Sequence[sa.Row[Any]], now: Instant) -> None:
    """Look whether it has become quiet where prompts wait for that."""
    chat_ids, schedule_ids = (
        {getattr(row, name) for row in rows} for name in ("chat_id", "schedule_id")
    )
    found = await places.in_groups(tx, chat_ids, schedule_ids)
    spots = [_spot_of_run(row, found.get(row.schedule_id, [])) for row in rows]
    prompts, groups = await _about(tx, [spot for spot in spots if spot])
    for row, spot in zip(rows, spots, strict=True):
        if spot is None:
            which = sa.and_(r.chat_id == row.chat_id, r.schedule_id == row.schedule_id)
            await runs.give_up_waiting(tx, Reason.REMOVED, now, which)
            continue
        await _look(tx, spot, prompts[spot.schedule_id], groups[spot.chat_id], row, now)


def _spot_of_run(row: sa.Row[Any], spots: Sequence[Spot]) -> Spot | None:
    key = (row.chat_id, row.topic_id)
    return next((spot for spot in spots if (spot.chat_id, spot.topic_id) == key), None)


async def _look(
    tx: Tx, spot: Spot, planned: Planned, group: Group, row: sa.Row[Any], now: Instant
) -> None:
    """Post what has waited for quiet, let it wait on, or write down why it will not be posted."""
    verdict = None
    if now - row.look_at > planned.prompt.options.grace:
        verdict = LATE
    elif group.held or planned.state is State.PAUSED:
        verdict = Verdict(Outcome.SKIPPED, Reason.PAUSED)
    elif look_at := await waiting.look_again(tx, spot, planned.prompt.options, row.due, now):
        verdict = Verdict(Outcome.WAITING, look_at=look_at)
    if verdict is not None:
        await runs.record(tx, spot, row.due, verdict, now)
        return
    posted = await posting.post(tx, spot, planned, group, row.due, now)
    over = planned.rule.most is not None and posted.posted >= planned.rule.most
    await places.change(tx, spot, _resting(posted) if over else posted)
    if over:
        await moving.end_what_is_over(tx, [spot.schedule_id])


# ── what cannot be dealt with ────────────────────────────────────────────────────────────────────


async def _one_by_one(database: Database, now: Instant) -> None:
    """Deal with each prompt alone; one that cannot be is on record as missed, and holds up nobody."""
    async with database.read() as tx:
        spots, rows = await places.due(tx, now, BATCH), await _to_look_at(tx, now)
    for spot in spots:
        if not await _goes_well(database, _post_batch, spot, now):
            assert spot.next_due is not None
            async with database.write() as tx:
                await runs.record(tx, spot, spot.next_due, UNREADABLE, now)
                await places.change(tx, spot, _resting(spot))
    for row in rows:
        if not await _goes_well(database, _look_at_batch, row, now):
            spot = Spot(row.chat_id, row.schedule_id, row.topic_id, row.chat_id)
            async with database.write() as tx:
                await runs.record(tx, spot, row.due, UNREADABLE, now)


async def _goes_well(
    database: Database, deal: Callable[[Tx, Any, Instant], Awaitable[None]], one: Any, now: Instant
) -> bool:
    try:
        async with database.write() as tx:
            await deal(tx, [one], now)
    except Exception as error:
        if is_in_trouble(error):
            raise
        log.exception("a prompt cannot be dealt with", schedule=one.schedule_id)
        return False
    return True

"""Plan prompts: add, edit, copy, remove, pause, resume, leave out the next time.

Of what another group posts in it, a group can leave out the next time, have it posted now, or have it no
more.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts import places, runs
from bot.prompts.check import check
from bot.prompts.groups import group_of, groups_of
from bot.prompts.lookup import at_home, check_own, find, planned, spots_seen
from bot.prompts.moving import carry_over, rezone
from bot.prompts.names import free_name
from bot.prompts.places import Spot
from bot.prompts.planned import Planned, State
from bot.prompts.prompt import Place, Prompt, to_json
from bot.prompts.rule import Rule
from bot.prompts.runs import Outcome, Reason, Verdict
from bot.storage import Tx
from bot.storage.schema import retired_variants, schedules
from bot.texts import Refused

__all__ = [
    "Planned",
    "State",
    "add",
    "carry_over",
    "check_own",
    "copy",
    "edit",
    "find",
    "pause",
    "planned",
    "remove",
    "resume",
    "rezone",
    "skip_next",
    "unskip_next",
]

c = schedules.c


# ── plan ─────────────────────────────────────────────────────────────────────────────────────────


async def add(
    tx: Tx,
    chat_id: int,
    prompt: Prompt,
    rule: Rule,
    *,
    by: int,
    now: Instant,
    as_planner: bool = False,
    steers: Collection[int] = (),
) -> Planned:
    """Plan a prompt for the group: posted there, or in the places that the prompt names.

    as_planner: `by` may plan no more than a planner may; what she plans waits for an operator's yes where
        the group wants that. steers: other groups that she may post in.

    Raises:
        Refused: Telegram would not take it, it would never be due, or she may not post there.
    """
    _check(chat_id, prompt, steers)
    waits = as_planner and (await group_of(tx, chat_id)).settings.needs_approval
    values = _columns(prompt, rule, None if as_planner else by)
    values["state"] = State.WAITING if waits else State.ACTIVE
    schedule_id = await _insert(tx, chat_id, values, by, now)
    bare = _spots(chat_id, schedule_id, prompt.places)
    await places.save(tx, await _timed(tx, bare, prompt, rule, now))
    return await _get(tx, chat_id, schedule_id)


async def edit(
    tx: Tx,
    chat_id: int,
    schedule_id: int,
    prompt: Prompt,
    rule: Rule,
    *,
    by: int,
    now: Instant,
    as_planner: bool = False,
    steers: Collection[int] = (),
) -> Planned | None:
    """Put another prompt in the place of one that belongs to the group; None if there is no such one.

    It stays paused if it is. What a planner changes waits for an operator's yes again, where the group
    wants that.

    Raises:
        Refused: as for `add`.
    """
    held = await at_home(tx, chat_id, schedule_id)
    if held is None:
        return None
    _check(chat_id, prompt, steers)
    waits = as_planner and (await group_of(tx, chat_id)).settings.needs_approval
    state = State.WAITING if waits else State.ACTIVE
    if held.state is State.PAUSED:
        state = State.PAUSED
    values = _columns(prompt, rule, None if as_planner else by) | {"state": state}
    await _update(tx, schedule_id, values)
    if prompt.variants != held.prompt.variants:
        await _bring_back_variants(tx, schedule_id)
    await _move(tx, held, prompt, rule, state, now)
    return await _get(tx, chat_id, schedule_id)


async def copy(
    tx: Tx, chat_id: int, schedule_id: int, *, by: int, now: Instant, steers: Collection[int] = ()
) -> Planned | None:
    """Plan the same once more, paused, so that nothing is posted twice by accident.

    It gets a name of its own, and keeps those of its places in which `by` may post. None if no such
    prompt belongs to the group.
    """
    held = await at_home(tx, chat_id, schedule_id)
    if held is None:
        return None
    taken = [one.prompt.name for one in await planned(tx, chat_id) if one.chat_id == chat_id]
    values = _columns(held.prompt, held.rule, None) | {"state": State.PAUSED}
    values["name"] = free_name(held.prompt.name, taken)
    made = await _insert(tx, chat_id, values, by, now)
    allowed = tuple(one for one in held.prompt.places if one.chat_id in {chat_id, *steers})
    await places.save(tx, _spots(chat_id, made, allowed))
    return await _get(tx, chat_id, made)


async def remove(tx: Tx, chat_id: int, schedule_id: int, now: Instant) -> bool:
    """Forget a prompt; what it has posted stays on record. False if the group sees no such one.

    One that belongs to another group is only no longer posted in this one.
    """
    held = await find(tx, chat_id, schedule_id)
    if held is None:
        return False
    gone = await spots_seen(tx, held, chat_id)
    await places.drop(tx, gone)
    for spot in gone:
        await runs.give_up_waiting(tx, Reason.REMOVED, now, runs.of(spot))
    if held.chat_id == chat_id:
        await tx.execute(sa.delete(schedules).where(c.schedule_id == schedule_id))
    elif not await places.of_prompts(tx, [held.chat_id], [schedule_id]):
        # Whose it is may post it elsewhere.
        await _update(tx, schedule_id, {"state": State.PAUSED})
    return True


# ── rest ─────────────────────────────────────────────────────────────────────────────────────────


async def pause(tx: Tx, chat_id: int, schedule_id: int, now: Instant) -> bool:
    """Post it no more until it is resumed; False if no such prompt of the group is active or waiting."""
    held = await at_home(tx, chat_id, schedule_id)
    if held is None or held.state not in (State.ACTIVE, State.WAITING):
        return False
    await _update(tx, schedule_id, {"state": State.PAUSED})
    for spot in await spots_seen(tx, held, chat_id):
        if spot.next_due is not None and spot.next_due <= now:
            paused = Verdict(Outcome.SKIPPED, Reason.PAUSED)
            await runs.record(tx, spot, spot.next_due, paused, now)
        await places.change(tx, spot, replace(spot, next_due=None, skip_due=None, slot=None))
        await runs.give_up_waiting(tx, Reason.PAUSED, now, runs.of(spot))
    return True


async def resume(
    tx: Tx, chat_id: int, schedule_id: int, now: Instant, *, as_planner: bool = False
) -> Planned | None:
    """Go on with a paused prompt at its next time; None if there is no such one.

    What a planner resumes, and no operator has said yes to, waits for that, where the group wants it.

    Raises:
        Refused: its only time has passed while it was paused.
    """
    held = await at_home(tx, chat_id, schedule_id)
    if held is None or held.state is not State.PAUSED:
        return None
    needs = (await group_of(tx, chat_id)).settings.needs_approval
    waits = as_planner and needs and held.approved_by is None
    await _update(tx, schedule_id, {"state": State.WAITING if waits else State.ACTIVE})
    await replan(tx, held, now)
    return await _get(tx, chat_id, schedule_id)


async def skip_next(tx: Tx, chat_id: int, schedule_id: int) -> Instant | None:
    """Leave out the next time, in all places that the group sees; return when that is."""
    held = await find(tx, chat_id, schedule_id)
    if held is None or held.next_due is None:
        return None
    for spot in await spots_seen(tx, held, chat_id):
        await places.change(tx, spot, replace(spot, skip_due=spot.next_due))
    return held.next_due


async def unskip_next(tx: Tx, chat_id: int, schedule_id: int) -> bool:
    """Post it the next time after all; False if that was not to be left out."""
    held = await find(tx, chat_id, schedule_id)
    if held is None or not held.skips_next:
        return False
    for spot in await spots_seen(tx, held, chat_id):
        await places.change(tx, spot, replace(spot, skip_due=None))
    return True


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def _check(chat_id: int, prompt: Prompt, steers: Collection[int]) -> None:
    check(prompt)
    if any(place.chat_id not in {chat_id, *steers} for place in prompt.places):
        raise Refused("prompts.foreign_place")


def _columns(prompt: Prompt, rule: Rule, approved_by: int | None) -> dict[str, object]:
    return {
        "name": prompt.name,
        "rule": to_json(rule),
        "variants": to_json(prompt.variants),
        "options": to_json(prompt.options),
        "approved_by": approved_by,
    }


def _spots(chat_id: int, schedule_id: int, wanted: tuple[Place, ...]) -> list[Spot]:
    """Return the places of a prompt, each once; the group itself if it names none."""
    keys = dict.fromkeys((place.chat_id, place.topic_id or 0) for place in wanted)
    return [Spot(chat, schedule_id, topic, chat_id) for chat, topic in keys or {(chat_id, 0): None}]


async def _timed(
    tx: Tx, spots: Sequence[Spot], prompt: Prompt, rule: Rule, now: Instant
) -> list[Spot]:
    """Return places with their next times.

    Raises:
        Refused: there is none.
    """
    groups = await groups_of(tx, {spot.chat_id for spot in spots})
    timed = [
        await places.forth(tx, spot, prompt, rule, groups[spot.chat_id], now) for spot in spots
    ]
    if all(spot.next_due is None for spot in timed):
        raise Refused("prompts.never")
    return timed


async def replan(tx: Tx, held: Planned, now: Instant) -> None:
    """Set the next times of a prompt, in all its places, from now on.

    Raises:
        Refused: there is none.
    """
    spots = await spots_seen(tx, held, held.chat_id)
    timed = await _timed(tx, spots, held.prompt, held.rule, now)
    for before, after in zip(spots, timed, strict=True):
        await places.change(tx, before, after)


async def _move(
    tx: Tx, held: Planned, prompt: Prompt, rule: Rule, state: State, now: Instant
) -> None:
    """Let a prompt that was edited be posted where and when it now is."""
    there = await spots_seen(tx, held, held.chat_id)
    before = {_key(spot): spot for spot in there}
    wanted = _spots(held.chat_id, held.schedule_id, prompt.places)
    kept = [before.get(_key(spot), spot) for spot in wanted]
    bare = [replace(spot, next_due=None, skip_due=None, slot=None) for spot in kept]
    timed = bare if state is State.PAUSED else await _timed(tx, bare, prompt, rule, now)
    await places.drop(tx, there)
    # What is due already is left to the worker.
    dues = {_key(one): one.next_due for one in kept if one.next_due and one.next_due <= now}
    late = {} if state is State.PAUSED else dues
    await places.save(
        tx, [replace(one, next_due=late.get(_key(one), one.next_due)) for one in timed]
    )


def _key(spot: Spot) -> tuple[int, int]:
    return spot.chat_id, spot.topic_id


async def _bring_back_variants(tx: Tx, schedule_id: int) -> None:
    """Let no variant be retired: other texts may stand in their places now."""
    which = retired_variants.c.schedule_id == schedule_id
    await tx.execute(sa.delete(retired_variants).where(which))


async def _insert(tx: Tx, chat_id: int, values: dict[str, object], by: int, now: Instant) -> int:
    row = values | {"chat_id": chat_id, "created_by": by, "created_at": now}
    inserted = sa.insert(schedules).values(row).returning(c.schedule_id)
    schedule_id: int = (await tx.execute(inserted)).scalar_one()
    return schedule_id


async def _update(tx: Tx, schedule_id: int, values: dict[str, object]) -> None:
    await tx.execute(sa.update(schedules).where(c.schedule_id == schedule_id).values(values))


async def _get(tx: Tx, chat_id: int, schedule_id: int) -> Planned:
    held = await find(tx, chat_id, schedule_id)
    assert held is not None
    return held

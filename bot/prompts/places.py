"""The places of a prompt: groups and topics, each with its own next time, by its own group's clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from random import Random
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.clock import Instant, day_of, local, start_of_day
from bot.prompts.calendar import next_run
from bot.prompts.groups import Group
from bot.prompts.prompt import Prompt
from bot.prompts.rule import Rule, zone_of
from bot.prompts.turns import Turn, choose_slot
from bot.storage import Tx
from bot.storage.schema import prompt_places

c = prompt_places.c


@dataclass(frozen=True)
class Spot:
    """A place of a prompt. `topic_id` 0 is outside any topic; `home_id` the group that the prompt belongs to.

    posted: how often it has been posted here. skip_due: the one time that is left out.
    slot: the time of day that is tried for `next_due`, instead of the rule's.
    """

    chat_id: int
    schedule_id: int
    topic_id: int
    home_id: int
    next_due: Instant | None = None
    skip_due: Instant | None = None
    slot: time | None = None
    posted: int = 0

    @property
    def skips_next(self) -> bool:
        """Say whether its next time is left out."""
        return self.next_due is not None and self.next_due == self.skip_due

    def timed(self, rule: Rule) -> Rule:
        """Return the rule with the time of day that is tried at present."""
        return rule if self.slot is None else msgspec.structs.replace(rule, clocks=(self.slot,))


async def of_prompts(
    tx: Tx, home_ids: Iterable[int], schedule_ids: Iterable[int]
) -> dict[int, list[Spot]]:
    """Return all places of prompts that belong to certain groups, by prompt."""
    which = sa.and_(c.home_id.in_(set(home_ids)), c.schedule_id.in_(set(schedule_ids)))
    return _by_prompt((await tx.execute(_select().where(which))).all())


async def in_groups(
    tx: Tx, chat_ids: Iterable[int], schedule_ids: Iterable[int]
) -> dict[int, list[Spot]]:
    """Return the places of prompts in certain groups, by prompt."""
    which = sa.and_(c.chat_id.in_(set(chat_ids)), c.schedule_id.in_(set(schedule_ids)))
    return _by_prompt((await tx.execute(_select().where(which))).all())


async def in_group(tx: Tx, chat_id: int) -> dict[int, list[Spot]]:
    """Return the places in a group, by prompt, whichever group that belongs to."""
    return _by_prompt((await tx.execute(_select().where(c.chat_id == chat_id))).all())


async def due(tx: Tx, now: Instant, limit: int) -> list[Spot]:
    """Return places where something is due, the longest waiting first."""
    late = sa.select(prompt_places).where(c.next_due <= now)
    order = (c.next_due, c.schedule_id, c.chat_id, c.topic_id)
    return [spot_of(row) for row in await tx.execute(late.order_by(*order).limit(limit))]


async def save(tx: Tx, spots: Iterable[Spot]) -> None:
    """Write places down that are not there yet."""
    rows = [_row(spot) for spot in spots]
    if rows:
        await tx.execute(sa.insert(prompt_places), rows)


async def change(tx: Tx, before: Spot, after: Spot) -> None:
    """Write down what is otherwise with a place."""
    was, now = _row(before), _row(after)
    values = {name: value for name, value in now.items() if value != was[name]}
    if values:
        await tx.execute(sa.update(prompt_places).where(is_(before)).values(values))


async def drop(tx: Tx, spots: Iterable[Spot]) -> None:
    """Post nothing in these places any more."""
    for spot in spots:
        await tx.execute(sa.delete(prompt_places).where(is_(spot)))


def is_(spot: Spot) -> sa.ColumnElement[bool]:
    """Ask for the row of a place."""
    return sa.and_(
        c.chat_id == spot.chat_id,
        c.schedule_id == spot.schedule_id,
        c.topic_id == spot.topic_id,
    )


# ── the next time ────────────────────────────────────────────────────────────────────────────────


async def forth(
    tx: Tx, spot: Spot, prompt: Prompt, rule: Rule, group: Group, after: Instant
) -> Spot:
    """Return the place with its next time after an instant."""
    bound = group.bind(rule)
    due = next_run(bound, after, group.zone, spot.posted)
    if due is None or not prompt.options.slots:
        return replace(spot, next_due=due, slot=None)
    zone = zone_of(bound, group.zone)
    # What is earlier than that day is done with, though one of its other times may not have come.
    after = max(after, start_of_day(day_of(due, zone), zone) - 1)
    clocks = slots_for(prompt, bound, group, after, due)
    if len(clocks) < 2:
        return replace(spot, next_due=due, slot=None)
    turn = turn_of(spot, prompt, rule, group, due)
    slot = await choose_slot(tx, turn, clocks, chance_of(spot, due, "slot"))
    tried = msgspec.structs.replace(bound, clocks=(slot,))
    return replace(spot, next_due=next_run(tried, after, group.zone, spot.posted), slot=slot)


def slots_for(
    prompt: Prompt, rule: Rule, group: Group, after: Instant, due: Instant
) -> tuple[time, ...]:
    """Return the times of day among which may be chosen for the day of `due`, the rule's own first. Pure.

    None for a rule with several times a day, or one whose time is moved by blackout hours or a change of
    clocks; a slot that would be, or that is over, is left out.
    """
    zone = zone_of(rule, group.zone)
    if len(rule.clocks) != 1 or local(due, zone).time() != rule.clocks[0]:
        return ()
    day = day_of(due, zone)
    found = []
    for clock in dict.fromkeys((*rule.clocks, *prompt.options.slots)):
        tried = next_run(msgspec.structs.replace(rule, clocks=(clock,)), after, group.zone)
        if tried and day_of(tried, zone) == day and local(tried, zone).time() == clock:
            found.append(clock)
    return tuple(found)


def done_with(spot: Spot, rule: Rule, group: Group, due: Instant, now: Instant) -> Instant:
    """Return after which instant the next time is looked for, once `due` is dealt with. Pure.

    Where another time of day was tried, the rule's own on that day is dealt with, too.
    """
    if spot.slot is None:
        return max(due, now)
    zone = zone_of(rule, group.zone)
    return max(due, now, start_of_day(day_of(due, zone) + 1, zone) - 1)


def turn_of(spot: Spot, prompt: Prompt, rule: Rule, group: Group, due: Instant) -> Turn:
    """Return what has to be known to choose what is posted here. Pure."""
    wished = prompt.options.control_every
    return Turn(
        spot.chat_id,
        spot.schedule_id,
        spot.topic_id,
        prompt,
        rule,
        due,
        spot.posted,
        group.settings.control_every if wished is None else wished,
        group.zone,
    )


def chance_of(spot: Spot, due: Instant, of: str = "turn") -> Random:
    """Return chance that falls the same way however often, and by whomever, it is asked about a run.

    of: what is left to it; one thing must not fall as another does.
    """
    key = f"{of}:{spot.schedule_id}:{spot.chat_id}:{spot.topic_id}:{due}"
    return Random(key)  # noqa: S311 - no secret


def spot_of(row: sa.Row[Any]) -> Spot:
    """Read a row of `prompt_places`."""
    return Spot(
        row.chat_id,
        row.schedule_id,
        row.topic_id,
        row.home_id,
        row.next_due,
        row.skip_due,
        None if row.slot is None else time.fromisoformat(row.slot),
        row.posted,
    )


def _row(spot: Spot) -> dict[str, object]:
    return {
        "chat_id": spot.chat_id,
        "schedule_id": spot.schedule_id,
        "topic_id": spot.topic_id,
        "home_id": spot.home_id,
        "next_due": spot.next_due,
        "skip_due": spot.skip_due,
        "slot": None if spot.slot is None else spot.slot.isoformat(),
        "posted": spot.posted,
    }


def _select() -> sa.Select[Any]:
    return sa.select(prompt_places).order_by(c.schedule_id, c.chat_id, c.topic_id)


def _by_prompt(rows: Sequence[sa.Row[Any]]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = {}
    for row in rows:
        found.setdefault(row.schedule_id, []).append(spot_of(row))
    return found

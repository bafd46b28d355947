"""What is to be posted in a group: the calendar of the days ahead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts import lookup, places
from bot.prompts.calendar import next_run
from bot.prompts.groups import Group, group_of
from bot.prompts.places import Spot
from bot.prompts.planned import Planned, State
from bot.prompts.runs import Outcome
from bot.storage import Tx
from bot.storage.schema import runs

# Of a prompt that comes every minute a calendar need not show more.
MOST_OF_ONE = 200


@dataclass(frozen=True)
class Coming:
    """A time at which a prompt is to be posted in a group.

    state: the prompt's; one that waits for a yes is posted only once it is given.
    skipped: an operator wants this time left out. held: the group is stopped, so nothing is posted.
    awaits_quiet: it is due already, and waits until nobody writes.
    """

    due: Instant
    schedule_id: int
    name: str
    topic_id: int | None
    state: State
    skipped: bool = False
    held: bool = False
    awaits_quiet: bool = False


async def coming(tx: Tx, chat_id: int, start: Instant, end: Instant) -> list[Coming]:
    """Return what is to be posted in the group from `start` to before `end`, in order.

    Each time counts as posted, for prompts with a greatest number of times.
    """
    group = await group_of(tx, chat_id)
    here = await places.in_group(tx, chat_id)
    prompts = await lookup.of_spots(tx, [spot for spots in here.values() for spot in spots])
    found = [
        one
        for schedule_id, spots in here.items()
        for spot in spots
        for one in _of_spot(prompts[schedule_id], spot, group, start, end)
    ]
    found += await _waiting(tx, prompts, group, start, end)
    return sorted(found, key=lambda one: (one.due, one.schedule_id))


def _of_spot(
    held: Planned, spot: Spot, group: Group, start: Instant, end: Instant
) -> Iterator[Coming]:
    if held.state not in (State.ACTIVE, State.WAITING):
        return
    bare = Coming(
        0.0, held.schedule_id, held.prompt.name, spot.topic_id or None, held.state, held=group.held
    )
    for due in islice(_dues(held, spot, group, end), MOST_OF_ONE):
        if due >= start:
            yield replace(bare, due=due, skipped=due == spot.skip_due)


def _dues(held: Planned, spot: Spot, group: Group, end: Instant) -> Iterator[Instant]:
    rule, posted, due = group.bind(held.rule), spot.posted, spot.next_due
    after = None if due is None else places.done_with(spot, rule, group, due, due)
    while due is not None and after is not None and due < end:
        yield due
        posted += due != spot.skip_due
        due = next_run(rule, after, group.zone, posted)
        after = due


async def _waiting(
    tx: Tx, prompts: dict[int, Planned], group: Group, start: Instant, end: Instant
) -> list[Coming]:
    c = runs.c
    now = sa.and_(c.chat_id == group.chat_id, c.state == Outcome.WAITING)
    rows = await tx.execute(sa.select(runs).where(now, c.due >= start, c.due < end))
    return [
        Coming(
            row.due,
            row.schedule_id,
            prompts[row.schedule_id].prompt.name,
            row.topic_id or None,
            prompts[row.schedule_id].state,
            held=group.held,
            awaits_quiet=True,
        )
        for row in rows
        if row.schedule_id in prompts
    ]

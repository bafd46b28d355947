"""A sheet into a group: what is new in it, what would be replaced, what is there just so; all or nothing."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from bot.clock import Instant
from bot.prompts import schedules
from bot.prompts.names import free_name
from bot.prompts.planned import Planned, State
from bot.prompts.prompt import Place, Prompt
from bot.prompts.sheet import Entry
from bot.storage import Tx
from bot.texts import LANGUAGES, Refused, say


@dataclass(frozen=True)
class Plan:
    """What a sheet would change. replaced: what is there, and what would stand in its place."""

    new: tuple[Entry, ...]
    replaced: tuple[tuple[Planned, Entry], ...]
    same: int


async def plan(tx: Tx, chat_id: int, entries: Iterable[Entry]) -> Plan:
    """Return what a sheet would change in the group; prompts are the same by their names."""
    there = {name.casefold(): one for name, one in (await _by_name(tx, chat_id)).items()}
    new, replaced, same = [], [], 0
    for entry in entries:
        held = there.get(entry.prompt.name.casefold())
        if held is None:
            new.append(entry)
        elif _is_same(held, entry):
            same += 1
        else:
            replaced.append((held, entry))
    return Plan(tuple(new), tuple(replaced), same)


async def take(
    tx: Tx,
    chat_id: int,
    wanted: Plan,
    *,
    by: int,
    now: Instant,
    as_planner: bool,
    steers: Collection[int],
) -> list[Planned]:
    """Plan all that is new, and put what is replaced in its place; return these prompts.

    Raises:
        Refused: one of them cannot be planned, or is another's; then the caller gives up all of them.
    """
    found: list[Planned] = []
    for entry in wanted.new:
        with _naming(entry.prompt.name):
            added = await schedules.add(
                tx,
                chat_id,
                entry.prompt,
                entry.rule,
                by=by,
                now=now,
                as_planner=as_planner,
                steers=steers,
            )
        found.append(added)
    for held, entry in wanted.replaced:
        with _naming(entry.prompt.name):
            if as_planner:
                await schedules.check_own(tx, chat_id, held.schedule_id, by)
            changed = await schedules.edit(
                tx,
                chat_id,
                held.schedule_id,
                entry.prompt,
                entry.rule,
                by=by,
                now=now,
                as_planner=as_planner,
                steers=steers,
            )
        found += [] if changed is None else [changed]
    return found


async def entries_of(tx: Tx, chat_id: int) -> list[Entry]:
    """Return the group's own prompts as a sheet says them; those that rest are among them."""
    found: list[Entry] = []
    for name, held in (await _by_name(tx, chat_id)).items():
        places = held.prompt.places
        # What is posted here alone goes wherever the sheet is read.
        if places == (Place(chat_id),):
            places = ()
        prompt = Prompt(name, held.prompt.variants, places, held.prompt.options)
        found.append(Entry(prompt, held.rule))
    return found


async def of_group(tx: Tx, chat_id: int) -> list[Planned]:
    """Return the prompts that belong to a group and may still be due."""
    return [
        one
        for one in await schedules.planned(tx, chat_id)
        if one.chat_id == chat_id and one.state is not State.DONE
    ]


async def _by_name(tx: Tx, chat_id: int) -> dict[str, Planned]:
    """Return a group's prompts by their names; of several with the same, the later ones get a number."""
    found: dict[str, Planned] = {}
    for held in sorted(await of_group(tx, chat_id), key=lambda one: one.schedule_id):
        found[free_name(held.prompt.name, found)] = held
    return found


def _is_same(held: Planned, entry: Entry) -> bool:
    places = set(held.prompt.places) == set(entry.prompt.places)
    aligned = msgspec.structs.replace(
        held.prompt, name=entry.prompt.name, places=entry.prompt.places
    )
    return places and aligned == entry.prompt and held.rule == entry.rule


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Say of which prompt of a sheet a refusal speaks."""
    try:
        yield
    except Refused as mistake:
        why = {one: say(mistake.key, one, **mistake.data) for one in LANGUAGES}
        raise Refused("planning.row_refused", name=name, why=why) from None

"""Take entries over from a file: first what would change and what is wrong, then all of it or nothing."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.clock import Instant
from bot.faq import details, entries, places
from bot.faq.entry import Entry, check, handle, tidied
from bot.faq.sheet import Fault, Row, Sheet, row_of
from bot.storage import Tx
from bot.texts import Refused


@dataclass(frozen=True)
class Plan:
    """What a file would change: entries that are new, and those that are there and would be replaced.

    same: how many are there already, just as the file has them.
    facts: those that are new or have no text yet; what a group has written down itself stays.
    """

    home_id: int
    new: Sequence[Row]
    replaced: Sequence[Row]
    same: int
    facts: Mapping[str, str]
    faults: Sequence[Fault]


async def plan(tx: Tx, home_id: int, sheet: Sheet) -> Plan:
    """Return what the file would change in a group; whoever finds faults in it takes nothing of it."""
    there = {row.name: row for row in await rows(tx, home_id)}
    known = await details.known(tx, home_id)
    facts = {name: text for name, text in sheet.facts.items() if text or name not in known}
    facts = {name: text for name, text in facts.items() if not known.get(name)}
    # In a thread: every answer is tried, which takes a moment for each.
    tidy, faults = await asyncio.to_thread(
        _checked, sheet, home_id, known | facts, frozenset(there)
    )
    changed = [row for row in tidy if replace(row, line=None) != there.get(row.name)]
    return Plan(
        home_id,
        [row for row in changed if row.name not in there],
        [row for row in changed if row.name in there],
        len(tidy) - len(changed),
        facts,
        [*sheet.faults, *faults],
    )


async def take(
    tx: Tx, wanted: Plan, *, mine: Collection[int], by: int, now: Instant
) -> list[Entry]:
    """Do what was planned; return the entries, new and replaced.

    mine: the groups that who takes them over runs; in others nothing is to answer for her.

    Raises:
        Refused: there is a fault.
    """
    for fault in wanted.faults:
        raise fault.why
    for name, text in wanted.facts.items():
        await details.put(tx, wanted.home_id, name, text, by=by, now=now)
    taken = [(row, await _save(tx, wanted.home_id, row, by, now)) for row in wanted.new]
    taken += [(row, await _save(tx, wanted.home_id, row, by, now)) for row in wanted.replaced]
    ids = {entry.name: entry.entry_id for entry in await entries.own(tx, wanted.home_id)}
    done = []
    for row, entry in taken:
        if row.follow_ups:
            followed = tuple(ids[name] for name in row.follow_ups)
            entry = await entries.change(tx, replace(entry, follow_ups=followed), now=now)
        await _place(tx, row, entry, mine)
        done.append(entry)
    return done


async def rows(tx: Tx, home_id: int) -> list[Row]:
    """Return the entries of a group as rows, by name."""
    own = await entries.own(tx, home_id)
    names = {entry.entry_id: entry.name for entry in own}
    elsewhere = await places.guests(tx, home_id)
    return [row_of(entry, names, elsewhere.get(entry.entry_id, ())) for entry in own]


def _checked(
    sheet: Sheet, home_id: int, facts: Mapping[str, str], there: Collection[str]
) -> tuple[list[Row], list[Fault]]:
    """Return the rows as they would be stored, and what is wrong with them. Pure."""
    faults = [Fault(None, name, why) for name in sheet.facts if (why := _wrong_fact(name, facts))]
    names = {handle(row.name) for row in sheet.rows} | set(there)
    seen: set[str] = set()
    tidy = []
    for row in sheet.rows:
        entry = tidied(_entry(row, home_id))
        row = replace(
            row,
            name=entry.name,
            phrasings=entry.phrasings,
            tags=entry.tags,
            links=entry.links,
            follow_ups=tuple(handle(name) for name in row.follow_ups),
        )
        try:
            check(entry, facts)
            _check_names(row, names, seen)
        except Refused as why:
            faults.append(Fault(row.line, row.name, why))
        seen.add(row.name)
        tidy.append(row)
    return tidy, faults


def _check_names(row: Row, names: Collection[str], seen: Collection[str]) -> None:
    if row.name in seen:
        raise Refused("entries.name_twice", name=row.name)
    for name in row.follow_ups:
        if name not in names:
            raise Refused("entries.no_follow_up", name=name)


def _wrong_fact(name: str, facts: Mapping[str, str]) -> Refused | None:
    try:
        details.check(name, facts.get(name, ""))
    except Refused as why:
        return why
    return None


async def _save(tx: Tx, home_id: int, row: Row, by: int, now: Instant) -> Entry:
    """Save a row as an entry; one that is there keeps its id, its writer and what follows it up."""
    given = _entry(row, home_id)
    known = await entries.find(tx, home_id, row.name)
    if known is None:
        return await entries.create(tx, replace(given, created_by=by, created_at=now))
    kept = replace(
        given,
        entry_id=known.entry_id,
        everywhere=known.everywhere,
        created_by=known.created_by,
        author_id=known.author_id,
        created_at=known.created_at,
    )
    return await entries.change(tx, kept, now=now)


async def _place(tx: Tx, row: Row, entry: Entry, mine: Collection[int]) -> None:
    if row.everywhere:
        await places.answer_everywhere(tx, entry, mine)
    elif row.groups:
        await places.answer_in(tx, entry, row.groups, mine=mine)
    else:
        await places.stay_home(tx, entry, row.topic, mine=mine)


def _entry(row: Row, home_id: int) -> Entry:
    return Entry(
        0,
        home_id,
        row.name,
        row.phrasings,
        row.answers,
        row.tags,
        row.links,
        media=row.media,
        active_from=row.active_from,
        active_until=row.active_until,
    )

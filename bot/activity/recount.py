"""Rows counted anew from the facts, whether the stored ones agree, and putting right those that do not.

What is compared is all that follows from facts by the day: `member_days`, `chat_days`, `chat_hours`,
`received_days` and `moves`. Facts are read a few thousand at a time, so that a day of any length takes
little memory.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.activity import chats, received
from bot.activity.chats import Chat
from bot.activity.days import (
    ACTS,
    COUNTS,
    HOUR_COUNTS,
    Row,
    Tally,
    adding_up,
    hour_rows,
    local_day,
    member_rows,
    tally,
    topic_rows,
)
from bot.activity.facts import Fact, Kind
from bot.activity.forgetting import facts_kept_since
from bot.activity.moves import MOVES
from bot.clock import Day, Instant, start_of_day
from bot.storage import Tx
from bot.storage.bulk import execute_many
from bot.storage.schema import chat_days, chat_hours, facts, member_days, moves, received_days
from bot.storage.upsert import insert

FACTS_AT_ONCE = 5000
COLUMNS: dict[sa.Table, tuple[str, ...]] = {
    member_days: ACTS,
    chat_days: COUNTS,
    chat_hours: HOUR_COUNTS,
    received_days: ("reactions", "replies"),
}
"""The tables of daily rows, and what they count."""

REST = ("user_id", "topic_id", "hour")

Rows: TypeAlias = dict[sa.Table, list[Row]]
"""Daily rows by their table."""

Cells: TypeAlias = dict[tuple[str, Day, tuple[int, ...], str], int]
"""Counts that are not 0, by table, day, the rest of the key, and column."""


@dataclass(frozen=True)
class Difference:
    """A stored count that is not what the facts say.

    `key` is what the table's key has beside chat and day: member and topic, topic, hour, or member; of a join
    or leave it is number, member and moment. A row of `member_days` without any act in it, which would make
    somebody active, is a difference in the column `active`.
    """

    table: str
    day: Day
    key: tuple[int, ...]
    column: str
    stored: int
    recounted: int


@dataclass(frozen=True)
class Comparison:
    """How the stored rows of some days stand to the facts."""

    differences: list[Difference]
    recounted: int

    @property
    def error(self) -> float:
        """Return |stored - recounted| ÷ recounted, over all counts."""
        off = sum(abs(each.stored - each.recounted) for each in self.differences)
        return off / max(self.recounted, 1)


async def recount(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> list[Difference]:
    """Compare the stored rows of some days of a chat with the facts. Return where they disagree.

    Days whose facts have been forgotten are passed over; and where any have been, so is what was received.
    """
    return (await compare(tx, chat_id, first_day, last_day)).differences


async def compare(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> Comparison:
    """Compare the stored rows of some days of a chat with the facts, as `recount` does."""
    chat = await chats.get(tx, chat_id)
    if chat is None:
        return Comparison([], 0)
    first_day = max(first_day, _first_whole_day(chat))
    stored = _cells(await _stored(tx, chat, first_day, last_day))
    stored |= await _moved(tx, chat, first_day, last_day)
    counted = await _counted(tx, chat, first_day, last_day)
    cells = _cells(counted.rows)
    cells.update(counted.moves)
    return Comparison(_differences(stored, cells), sum(map(abs, cells.values())))


async def rebuild(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> None:
    """Replace the stored rows of some days of a chat by what the facts say, where there still are any.

    Who let somebody in, and through which link, is told by no fact and stays as it is.
    """
    chat = await chats.get(tx, chat_id)
    if chat is None:
        return
    first_day = max(first_day, _first_whole_day(chat))
    counted = await _counted(tx, chat, first_day, last_day)
    for table, rows in counted.rows.items():
        days = table.c.day.between(first_day, last_day)
        await tx.execute(sa.delete(table).where(table.c.chat_id == chat_id, days))
        if rows:
            await tx.execute(sa.insert(table), rows)
    if chat.facts_since is None:
        await received.await_authors(tx, chat_id, *_moments(chat, first_day, last_day))
    await _put_moves(tx, chat, first_day, last_day, counted.moves)


async def shift(tx: Tx, old: Chat, new: Chat, since: Instant, until: Instant) -> None:
    """Count the facts between two moments by the zones of `new`, where they are counted by those of `old`.

    Rows that become empty are deleted: a row of `member_days` says that somebody was active.
    """
    async for start, end in portions(tx, old.chat_id, since, until):
        told = await _facts(tx, old.chat_id, start, end)
        gained = _rows(tally(told, {new.chat_id: new}))
        lost = _rows(tally(told, {old.chat_id: old}))
        gained[received_days] = await received.counted(tx, new, start, end)
        lost[received_days] = await received.counted(tx, old, start, end)
        for table in COLUMNS:
            await _add(tx, table, _net(table, gained[table], lost[table]))


def _net(table: sa.Table, gained: Iterable[Row], lost: Iterable[Row]) -> list[Row]:
    """Return the rows to be added where some are gained and others lost. Pure."""
    columns, keys = COLUMNS[table], table.primary_key.columns.keys()
    net: dict[tuple[int, ...], Row] = {}
    for sign, rows in ((1, gained), (-1, lost)):
        for row in rows:
            key = tuple(row[name] for name in keys)
            sums = net.setdefault(key, dict.fromkeys(columns, 0))
            for name in columns:
                sums[name] += sign * row[name]
    changed = {key: sums for key, sums in sorted(net.items()) if any(sums.values())}
    return [{**dict(zip(keys, key, strict=True)), **sums} for key, sums in changed.items()]


async def _add(tx: Tx, table: sa.Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    await execute_many(tx, adding_up(tx, table), rows)
    days = [row["day"] for row in rows]
    touched = sa.and_(
        table.c.chat_id == rows[0]["chat_id"], table.c.day.between(min(days), max(days))
    )
    empty = sa.and_(*(table.c[name] == 0 for name in COLUMNS[table]))
    await tx.execute(sa.delete(table).where(touched, empty))


@dataclass(frozen=True)
class _Counted:
    rows: Rows
    moves: Cells


async def _counted(tx: Tx, chat: Chat, first: Day, last: Day) -> _Counted:
    """Add up the facts of some days."""
    sums, moved, got = Tally(), dict[Any, int](), list[Row]()
    async for start, end in portions(tx, chat.chat_id, *_moments(chat, first, last)):
        told = await _facts(tx, chat.chat_id, start, end)
        tally(told, {chat.chat_id: chat}, sums)
        moved |= _moves_in(chat, (fact for fact in told if fact.kind in MOVES), first, last)
        if chat.facts_since is None:
            got += await received.counted(tx, chat, start, end)
    rows = _rows(sums)
    if chat.facts_since is None:
        rows[received_days] = _net(received_days, got, ())
    within = {
        table: [row for row in found if first <= row["day"] <= last]
        for table, found in rows.items()
    }
    return _Counted(within, moved)


def _first_whole_day(chat: Chat) -> Day:
    """Return the first day all of whose facts are kept, in whichever zone they are counted."""
    zones = (chat.zone, chat.next_zone or chat.zone)
    return max(facts_kept_since(replace(chat, zone=zone)) or 0 for zone in zones)


def _moments(chat: Chat, first: Day, last: Day) -> tuple[Instant, Instant]:
    """Return moments between which some days lie whole; while zones change there are two of each."""
    zones = [chat.zone, chat.next_zone or chat.zone]
    since = min(start_of_day(first, zone) for zone in zones)
    return since, max(start_of_day(last + 1, zone) for zone in zones)


async def portions(
    tx: Tx, chat_id: int, since: Instant, until: Instant
) -> AsyncIterator[tuple[Instant, Instant]]:
    """Yield stretches of time between two moments, each with a few thousand facts, in order.

    SQLite's driver hands over all that a query finds at once, so each stretch is to be a query of its own.
    """
    while (border := await next_border(tx, chat_id, since, FACTS_AT_ONCE)) and border < until:
        yield since, border
        since = border
    yield since, until


async def next_border(tx: Tx, chat_id: int, since: Instant, count: int) -> Instant | None:
    """Return the moment before which the next so many facts lie; None if there are fewer."""
    later = sa.and_(facts.c.chat_id == chat_id, facts.c.at >= since)
    query = sa.select(facts.c.at).where(later).order_by(facts.c.at)
    last = await tx.scalar(query.offset(count - 1).limit(1))
    # The facts of one second stay together.
    return None if last is None else last + 1


async def _facts(tx: Tx, chat_id: int, since: Instant, until: Instant) -> list[Fact]:
    within = sa.and_(facts.c.chat_id == chat_id, facts.c.at >= since, facts.c.at < until)
    return [Fact(*row) for row in await tx.execute(sa.select(facts).where(within))]


def _rows(sums: Tally) -> Rows:
    return {
        member_days: member_rows(sums),
        chat_days: topic_rows(sums),
        chat_hours: hour_rows(sums),
    }


async def _stored(tx: Tx, chat: Chat, first: Day, last: Day) -> Rows:
    rows: Rows = {}
    for table in COLUMNS:
        # Who wrote what people gave something to may have been forgotten.
        if table is received_days and chat.facts_since is not None:
            continue
        days = sa.and_(table.c.chat_id == chat.chat_id, table.c.day.between(first, last))
        found = await tx.execute(sa.select(table).where(days))
        rows[table] = [dict(row._mapping) for row in found]
    return rows


def _cells(rows: Mapping[sa.Table, Sequence[Row]]) -> Cells:
    cells: Cells = {}
    for table, found in rows.items():
        for row in found:
            key = table.name, row["day"], tuple(row[name] for name in REST if name in row)
            counts = {(*key, name): row[name] for name in COLUMNS[table] if row[name]}
            if table is member_days and not counts:
                counts[*key, "active"] = 1
            cells |= counts
    return cells


def _differences(stored: Cells, counted: Cells) -> list[Difference]:
    return [
        Difference(*cell, stored.get(cell, 0), counted.get(cell, 0))
        for cell in sorted(stored.keys() | counted.keys())
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]


def _moves_in(chat: Chat, told: Iterable[Fact], first: Day, last: Day) -> Cells:
    cells: Cells = {}
    for fact in told:
        day = local_day(fact.at, chat.zone_at(fact.at))
        if first <= day <= last:
            column = "joined" if fact.kind == Kind.JOINED else "left"
            cells[moves.name, day, (fact.ref, fact.user_id, fact.at), column] = 1
    return cells


async def _moved(tx: Tx, chat: Chat, first: Day, last: Day) -> Cells:
    """Return the stored joins and leaves of some days."""
    since, until = _moments(chat, first, last)
    within = sa.and_(moves.c.chat_id == chat.chat_id, moves.c.at >= since, moves.c.at < until)
    found = await tx.execute(sa.select(moves).where(within))
    told = (
        Fact(row.chat_id, row.ref, Kind.JOINED if row.joined else Kind.LEFT, row.user_id, row.at)
        for row in found
    )
    return _moves_in(chat, told, first, last)


async def _put_moves(tx: Tx, chat: Chat, first: Day, last: Day, counted: Cells) -> None:
    """Delete the joins and leaves of some days that no fact tells of, and insert those that are missing."""
    stored = await _moved(tx, chat, first, last)
    this = sa.and_(moves.c.chat_id == chat.chat_id, moves.c.ref == sa.bindparam("gone"))
    if gone := [{"gone": key[0]} for _, _, key, _ in stored.keys() - counted.keys()]:
        await tx.execute(sa.delete(moves).where(this), gone)
    missing = [
        {"chat_id": chat.chat_id, "ref": key[0], "user_id": key[1], "at": key[2], "joined": column}
        for _, _, key, column in sorted(counted.keys() - stored.keys())
    ]
    if missing:
        rows = [row | {"joined": row["joined"] == "joined"} for row in missing]
        await tx.execute(insert(tx, moves).on_conflict_do_nothing(), rows)


def by_zones_of(chat: Chat, other: Chat) -> Chat:
    """Return `chat` as it is counted by the zones of `other`. Pure."""
    return replace(chat, zone=other.zone, next_zone=other.next_zone, zoned_until=other.zoned_until)

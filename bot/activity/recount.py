"""Daily rows counted anew from the facts, and whether the stored ones agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from bot.activity import chats
from bot.activity.days import ACTS, COUNTS, Tally, member_rows, tally, topic_rows
from bot.activity.facts import Fact
from bot.activity.forgetting import facts_kept_since
from bot.clock import Day, Instant, day_of, start_of_day
from bot.storage import Database, Tx
from bot.storage.schema import chat_days, facts, member_days, recounts
from bot.storage.upsert import insert

ROWS_AT_ONCE = 5000
REST = ("user_id", "topic_id")

Cells: TypeAlias = dict[tuple[str, Day, tuple[int, ...], str], int]
"""Counts that are not 0, by table, day, the rest of the key, and column."""


@dataclass(frozen=True)
class Difference:
    """A stored count that is not what the facts say; `key` is the member and the topic, or the topic."""

    table: str
    day: Day
    key: tuple[int, ...]
    column: str
    stored: int
    recounted: int


async def recount(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> list[Difference]:
    """Compare the stored rows of some days of a chat with the facts. Return where they disagree.

    Days whose facts have been forgotten are passed over.
    """
    first_day = max(first_day, await _first_whole_day(tx, chat_id))
    return _differences(
        await _stored(tx, chat_id, first_day, last_day),
        _cells(await _counted(tx, chat_id, first_day, last_day)),
    )


async def rebuild(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> None:
    """Replace the stored rows of some days of a chat by what the facts say, where there still are any."""
    first_day = max(first_day, await _first_whole_day(tx, chat_id))
    sums = await _counted(tx, chat_id, first_day, last_day)
    for table, rows in ((member_days, member_rows(sums)), (chat_days, topic_rows(sums))):
        days = table.c.day.between(first_day, last_day)
        await tx.execute(sa.delete(table).where(table.c.chat_id == chat_id, days))
        if rows:
            await tx.execute(sa.insert(table), rows)


async def _first_whole_day(tx: Tx, chat_id: int) -> Day:
    chat = await chats.get(tx, chat_id)
    return (facts_kept_since(chat) if chat else None) or 0


async def rebuild_all(tx: Tx, chat_id: int) -> None:
    """Replace every stored row of a chat, in whatever zone it was counted, by what the facts say."""
    chat = await chats.get(tx, chat_id)
    moments = sa.select(sa.func.min(facts.c.at), sa.func.max(facts.c.at))
    first, last = (await tx.execute(moments.where(facts.c.chat_id == chat_id))).one()
    if chat is not None and first is not None:
        # In another zone the same moment may lie a day earlier or later.
        await rebuild(tx, chat_id, day_of(first, chat.zone) - 1, day_of(last, chat.zone) + 1)


async def check_yesterday(database: Database, now: Instant) -> bool:
    """Recount yesterday for one group where nobody has yet. True if there was one."""
    async with database.write() as tx:
        latest = sa.select(recounts.c.chat_id, sa.func.max(recounts.c.day).label("day"))
        found = await tx.execute(latest.group_by(recounts.c.chat_id))
        checked = {row.chat_id: row.day for row in found}
        for chat in await chats.groups(tx):
            yesterday = day_of(now, chat.zone) - 1
            if checked.get(chat.chat_id, yesterday - 1) < yesterday:
                await check(tx, chat.chat_id, yesterday, now)
                return True
    return False


async def check(tx: Tx, chat_id: int, day: Day, now: Instant) -> float:
    """Recount a day and keep by how much its rows are off: |stored - counted| ÷ counted."""
    stored = await _stored(tx, chat_id, day, day)
    counted = _cells(await _counted(tx, chat_id, day, day))
    off = sum(abs(each.stored - each.recounted) for each in _differences(stored, counted))
    error = off / max(sum(counted.values()), 1)
    row = {"chat_id": chat_id, "day": day, "error": error, "at": now}
    keys = recounts.primary_key.columns
    statement = insert(tx, recounts).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
    return error


async def error_of(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> float:
    """Return the greatest recount error of some days, as far as they have been recounted."""
    days = sa.and_(recounts.c.chat_id == chat_id, recounts.c.day.between(first_day, last_day))
    return (await tx.execute(sa.select(sa.func.max(recounts.c.error)).where(days))).scalar() or 0.0


def _differences(stored: Cells, counted: Cells) -> list[Difference]:
    return [
        Difference(*cell, stored.get(cell, 0), counted.get(cell, 0))
        for cell in sorted(stored.keys() | counted.keys())
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]


async def _stored(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> Cells:
    cells: Cells = {}
    for table, columns in ((member_days, ACTS), (chat_days, COUNTS)):
        days = sa.and_(table.c.chat_id == chat_id, table.c.day.between(first_day, last_day))
        found = await tx.execute(sa.select(table).where(days))
        cells |= _by_cell(table.name, [dict(row._mapping) for row in found], columns)
    return cells


def _cells(sums: Tally) -> Cells:
    members = _by_cell(member_days.name, member_rows(sums), ACTS)
    return members | _by_cell(chat_days.name, topic_rows(sums), COUNTS)


def _by_cell(table: str, rows: Sequence[dict[str, int]], columns: Sequence[str]) -> Cells:
    return {
        (table, row["day"], tuple(row[key] for key in REST if key in row), name): row[name]
        for row in rows
        for name in columns
        if row[name]
    }


async def _counted(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> Tally:
    """Add up the facts of some days, read a few thousand at a time."""
    sums = Tally()
    chat = await chats.get(tx, chat_id)
    if chat is None:
        return sums
    since = start_of_day(first_day, chat.zone)
    until = start_of_day(last_day + 1, chat.zone)
    within = sa.and_(facts.c.chat_id == chat_id, facts.c.at >= since, facts.c.at < until)
    found = await tx.stream(sa.select(facts).where(within))
    async for rows in found.partitions(ROWS_AT_ONCE):
        tally((Fact(*row) for row in rows), {chat_id: chat}, sums)
    return sums

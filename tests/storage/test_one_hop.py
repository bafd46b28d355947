"""SQLite's statements in one hop tell all that they told in four."""

import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage import Database
from bot.storage.bulk import ROWS_AT_ONCE, execute_many, insert_new
from bot.storage.schema import chat_days, schedules, seen_updates, silences
from bot.storage.upsert import insert


async def test_rows_counts_and_new_ids_are_told(database: Database) -> None:
    rows = [{"chat_id": n, "until": 1.0, "reason": "a"} for n in range(5)]
    async with database.write() as tx:
        assert (await tx.execute(sa.insert(silences), rows)).rowcount in (5, -1)
        later = sa.update(silences).where(silences.c.chat_id > 1)
        changed = await tx.execute(later.values(reason="b"))
        assert changed.rowcount == 3
        found = await tx.execute(
            sa.select(silences.c.chat_id, silences.c.reason).order_by(silences.c.chat_id)
        )
        assert list(found.keys()) == ["chat_id", "reason"]
        assert [tuple(row) for row in found][:3] == [(0, "a"), (1, "a"), (2, "b")]
        made = sa.insert(schedules).values(chat_id=1, created_by=1, created_at=1.0)
        assert (await tx.execute(made)).inserted_primary_key == (1,)
        assert (await tx.execute(made)).inserted_primary_key == (2,)


async def test_a_long_result_can_be_read_bit_by_bit(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(sa.insert(seen_updates), [{"update_id": n, "at": 1.0} for n in range(99)])
    async with database.read() as tx:
        found = await tx.stream(sa.select(seen_updates.c.update_id))
        assert [len(rows) async for rows in found.partitions(40)] == [40, 40, 19]


async def test_errors_come_as_they_are(database: Database) -> None:
    row = {"chat_id": 1, "until": 1.0, "reason": "a"}
    with pytest.raises(IntegrityError) as caught:
        async with database.write() as tx:
            await tx.execute(sa.insert(silences), row)
            await tx.execute(sa.insert(silences), row)
    if database.dialect == "sqlite":
        assert isinstance(caught.value.orig, sqlite3.IntegrityError)
        with pytest.raises(OperationalError, match="no such table"):
            async with database.write() as tx:
                await tx.execute(sa.text("SELECT 1 FROM nowhere"))
    async with database.read() as tx:
        assert (await tx.execute(sa.select(silences))).all() == []


async def test_only_new_rows_are_told_however_many_there_are(database: Database) -> None:
    many = 2 * ROWS_AT_ONCE + 7
    async with database.write() as tx:
        assert await insert_new(tx, seen_updates, []) == []
        assert await insert_new(tx, seen_updates, [(5, 1.0), (7, 1.0)]) == [(5, 1.0), (7, 1.0)]
        new = await insert_new(tx, seen_updates, [(n, 2.0) for n in range(many)])
        more = [(n, 3.0) for n in range(0, 2 * many, 2)]
        later = await insert_new(tx, seen_updates, more)
        found = await tx.execute(sa.select(seen_updates).where(seen_updates.c.at == 3.0))
    assert new == [(n, 2.0) for n in range(many) if n not in (5, 7)]
    assert later == [row for row in more if row[0] >= many]
    assert sorted(map(tuple, found)) == later


async def test_a_row_that_cannot_be_is_not_taken_for_one_that_is_there(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await insert_new(tx, seen_updates, [(1, 1.0), (2, None), (3, 1.0)])
    async with database.read() as tx:
        assert (await tx.execute(sa.select(seen_updates))).all() == []


async def test_rows_handed_to_the_driver_need_not_be_in_the_tables_order(
    database: Database,
) -> None:
    row = {column.name: n for n, column in enumerate(reversed(chat_days.columns), 1)}
    async with database.write() as tx:
        await execute_many(tx, insert(tx, chat_days), [row, row | {"day": 99}])
        found = await tx.execute(sa.select(chat_days).order_by(chat_days.c.day))
        assert [dict(one._mapping) for one in found] == [row, row | {"day": 99}]

"""What goes straight to the driver behaves as what goes by way of SQLAlchemy."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.storage import Database
from bot.storage.bulk import execute_many, fetch, insert_new
from bot.storage.engine import open_database
from bot.storage.schema import seen_updates, silences

COUNT = "SELECT count(*) FROM seen_updates"


async def test_what_fails_is_told_as_ever_and_taken_back(database: Database) -> None:
    row = {"chat_id": 1, "until": 1.0, "reason": "what somebody wrote"}
    with pytest.raises(IntegrityError) as caught:
        async with database.write() as tx:
            await execute_many(tx, sa.insert(silences), [row, row])
    if database.dialect == "sqlite":
        assert "what somebody wrote" not in str(caught.value)
    with pytest.raises(DBAPIError, match="nowhere"):
        async with database.write() as tx:
            await insert_new(tx, seen_updates, [(1, 1.0)])
            await fetch(tx, "SELECT 1 FROM nowhere")
    async with database.read() as tx:
        assert (await tx.execute(sa.select(silences))).all() == []
        assert await fetch(tx, COUNT) == [(0,)]


async def test_a_reader_has_one_view_from_its_first_look_on(database: Database) -> None:
    async with database.read() as reader:
        assert await fetch(reader, COUNT) == [(0,)]
        async with database.write() as tx:
            await insert_new(tx, seen_updates, [(1, 1.0)])
        assert await fetch(reader, COUNT) == [(0,)]
    async with database.read() as reader:
        assert await fetch(reader, COUNT) == [(1,)]


async def test_who_listens_to_statements_is_told_of_these(database: Database) -> None:
    told: list[str] = []

    def note(_cursor: object, statement: str, _values: object, _context: object) -> None:
        told.append(statement)

    sa.event.listen(database.writer.sync_engine, "do_execute", note)
    async with database.write() as tx:
        await fetch(tx, COUNT)
    assert COUNT in told


async def test_whoever_waits_for_another_process_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'renao.db'}")

    async def write() -> None:
        async with database.write() as tx:
            await fetch(tx, "CREATE TABLE written (here)")

    with closing(sqlite3.connect(tmp_path / "renao.db", isolation_level=None)) as other:
        async with database.write():
            pass
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(write())
        for _ in range(50):
            await asyncio.sleep(0)
        assert not writing.done()
        other.execute("ROLLBACK")
        await writing
        assert other.execute("SELECT count(*) FROM written").fetchall() == [(0,)]
    await database.close()

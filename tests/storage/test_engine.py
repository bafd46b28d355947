"""Transactions: whole or not at all, one writer, readers that never wait."""

import asyncio
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import Database, StorageError, Tx, open_database
from bot.storage.schema import silences, unlisted


async def write_down(tx: Tx, person: int) -> None:
    await tx.execute(sa.insert(unlisted).values(chat_id=1, user_id=person))


async def written(tx: Tx) -> list[int]:
    people = sa.select(unlisted.c.user_id).where(unlisted.c.chat_id == 1)
    return list((await tx.scalars(people)).all())


async def kept(database: Database) -> list[int]:
    async with database.read() as tx:
        return await written(tx)


async def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    watcher = database.watch()
    with pytest.raises(RuntimeError):
        async with database.write() as tx:
            await write_down(tx, 7)
            raise RuntimeError
    assert await kept(database) == []
    assert not watcher.is_set()


async def test_a_commit_is_seen_by_readers_and_announced(database: Database) -> None:
    watchers = [database.watch(), database.watch()]
    async with database.write() as tx:
        await write_down(tx, 7)
    assert await kept(database) == [7]
    assert all(watcher.is_set() for watcher in watchers)


async def test_a_reader_sees_the_state_before_an_open_write(database: Database) -> None:
    async with database.write() as tx:
        await write_down(tx, 7)
        assert await kept(database) == []


async def test_what_people_wrote_is_in_no_error_of_the_database(database: Database) -> None:
    row = {"chat_id": 1, "reason": "what only she may know"}
    with pytest.raises(DBAPIError) as failed:
        async with database.write() as tx:
            await tx.execute(sa.insert(silences).values(row))
            await tx.execute(sa.insert(silences).values(row))
    assert "only she" not in str(failed.value)


async def test_writers_take_turns(database: Database) -> None:
    seen: list[int] = []

    async def one(person: int) -> None:
        async with database.write() as tx:
            await write_down(tx, person)
            seen.append(len(await written(tx)))

    await asyncio.gather(*(one(person) for person in range(10)))
    assert sorted(seen) == list(range(1, 11))


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.read() as tx:
            await write_down(tx, 7)


async def test_sqlite_keeps_what_it_committed_through_a_power_cut(sqlite_template: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_template}")
    async with database.write() as tx:
        assert (await tx.scalar(sa.text("PRAGMA journal_mode"))) == "wal"
        assert (await tx.scalar(sa.text("PRAGMA synchronous"))) == 2
        assert (await tx.scalar(sa.text("PRAGMA secure_delete"))) == 1
    await database.close()


async def test_a_new_file_and_its_companions_are_the_owners_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/made/renao.db")
    async with database.write() as tx:
        await tx.execute(sa.text("CREATE TABLE t (x)"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "made").iterdir()}
    await database.close()
    assert modes == {0o600}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://x/y", "of the kind mysql"),
        ("sqlite://", "names no file"),
    ],
)
def test_a_database_of_another_kind_is_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence):
        open_database(url)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "renao.db"
    path.touch(0o644)
    path.chmod(0o644)
    with pytest.raises(StorageError, match=f"chmod 600 {path}"):
        open_database(f"sqlite:///{path}")


async def test_writers_of_two_processes_take_turns(database_url: str) -> None:
    here, there = open_database(database_url), open_database(database_url)
    turns: list[str] = []

    async def write_too() -> None:
        async with there.write():
            turns.append("there")

    async with here.write():
        other = asyncio.create_task(write_too())
        for _ in range(20):
            await asyncio.sleep(0.01)
        turns.append("here")
    await other
    assert turns == ["here", "there"]
    await here.close()
    await there.close()

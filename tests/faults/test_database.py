"""A database that is full, locked or read-only for a while: Telegram keeps what we cannot."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.faults.ending import Ending, faults_in
from tests.faults.hour import ACTS, spend
from tests.faults.stage import Stage, opened

FROM, TO = 3, 8

Switch = Callable[[bool], Awaitable[None]]


async def pragma(stage: Stage, words: str) -> None:
    """Say a PRAGMA on the connection that writes, and on any that takes its place."""
    database = stage.house.database

    @event.listens_for(database.writer.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.cursor().execute(f"PRAGMA {words}")

    await database.close()


@contextmanager
def full_disk(stage: Stage, path: Path) -> Iterator[Switch]:
    async def switch(on: bool) -> None:
        pages = other.execute("PRAGMA page_count").fetchone()[0]
        await pragma(stage, f"max_page_count = {pages if on else 2**30}")

    with closing(sqlite3.connect(path)) as other:
        yield switch


@contextmanager
def locked(stage: Stage, path: Path) -> Iterator[Switch]:
    async def switch(on: bool) -> None:
        await pragma(stage, "busy_timeout = 20")
        other.execute("BEGIN IMMEDIATE" if on else "ROLLBACK")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        yield switch


@contextmanager
def read_only(stage: Stage, _path: Path) -> Iterator[Switch]:
    async def switch(on: bool) -> None:
        await pragma(stage, f"query_only = {on:d}")

    yield switch


@pytest.mark.parametrize("wrong", [full_disk, locked, read_only])
async def test_while_the_database_takes_nothing_telegram_keeps_it_and_all_ends_well(
    tmp_path: Path,
    good_hour: Ending,
    wrong: Callable[[Stage, Path], AbstractContextManager[Switch]],
) -> None:
    confirmed: dict[int, int] = {}
    async with opened(tmp_path) as stage:
        with wrong(stage, tmp_path / "renao.db") as switch:

            async def trouble(stage: Stage, number: int) -> None:
                confirmed[number] = len(stage.world.ledger.entries("confirmed"))
                if number in (FROM, TO):
                    await switch(number == FROM)

            ended = await spend(stage, trouble, settling=False)
    assert confirmed[ACTS] - confirmed[TO] > 100
    assert ended.without_ids == good_hour.without_ids
    assert ended.counted_posts() == good_hour.counted_posts()
    assert faults_in(tmp_path / "renao.db") == []

"""The database: one transaction at a time for writers, as many readers as like.

Every failure to read or write is an `sqlalchemy.exc.DBAPIError`; a caller that can wait tries again.
"""

import asyncio
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.storage import straight
from bot.storage.one_hop import hop_once

Tx: TypeAlias = AsyncConnection
"""A transaction that somebody else opened and will commit."""

READERS = 4
# Milliseconds to wait for readers when SQLite's log is emptied: whoever wants to write waits with us.
SWEEPING = 200


class StorageError(Exception):
    """The database cannot be used as it stands; the message says what to change."""


# SQLite has one writer at a time; PostgreSQL is asked for the same. Any number will do.
ONE_WRITER = sa.select(sa.func.pg_advisory_xact_lock(7_274_658))


class Database:
    """An open database; `write()` and `read()` each lend one transaction."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.writer = writer
        self.reader = reader
        self._watchers: list[asyncio.Event] = []
        self._turn = asyncio.Lock()
        self._kept: AsyncConnection | None = None
        # Who ran before us may have been stopped between a deletion and its sweep.
        self._is_swept = False

    @property
    def dialect(self) -> str:
        """Name the SQL dialect: sqlite or postgresql."""
        return self.writer.dialect.name

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Lend the only writing transaction; committed at the end, rolled back on an exception.

        Whoever writes beside us from another process, such as an import, waits for its turn, and we for ours.
        """
        async with self._turn:
            if self.dialect == "postgresql":
                async with self.writer.begin() as tx:
                    await tx.execute(ONE_WRITER)
                    yield tx
            else:
                async with self._kept_open() as connection, connection.begin():
                    yield connection
        self.announce()

    @asynccontextmanager
    async def _kept_open(self) -> AsyncIterator[AsyncConnection]:
        """Lend the writer's connection to SQLite, which stays with us as long as all goes well.

        For SQLAlchemy to hand it out and take it back each time costs as much as BEGIN and COMMIT.
        """
        connection, self._kept = self._kept or await self.writer.connect(), None
        try:
            yield connection
        except BaseException:
            await asyncio.shield(connection.close())
            raise
        self._kept = connection

    def watch(self) -> asyncio.Event:
        """Return an event that is set after every commit of this process, so that a worker need not poll.

        A worker clears it *before* it looks for work: then no commit can slip by unseen.
        """
        watcher = asyncio.Event()
        self._watchers.append(watcher)
        return watcher

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Lend a reading transaction: one consistent view, never waiting for the writer."""
        async with self.reader.connect() as tx:
            yield tx

    def has_deleted(self) -> None:
        """Note that what is to be nowhere any more was deleted, for the next sweep."""
        self._is_swept = False

    async def sweep(self) -> None:
        """Leave nothing in SQLite's log of what was deleted: the file itself has it no more.

        Where a reader is in the way, or the disk, that stays to be done by the next call. PostgreSQL keeps
        what was deleted until it is vacuumed, which it does by itself.
        """
        if self.dialect != "sqlite" or self._is_swept:
            return
        async with self._turn, self._kept_open() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            # Not through SQLAlchemy, which would begin a transaction.
            self._is_swept = await driver._execute(_empty_log, driver._conn)

    def announce(self) -> None:
        """Wake every worker that watches."""
        for watcher in self._watchers:
            watcher.set()

    async def close(self) -> None:
        """Give back every connection; whoever asks for one after that is given a new one."""
        kept, self._kept = self._kept, None
        if kept is not None:
            await kept.close()
        await self.reader.dispose()
        await self.writer.dispose()


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Move all that is in SQLite's log into the file; False if somebody was in the way."""
    with straight.waiting(connection, SWEEPING):
        [(is_busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not is_busy


def open_database(url: str, *, synchronous: str = "FULL") -> Database:
    """Open the database at `url` (`sqlite:///path` or `postgresql://…`), with its drivers chosen here.

    `synchronous` is SQLite's: FULL survives a power cut, NORMAL a kill of the process only.

    Raises:
        StorageError: the URL is of another kind, or the file's mode lets others read it.
    """
    parsed = async_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _open_postgres(parsed)
    path = database_file(parsed)
    assert path is not None
    _guard(path)
    return _open_sqlite(path, synchronous)


def async_url(url: str) -> URL:
    """Return `url` with the driver that Renao uses for its kind of database.

    Raises:
        StorageError: it is neither SQLite nor PostgreSQL, or names no database file.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError(
            "database.url cannot be read. Write sqlite:///data/renao.db or postgresql://user@host/name"
        ) from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "sqlite":
            raise StorageError("database.url names no file. Write sqlite:///data/renao.db")
        case "postgresql":
            return parsed.set(drivername="postgresql+asyncpg")
    raise StorageError(
        f"database.url is of the kind {parsed.get_backend_name()}. "
        "Renao keeps its data in sqlite:///data/renao.db or postgresql://user@host/name"
    )


def database_file(url: URL) -> Path | None:
    """Return the file that a SQLite URL names; None for a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _guard(path: Path) -> None:
    """Make the file the owner's alone, or refuse one that others can read."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise StorageError(
            f"{path} can be read by others (mode {mode:04o}): it holds what people wrote. "
            f"Run: chmod 600 {path}"
        )


def _open_sqlite(path: Path, synchronous: str) -> Database:
    writer = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args=CONNECTING,
        hide_parameters=True,
    )
    reader = create_async_engine(
        f"sqlite+aiosqlite:///file:{path}?mode=ro&uri=true",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READERS,
        max_overflow=0,
        connect_args=CONNECTING,
        hide_parameters=True,
    )
    hop_once(writer.sync_engine)
    hop_once(reader.sync_engine)
    _set_pragmas(writer, ["journal_mode=WAL", f"synchronous={synchronous}", *PRAGMAS])
    _set_pragmas(reader, PRAGMAS)
    # A transaction that reads first and writes later is refused under load; so writers begin as writers.
    _begin_with(writer, "BEGIN IMMEDIATE")
    _begin_with(reader, "BEGIN")
    return Database(writer, reader)


# Short statements are executed outside of the connection's thread; never two at once.
CONNECTING = {"timeout": 5, "isolation_level": None, "check_same_thread": False}

# Frees what is deleted for good; checkpoints rarely, since each costs an fsync of the whole file.
PRAGMAS = ["foreign_keys=ON", "secure_delete=ON", "wal_autocheckpoint=10000", "cache_size=-65536"]


def _set_pragmas(engine: AsyncEngine, pragmas: list[str]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_with(engine: AsyncEngine, statement: str) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        straight.begin(connection, statement)


def _open_postgres(url: URL) -> Database:
    writer = create_async_engine(
        url, pool_size=2, max_overflow=0, pool_pre_ping=True, hide_parameters=True
    )
    reader = create_async_engine(
        url,
        pool_size=READERS,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        hide_parameters=True,
    )
    return Database(writer, reader)

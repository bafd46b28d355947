"""SQLite's statements on the hot path: straight to the driver, here and now.

Through SQLAlchemy and the driver's thread a statement costs more than SQLite takes for it. The few short
ones that every batch of updates needs are executed where they stand: once a transaction has begun, nothing
that it does waits for anybody. What may wait or take long (COMMIT, BEGIN while another process writes, the
work of jobs and reports) goes the long way. Measured by bench/ingest.py.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

ALREADY_THERE = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)


def begin(connection: sa.Connection, statement: str) -> None:
    """Begin a transaction here and now; if another process writes, wait for it in the driver's thread.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    lent: Any = connection.connection
    try:
        for told in connection.dialect.dispatch.do_execute:
            told(None, statement, (), None)
        if not _begin_at_once(lent.driver_connection._conn, statement):
            lent.cursor().execute(statement)
    except sqlite3.Error as error:
        raise _as_told(statement, error) from error


def _begin_at_once(connection: sqlite3.Connection, statement: str) -> bool:
    """Begin a transaction if that can be done without waiting."""
    with waiting(connection, 0):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            # The lower eight bits; the others say why.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
    return True


@contextmanager
def waiting(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Let what is executed meanwhile wait so long, and no longer, for others that use the file."""
    [(patience,)] = connection.execute("PRAGMA busy_timeout").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


async def connection_of(tx: AsyncConnection) -> sqlite3.Connection | None:
    """Return SQLite's own connection under a transaction that has begun; None on PostgreSQL."""
    if tx.dialect.name != "sqlite":
        return None
    if not tx.in_transaction():
        await tx.begin()
    lent: Any = tx.sync_connection
    connection: sqlite3.Connection = lent.connection.driver_connection._conn
    return connection


def execute(
    tx: AsyncConnection, connection: sqlite3.Connection, statement: str, values: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Execute a statement and return its rows.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    try:
        # Whoever listens to what is executed is told of this, too.
        for told in tx.dialect.dispatch.do_execute:
            told(None, statement, values, None)
        return connection.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise _as_told(statement, error) from error


def execute_many(
    tx: AsyncConnection,
    connection: sqlite3.Connection,
    statement: str,
    rows: Sequence[Sequence[Any]],
) -> None:
    """Execute a statement that returns nothing for each of `rows`.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    try:
        for told in tx.dialect.dispatch.do_executemany:
            told(None, statement, rows, None)
        connection.executemany(statement, rows)
    except sqlite3.Error as error:
        raise _as_told(statement, error) from error


def insert_till_known(
    tx: AsyncConnection, connection: sqlite3.Connection, statement: str, values: Sequence[Any]
) -> int:
    """Execute an INSERT OR FAIL of some rows; return how many went in before one that is there already.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    before = connection.total_changes
    try:
        execute(tx, connection, statement, values)
    except IntegrityError as error:
        if getattr(error.orig, "sqlite_errorcode", None) not in ALREADY_THERE:
            raise
    return connection.total_changes - before


def _as_told(statement: str, error: sqlite3.Error) -> BaseException:
    """Return an error of the driver as SQLAlchemy tells it, without the values: people wrote them."""
    return DBAPIError.instance(statement, None, error, sqlite3.Error)

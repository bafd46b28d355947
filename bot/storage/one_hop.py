"""SQLite statements that cross to the driver's thread and back once, not four times.

SQLAlchemy asks aiosqlite for a cursor, for the execution, for the rows and for the cursor's end, each of them
a call in the thread of the connection. Here they are one call. Measured by bench/ingest.py.
"""

import sqlite3
from collections import deque
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)


class Executed(NamedTuple):
    """What SQLAlchemy asks of a cursor once a statement is executed; it is closed already."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None

    def close(self) -> None:
        """Do nothing."""


class OneHopCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that has all rows when its statement is executed."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:  # noqa: ARG002
        return Executed()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._in_one_hop(_execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, parameters: Any) -> None:
        await self._in_one_hop(_executemany, operation, parameters)

    async def _in_one_hop(self, work: Any, operation: Any, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            driver: Any = self._connection
            found = await driver._execute(work, driver._conn, operation, parameters)
            self._cursor, self._rows = found


def _execute(connection: sqlite3.Connection, sql: str, values: Any) -> tuple[Any, deque[Any]]:
    return _finished(connection.execute(sql, values))


def _executemany(connection: sqlite3.Connection, sql: str, rows: Any) -> tuple[Any, deque[Any]]:
    return _finished(connection.executemany(sql, rows))


def _finished(cursor: sqlite3.Cursor) -> tuple[Any, deque[Any]]:
    rows = deque(cursor.fetchall())
    executed = Executed(cursor.description, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return executed, rows


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose cursors are such."""

    __slots__ = ()
    _cursor_cls = OneHopCursor

    def rollback(self) -> None:
        """Take back what was not committed; where there is nothing, as whenever one is given back, no hop."""
        driver: Any = self._connection
        if driver._connection is None or driver._conn.in_transaction:
            super().rollback()


def hop_once(engine: sa.Engine) -> None:
    """Let every new connection of a SQLite engine work so."""

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, _record: object, args: Any, options: Any) -> OneHopConnection:
        opened = dialect.loaded_dbapi.connect(*args, **options)
        return OneHopConnection(opened.dbapi, opened._connection)

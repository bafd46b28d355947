"""Rows in bulk, handed to the driver as they are: on the hot path Core would cost more than the database."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.storage import straight
from bot.storage.engine import Tx

Row = TypeVar("Row", bound=tuple[Any, ...])

# Far below the 32,766 values that one statement may have.
ROWS_AT_ONCE = 500
# Statements have a multiple of so many rows, so that there are few, which the driver keeps prepared.
STEP = 16
PORTIONS = (64, 16, 4, 1)
# So many rows that are there already are skipped one by one; with more of them, the database is asked.
FEW = 4


async def fetch(tx: Tx, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Execute a statement in the driver's own words; return its rows."""
    connection = await straight.connection_of(tx)
    if connection is None:
        return [tuple(row) for row in await tx.exec_driver_sql(statement, values)]
    return straight.execute(tx, connection, statement, values)


async def insert_new(tx: Tx, table: sa.Table, rows: Sequence[Row]) -> list[Row]:
    """Insert `rows`, of all columns in the table's order, no key twice; return those that were not there."""
    connection = await straight.connection_of(tx)
    new, tried = ([], 0) if connection is None else _insert_at_once(tx, connection, table, rows)
    key = _key_of(table)
    for start in range(tried, len(rows), ROWS_AT_ONCE):
        chunk = rows[start : start + ROWS_AT_ONCE]
        statement = _inserting(tx.dialect.name, table, len(chunk))
        told = set(await fetch(tx, statement, tuple(chain.from_iterable(chunk))))
        new += (row for row in chunk if key(row) in told)
    return new


def _insert_at_once(
    tx: Tx, connection: sqlite3.Connection, table: sa.Table, rows: Sequence[Row]
) -> tuple[list[Row], int]:
    """Insert `rows` as long as few are there already; return the new ones of so many that were tried.

    Nearly always all are new, and to be told which are costs SQLite as much again as to insert them.
    """
    new: list[Row] = []
    tried = known = 0
    while tried < len(rows) and known < FEW:
        size = next(size for size in PORTIONS if size <= len(rows) - tried)
        portion = rows[tried : tried + size]
        values = tuple(chain.from_iterable(portion))
        done = straight.insert_till_known(tx, connection, _failing(table, size), values)
        new += portion[:done]
        known += done < size
        tried += min(done + 1, size)
    return new, tried


@lru_cache(maxsize=64)
def _failing(table: sa.Table, rows: int) -> str:
    columns = table.c.keys()
    values = _marks("sqlite", rows, len(columns))
    return f"INSERT OR FAIL INTO {table.name} ({', '.join(columns)}) VALUES {values}"  # noqa: S608


@lru_cache(maxsize=512)
def _inserting(dialect: str, table: sa.Table, rows: int) -> str:
    columns = table.c.keys()
    keys = ", ".join(column.name for column in table.primary_key.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) "  # noqa: S608 - no data in it
        f"VALUES {_marks(dialect, rows, len(columns))} ON CONFLICT DO NOTHING RETURNING {keys}"
    )


@lru_cache(maxsize=64)
def _key_of(table: sa.Table) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Return what takes its primary key out of a row."""
    names = table.c.keys()
    places = [names.index(column.name) for column in table.primary_key.columns]
    return lambda row: tuple(row[place] for place in places)


async def select_given(
    tx: Tx, query: str, columns: tuple[str, ...], rows: Sequence[tuple[int | str, ...]]
) -> list[tuple[Any, ...]]:
    """Run a query of our own that finds `rows` in a table called `given` with `columns`.

    There may be rows of NULL in it, too, which the query is not to find anything for.
    """
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[start : start + ROWS_AT_ONCE]
        types = tuple("TEXT" if isinstance(value, str) else "BIGINT" for value in chunk[0])
        more = -len(chunk) % STEP
        statement = _given(tx.dialect.name, query, columns, types, len(chunk) + more)
        nothing = (None,) * (more * len(columns))
        found += await fetch(tx, statement, (*chain.from_iterable(chunk), *nothing))
    return found


@lru_cache(maxsize=512)
def _given(
    dialect: str, query: str, columns: tuple[str, ...], types: tuple[str, ...], rows: int
) -> str:
    # PostgreSQL takes the types of all rows from the first, which therefore is one of NULL that says them.
    typed = ", ".join(f"CAST(NULL AS {of})" for of in types)
    values = _marks(dialect, rows, len(columns))
    return f"WITH given ({', '.join(columns)}) AS (VALUES ({typed}), {values}) {query}"


def _marks(dialect: str, rows: int, width: int) -> str:
    """Return marks for the values of so many rows, as the dialect's driver wants them."""
    count = range(1, rows * width + 1)
    marks = [f"${n}" if dialect == "postgresql" else "?" for n in count]
    return ", ".join(f"({', '.join(row)})" for row in zip(*[iter(marks)] * width, strict=True))


async def execute_rows(tx: Tx, statement: sa.Insert, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute an INSERT, made once and kept, for each of `rows`, of all columns in the table's order."""
    written = _written(statement, tx.dialect)
    connection = await straight.connection_of(tx)
    if connection is None:
        await tx.exec_driver_sql(written, list(rows))
    else:
        straight.execute_many(tx, connection, written, rows)


async def execute_many(tx: Tx, statement: sa.Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute an INSERT, made once and kept, for each of `rows`, by the names of all columns."""
    in_order = itemgetter(*statement.table.c.keys())
    await execute_rows(tx, statement, [in_order(row) for row in rows])


@lru_cache(maxsize=64)
def _written(statement: sa.Insert, dialect: sa.Dialect) -> str:
    """Return what Core makes of `statement`, whose marks are in the order of the table's columns."""
    names = statement.table.c.keys()
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
    assert compiled.positiontup == names
    return compiled.string

"""Rows in bulk, handed to the driver as they are: on the hot path Core would cost more than the database."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.storage import straight
from bot.storage.engine import Tx

InOrder: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Any]]

# Far below the 32,766 values that one statement may have.
ROWS_AT_ONCE = 500


async def fetch(tx: Tx, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Execute a statement in the driver's own words; return its rows."""
    connection = await straight.connection_of(tx)
    if connection is None:
        return [tuple(row) for row in await tx.exec_driver_sql(statement, values)]
    return straight.execute(tx, connection, statement, values)


async def insert_new(
    tx: Tx, table: sa.Table, rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Insert `rows`, of all columns in the table's order; return the keys of those that were not there."""
    new: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[start : start + ROWS_AT_ONCE]
        statement = _inserting(tx.dialect.name, table, len(chunk))
        new += await fetch(tx, statement, tuple(chain.from_iterable(chunk)))
    return new


@lru_cache(maxsize=512)
def _inserting(dialect: str, table: sa.Table, rows: int) -> str:
    columns = table.c.keys()
    width = len(columns)
    marks = (f"${n}" if dialect == "postgresql" else "?" for n in range(1, rows * width + 1))
    values = ", ".join(f"({', '.join(row)})" for row in zip(*[marks] * width, strict=True))
    keys = ", ".join(column.name for column in table.primary_key.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {values} "  # noqa: S608 - no data in it
        f"ON CONFLICT DO NOTHING RETURNING {keys}"
    )


async def select_given(
    tx: Tx, query: str, columns: tuple[str, ...], rows: Sequence[tuple[int | str, ...]]
) -> list[tuple[Any, ...]]:
    """Run a query of our own that finds `rows` in a table called `given` with `columns`."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[start : start + ROWS_AT_ONCE]
        types = tuple("TEXT" if isinstance(value, str) else "BIGINT" for value in chunk[0])
        statement = _given(tx.dialect.name, query, columns, types, len(chunk))
        found += await fetch(tx, statement, tuple(chain.from_iterable(chunk)))
    return found


@lru_cache(maxsize=512)
def _given(
    dialect: str, query: str, columns: tuple[str, ...], types: tuple[str, ...], rows: int
) -> str:
    width = len(columns)
    marks = [f"${n}" if dialect == "postgresql" else "?" for n in range(1, rows * width + 1)]
    # PostgreSQL takes the types of all rows from the first.
    marks[:width] = (f"CAST({mark} AS {of})" for mark, of in zip(marks, types, strict=False))
    values = ", ".join(f"({', '.join(row)})" for row in zip(*[iter(marks)] * width, strict=True))
    return f"WITH given ({', '.join(columns)}) AS (VALUES {values}) {query}"


async def execute_many(tx: Tx, statement: sa.Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute an INSERT, made once and kept, for each of `rows`, which have all columns of its table."""
    written, in_order = _written(statement, tx.dialect)
    values = [in_order(row) for row in rows]
    connection = await straight.connection_of(tx)
    if connection is None:
        await tx.exec_driver_sql(written, values)
    else:
        straight.execute_many(tx, connection, written, values)


@lru_cache(maxsize=64)
def _written(statement: sa.Insert, dialect: sa.Dialect) -> tuple[str, InOrder]:
    """Return what Core makes of `statement`, and how a row is put into the order of its marks."""
    compiled = statement.compile(dialect=dialect, column_keys=statement.table.c.keys())
    assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
    assert compiled.positiontup is not None
    return compiled.string, itemgetter(*compiled.positiontup)

"""A database that answers: opened, tried, and closed again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import Database, StorageError, open_database


@asynccontextmanager
async def reached(url: str, *, synchronous: str = "FULL") -> AsyncIterator[Database]:
    """Lend the database at `url`, which has just answered.

    Raises:
        StorageError: it cannot be reached; the message says why and what to change.
    """
    database = _opened(url, synchronous)
    try:
        await _greet(database)
        yield database
    finally:
        await database.close()


def _opened(url: str, synchronous: str) -> Database:
    try:
        return open_database(url, synchronous=synchronous)
    except ModuleNotFoundError as error:
        raise StorageError(
            f"The driver {error.name} is not installed. For PostgreSQL: pip install 'renao[postgres]'"
        ) from None
    except OSError as error:
        raise StorageError(f"The database file cannot be made: {error}.") from None


async def _greet(database: Database) -> None:
    try:
        async with database.read() as tx:
            # The driver answers lazily: only a page that is read shows whether this is a database.
            await tx.execute(sa.text("SELECT 1"))
            await tx.run_sync(lambda connection: sa.inspect(connection).get_table_names())
    except Exception as error:  # drivers have errors of their own
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StorageError(
            f"The database does not answer: {cause}. Look at database.url."
        ) from None

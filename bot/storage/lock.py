"""One Renao to a database: a second process is turned away with a sentence."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.storage.engine import Database, StorageError, async_url, database_file

# Any number will do, so long as every Renao on the same server uses it.
SERVER_LOCK = 7_274_656


@asynccontextmanager
async def alone(database: Database, url: str) -> AsyncIterator[None]:
    """Hold the lock of the database at `url` for as long as this process works on it.

    Raises:
        StorageError: another process holds it.
    """
    path = database_file(async_url(url))
    if path is not None:
        with only_one(path):
            yield
        return
    # A lock of the session, which the server lets go of as soon as the connection ends.
    async with database.reader.connect() as connection:
        if not await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(SERVER_LOCK))):
            raise StorageError(
                "Another Renao is using this PostgreSQL database. Stop it first, or name another "
                "database in database.url."
            )
        yield


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock beside the database file at `path`; the kernel lets go of it even on kill -9.

    Raises:
        StorageError: another process holds it; the message has its process id.
    """
    beside = path.with_name(path.name + ".lock")
    handle = os.open(beside, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _lock(handle, path)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace") or "unknown"
        raise StorageError(
            f"Another Renao (process {holder}) is using {path}. Stop it first, or name another file "
            "in database.url."
        ) from None

"""One Renao to a SQLite file: a second process is turned away with a sentence."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.engine import StorageError


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

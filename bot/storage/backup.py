"""Copies of a SQLite database: made while Renao runs, checked before they count, put back whole."""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from bot.clock import DAY, Instant
from bot.storage.engine import StorageError, async_url, database_file
from bot.storage.lock import only_one
from bot.storage.migrate import knows

Progress: TypeAlias = Callable[[int, int], None]
"""Told, as a copy grows, how many pages are written, of how many."""

PAGES_AT_ONCE = 256
NIGHTLY = re.compile(r"renao-\d{4}-\d\d-\d\dT\d{6}Z\.db")


def sqlite_file(url: str) -> Path:
    """Return the file that holds the database at `url`.

    Raises:
        StorageError: it is no SQLite database, and has tools of its own.
    """
    path = database_file(async_url(url))
    if path is None:
        raise StorageError(
            "database.url is a PostgreSQL server, which Renao does not copy. "
            "Use pg_dump to make a copy and pg_restore to put it back."
        )
    return path


def backup(
    source: Path, target: Path, *, force: bool = False, progress: Progress | None = None
) -> None:
    """Copy the database at `source`, in use or not, to `target`, as it is at one instant.

    Raises:
        StorageError: nothing to copy, something in the way (unless `force`), or a copy that is not sound.
    """
    if not source.is_file():
        raise StorageError(f"There is no database at {source}: look at database.url.")
    _make_way(source, target, force=force)
    with _part_of(target) as part, _in_words(f"{source} could not be copied to {target}"):
        _copy(source, part, progress)
        _put_in_place(part, target)


def restore(
    copy: Path, target: Path, *, force: bool = False, progress: Progress | None = None
) -> None:
    """Make the database at `target` what it was when `copy` was made; no Renao may be running on it.

    Raises:
        StorageError: `copy` is not a sound database of this Renao, something is in the way (unless
            `force`), or a Renao is running; `target` is then as it was.
    """
    if not copy.is_file():
        raise StorageError(f"There is no copy at {copy}.")
    _make_way(copy, target, force=force)
    target.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    with (
        only_one(target),
        _part_of(target) as part,
        _in_words(f"{copy} could not be restored to {target}"),
    ):
        _copy(copy, part, progress)
        _refuse_strangers(part, copy)
        _settle(target)
        _put_in_place(part, target)


def nightly(
    database: Path, folder: Path, keep: int, now: Instant, *, progress: Progress | None = None
) -> Path:
    """Copy `database` into `folder` under the name of this instant; let the newest `keep` copies stay."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    target = folder / time.strftime("renao-%Y-%m-%dT%H%M%SZ.db", time.gmtime(now))
    backup(database, target, progress=progress)
    copies = sorted(path for path in folder.iterdir() if NIGHTLY.fullmatch(path.name))
    for old in copies[:-keep]:
        old.unlink()
    for part in folder.glob("renao-*.db.part"):
        if part.stat().st_mtime < now - DAY:  # left over from a crash
            part.unlink()
    return target


def _make_way(source: Path, target: Path, *, force: bool) -> None:
    if not target.exists():
        return
    if target.samefile(source):
        raise StorageError(f"{target} is the very file to be copied. Name another one.")
    if not force:
        raise StorageError(
            f"{target} exists already. Name another file, or overwrite it with --force."
        )


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """Lend a new file beside `target`, the owner's alone; whatever is left of it at the end is removed."""
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}.") from None
    try:
        yield part
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"{what}: {error}.") from None


def _open(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)


def _copy(source: Path, part: Path, progress: Progress | None) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with closing(_open(source)) as old, closing(_open(part)) as new:
        # A view held open makes the copy one of this instant; without it every commit starts it afresh.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=PAGES_AT_ONCE, progress=tell)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        faults = [row[0] for row in new.execute("PRAGMA integrity_check(3)")]
    if faults != ["ok"]:
        raise StorageError(f"{source} is damaged: {'; '.join(faults)}. No copy was made.")


def _refuse_strangers(part: Path, copy: Path) -> None:
    with closing(_open(part)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            row = None
    if row is None:
        raise StorageError(f"{copy} is no database of Renao.")
    if not knows(row[0]):
        raise StorageError(
            f"{copy} is at revision {row[0]}, which this Renao does not know. Install the newer Renao "
            "that made it."
        )


def _settle(target: Path) -> None:
    """Leave nothing beside `target` that would be read into the database that takes its place."""
    if target.exists():
        try:
            with closing(_open(target)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # It is damaged, which may be why it is replaced.
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path) -> None:
    """Give `part` its name, so that a power cut leaves either the old file or the new one."""
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

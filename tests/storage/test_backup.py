"""Copies of a database: taken in the middle of traffic, never half, never over something else."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from bot.storage import StorageError, open_database
from bot.storage.backup import backup, nightly, restore, sqlite_file
from bot.storage.lock import only_one

NOON = 1_767_268_800.0  # 2026-01-01 12:00 UTC


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    """A migrated database with one seen update in it."""
    path = tmp_path / "renao.db"
    copyfile(sqlite_template, path)
    write(path, 1)
    return path


def write(path: Path, update_id: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO seen_updates VALUES (?, 0)", (update_id,))


def seen(path: Path) -> set[int]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT update_id FROM seen_updates")}


def beside(path: Path) -> set[str]:
    return {other.name for other in path.parent.iterdir()} - {path.name}


def test_a_copy_holds_what_the_database_held_and_is_the_owners_alone(path: Path) -> None:
    target = path.with_name("copy.db")
    backup(path, target)
    assert seen(target) == {1}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert beside(target) == {"renao.db"}


async def test_a_copy_is_of_one_instant_though_others_go_on_writing(path: Path) -> None:
    database = open_database(
        f"sqlite:///{path}"
    )  # keeps the file in WAL mode, as a running Renao does
    async with database.write() as tx:
        await tx.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
            "INSERT INTO seen_updates SELECT i, 0 FROM n"
        )
    done: list[int] = []

    def interrupt(pages: int, _of: int) -> None:
        write(path, 1_000_000 + len(done))
        done.append(pages)

    backup(path, path.with_name("copy.db"), progress=interrupt)
    assert seen(path.with_name("copy.db")) == set(range(1, 200_001))
    assert len(done) > 1, "the copy was made at one go: nothing was interrupted"
    assert done == sorted(done)
    assert len(seen(path)) == 200_000 + len(done)
    await database.close()


def test_a_copy_never_takes_the_place_of_a_file_unless_forced(path: Path) -> None:
    target = path.with_name("copy.db")
    target.write_text("something dear")
    with pytest.raises(StorageError, match=r"copy\.db exists already\. .* --force"):
        backup(path, target)
    assert target.read_text() == "something dear"
    backup(path, target, force=True)
    assert seen(target) == {1}


@pytest.mark.parametrize("force", [False, True])
def test_a_database_is_never_copied_onto_itself(path: Path, force: bool) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    with pytest.raises(StorageError, match="the very file"):
        backup(path, link, force=force)
    assert seen(path) == {1}


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(8 * 4096))


def test_a_damaged_database_is_told_and_leaves_no_copy(path: Path) -> None:
    damage(path)
    with pytest.raises(StorageError):
        backup(path, path.with_name("copy.db"))
    assert beside(path) == set()


def test_a_database_that_is_missing_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="There is no database at"):
        backup(tmp_path / "absent.db", tmp_path / "copy.db")


def test_a_folder_that_is_missing_is_told_so(path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written: No such file or directory"):
        backup(path, path.parent / "absent" / "copy.db")


def test_a_round_trip_gives_back_what_was_there(path: Path) -> None:
    copy = path.with_name("copy.db")
    backup(path, copy)
    write(path, 2)
    restore(copy, path, force=True)
    assert seen(path) == {1}
    assert seen(copy) == {1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert beside(path) == {"copy.db", "renao.db.lock"}


def test_a_restore_refuses_to_overwrite_unless_forced(path: Path) -> None:
    copy = path.with_name("copy.db")
    backup(path, copy)
    write(path, 2)
    with pytest.raises(StorageError, match="--force"):
        restore(copy, path)
    assert seen(path) == {1, 2}


def test_a_restore_into_an_empty_place_makes_the_folder(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "renao.db"
    restore(path, target)
    assert seen(target) == {1}
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700


def test_a_restore_waits_for_no_running_renao_but_refuses(path: Path) -> None:
    copy = path.with_name("copy.db")
    backup(path, copy)
    with (
        only_one(path),
        pytest.raises(StorageError, match=f"Another Renao \\(process {os.getpid()}\\)"),
    ):
        restore(copy, path, force=True)
    assert seen(path) == {1}


@pytest.fixture
def killed(path: Path) -> Iterator[Path]:
    """A database whose writer was killed: its newest rows are in the -wal file only."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        with connection:
            connection.execute("INSERT INTO seen_updates VALUES (2, 0)")
        for ending in ("", "-wal", "-shm"):
            copyfile(f"{path}{ending}", f"{path}.killed{ending}")
    yield path.with_name("renao.db.killed")


def test_what_a_killed_process_left_beside_is_not_read_into_the_restored_one(
    path: Path, killed: Path
) -> None:
    copy = path.with_name("copy.db")
    backup(path, copy)
    restore(copy, killed, force=True)
    assert not {f"{killed.name}-wal", f"{killed.name}-shm"} & beside(killed)
    write(killed, 9)
    assert seen(killed) == {1, 2, 9}


def test_a_copy_of_what_a_killed_process_left_has_its_newest_rows(killed: Path) -> None:
    copy = killed.with_name("copy.db")
    backup(killed, copy)
    assert seen(copy) == {1, 2}


def test_a_damaged_database_can_be_replaced_by_its_copy(path: Path) -> None:
    copy = path.with_name("copy.db")
    backup(path, copy)
    path.write_bytes(b"not a database at all" * 1000)
    restore(copy, path, force=True)
    assert seen(path) == {1}


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("DROP TABLE alembic_version", "is no database of Renao"),
        (
            "UPDATE alembic_version SET version_num = '9999'",
            "revision 9999, which this Renao does not know",
        ),
    ],
)
def test_a_file_of_something_else_is_not_restored(path: Path, sql: str, sentence: str) -> None:
    strange = path.with_name("strange.db")
    backup(path, strange)
    with closing(sqlite3.connect(strange)) as connection, connection:
        connection.execute(sql)
    with pytest.raises(StorageError, match=sentence):
        restore(strange, path, force=True)
    assert seen(path) == {1}


def test_a_text_is_not_restored(path: Path) -> None:
    text = path.with_name("notes.txt")
    text.write_text("dear diary " * 100)
    with pytest.raises(StorageError, match=r"could not be restored .*not a database"):
        restore(text, path, force=True)
    assert seen(path) == {1}


def test_the_newest_copies_stay_and_nothing_else_is_touched(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "renao-before-the-move.db").write_text("by hand")
    made = [nightly(path, folder, keep=3, now=NOON + day * 86400) for day in range(5)]
    assert {file.name for file in folder.iterdir()} == {
        "renao-before-the-move.db",
        *(copy.name for copy in made[-3:]),
    }
    assert made[0].name == "renao-2026-01-01T120000Z.db"
    assert seen(made[-1]) == {1}


def test_a_half_copy_from_a_crash_is_gone_after_a_day(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    half = folder / "renao-2025-12-01T120000Z.db.part"
    half.write_text("half")
    os.utime(half, (NOON, NOON))
    nightly(path, folder, keep=3, now=NOON + 3600)
    assert half.exists()
    nightly(path, folder, keep=3, now=NOON + 2 * 86400)
    assert not half.exists()


def test_a_copy_made_in_another_thread_lets_go_of_the_database(path: Path) -> None:
    thread = threading.Thread(target=backup, args=(path, path.with_name("copy.db")))
    thread.start()
    thread.join()
    write(path, 2)
    assert seen(path) == {1, 2}


def test_for_postgresql_its_own_tools_are_named() -> None:
    with pytest.raises(StorageError, match=r"pg_dump .* pg_restore"):
        sqlite_file("postgresql://someone@localhost/renao")

"""What is the database's own trouble waits; what was told wrongly is told so."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.storage import Database
from bot.storage.bulk import fetch
from bot.storage.engine import open_database
from bot.storage.trouble import is_in_trouble


class Told(Exception):
    """What PostgreSQL's driver raises, as far as it matters."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("53100", True),  # The disk is full.
        ("53300", True),  # Too many connections.
        ("40P01", True),  # A deadlock.
        ("40001", True),  # Could not be serialized.
        ("55P03", True),  # A lock was not to be had.
        ("57014", True),  # Somebody broke the statement off.
        ("57P01", True),  # The server stops.
        ("58030", True),  # The disk fails.
        ("25006", True),  # A standby, or a server that was set to read only.
        ("XX001", True),  # A damaged file.
        ("22003", False),  # A number out of range.
        ("23505", False),  # There already.
        ("42P01", False),  # No such table.
    ],
)
def test_postgres_tells_by_its_codes(code: str, trouble: bool) -> None:
    assert is_in_trouble(DBAPIError("INSERT", None, Told(code))) is trouble


def test_what_is_no_error_of_a_database_is_not_its_trouble() -> None:
    assert not is_in_trouble(KeyError("tea"))


async def test_what_was_told_wrongly_is_no_trouble(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.write() as tx:
            await fetch(tx, "INSERT INTO silences (chat_id) VALUES (NULL)")
    assert not is_in_trouble(caught.value)


@pytest.fixture
def damaged(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a database whose disk has lost the first page of the facts."""
    path = Path(shutil.copy(sqlite_template, tmp_path / "renao.db"))
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'facts'")
        page, size = found.fetchone()[0], connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    return f"sqlite:///{path}"


async def test_a_damaged_file_is_trouble(damaged: str) -> None:
    database = open_database(damaged)
    with pytest.raises(DBAPIError, match="malformed") as caught:
        async with database.write() as tx:
            await fetch(tx, "SELECT * FROM facts")
    assert is_in_trouble(caught.value)
    with pytest.raises(DBAPIError, match="malformed") as caught:
        async with database.write() as tx:
            await tx.execute(sa.text("SELECT * FROM facts"))
    assert is_in_trouble(caught.value)
    await database.close()

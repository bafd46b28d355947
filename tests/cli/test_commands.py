"""What a person types, and reads: results on standard output, sentences on standard error, no tracebacks."""

import asyncio
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import __version__
from bot.cli.commands import page
from bot.storage import Database, StorageError
from bot.storage.lock import only_one
from bot.storage.migrate import newest, revision
from bot.storage.reach import reached
from tests.cli.conftest import Type

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def write(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_help_names_every_command(renao: Type) -> None:
    said = renao("--help")
    assert said.code == 0
    for command in page.registered_commands:
        assert command.callback is not None
        assert (command.name or command.callback.__name__) in said.out


@pytest.mark.parametrize("command", [["-m", "bot"], [str(Path(sys.executable).with_name("renao"))]])
def test_renao_and_python_m_bot_are_the_same(folder: Path, command: list[str]) -> None:
    line = [sys.executable, *command] if command[0] == "-m" else command
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run([*line, "version"], capture_output=True, text=True, env=environ)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"Renao {__version__} (Python 3.")


@pytest.mark.parametrize("arguments", [["frobnicate"], ["restore"], ["migrate", "--hard"]])
def test_a_slip_in_the_command_line_is_told_with_code_2(renao: Type, arguments: list[str]) -> None:
    said = renao(*arguments)
    assert said.code == 2
    assert "Usage: " in said.err


def test_migrate_makes_a_database_that_is_the_owners_alone_and_again_changes_nothing(
    renao: Type, folder: Path
) -> None:
    for _ in range(2):
        assert renao("migrate") == (0, f"The database is at revision {newest()}, the newest.\n", "")
    assert stat.S_IMODE((folder / "data/renao.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700


async def test_migrate_works_on_each_kind_of_database(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, renao: Type
) -> None:
    monkeypatch.setenv("RENAO_DATABASE__URL", database_url)
    assert (await asyncio.to_thread(renao, "migrate")).code == 0
    assert await revision(database) == newest()


def test_migrate_refuses_while_another_renao_is_running(renao: Type, folder: Path) -> None:
    renao("migrate")
    with only_one(folder / "data/renao.db"):
        said = renao("migrate")
    assert said.code == 1
    assert said.err.startswith(f"Another Renao (process {os.getpid()}) is using data/renao.db.")


def test_a_database_of_a_newer_renao_is_left_alone(renao: Type, folder: Path) -> None:
    renao("migrate")
    write(folder / "data/renao.db", "UPDATE alembic_version SET version_num = '9999'")
    said = renao("migrate")
    assert said.code == 1
    assert said.err.startswith("The database is at revision 9999, which this Renao does not know.")
    assert "✗ The database is at revision 9999, made by a newer Renao" in renao("check").out


def test_faults_in_the_configuration_are_sentences(renao: Type, folder: Path) -> None:
    (folder / "config.toml").write_text("[log]\nlevel = 'loud'\n[telegram]\ntokn = 'x'\n")
    said = renao("migrate")
    assert said.code == 1
    assert [line.split()[0] for line in said.err.splitlines()] == ["telegram.tokn", "log.level"]


def test_a_config_that_is_named_but_absent_is_told_so(renao: Type) -> None:
    said = renao("migrate", "--config", "other.toml")
    assert said == (
        1,
        "",
        "other.toml does not exist. Copy config.example.toml to other.toml and edit it.\n",
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://a:hush-hush@127.0.0.1:1/x", "The database does not answer: .* database.url"),
        ("postgresql://a:hush-hush@127.0.0.1:x/x", "database.url cannot be read"),
        ("sqlite:////proc/nowhere/renao.db", "The database file cannot be made"),
        ("sqlite:///notes.db", "The database does not answer: file is not a database"),
        ("sqlite:///open.db", r"open.db can be read by others \(mode 0644\).* chmod 600 open.db"),
        ("mysql://a:hush-hush@b/x", "database.url .*is neither sqlite"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(
    renao: Type, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str, sentence: str
) -> None:
    for name, mode in (("notes.db", 0o600), ("open.db", 0o644)):
        (folder / name).write_text("dear diary " * 100)
        (folder / name).chmod(mode)
    monkeypatch.setenv("RENAO_DATABASE__URL", url)
    said = renao("migrate")
    assert said.code == 1
    assert re.match(sentence, said.err)
    assert "hush-hush" not in said.err
    assert renao("check").code == 1


def test_a_backup_without_a_target_gets_a_dated_name_in_the_folder(
    renao: Type, folder: Path
) -> None:
    renao("migrate")
    assert renao("backup").code == 0
    (copy,) = (folder / "data/backups").iterdir()
    assert re.fullmatch(r"renao-\d{4}-\d\d-\d\dT\d{6}Z\.db", copy.name)


def test_a_backup_goes_back_where_it_came_from(renao: Type, folder: Path) -> None:
    renao("migrate")
    database = folder / "data/renao.db"
    write(database, "INSERT INTO seen_updates VALUES (1, 0)")
    assert renao("backup", "copy.db").code == 0
    write(database, "DELETE FROM seen_updates")
    assert renao("restore", "copy.db").err.startswith("data/renao.db exists already.")
    assert renao("restore", "copy.db", "--force") == (
        0,
        "Restored data/renao.db from copy.db.\n",
        "",
    )
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT update_id FROM seen_updates").fetchall() == [(1,)]


def test_copies_of_postgresql_are_left_to_its_own_tools(
    renao: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENAO_DATABASE__URL", "postgresql://a@b/c")
    assert "pg_dump" in renao("backup").err
    assert "pg_restore" in renao("restore", "copy.db").err


async def test_a_refusal_of_the_postgresql_server_is_told_in_its_words(
    postgres_server: str,
) -> None:
    absent = make_url(postgres_server).set(database="absent").render_as_string(False)
    with pytest.raises(StorageError, match='does not answer: database "absent" does not exist'):
        async with reached(absent):
            pass


def test_check_says_what_is_wrong_and_what_is_well(renao: Type, folder: Path) -> None:
    (folder / "config.toml").write_text("[defaults]\nzone = 'Asia/Shanghai'\n")
    (folder / "config.toml").chmod(0o644)
    said = renao("check")
    assert said.code == 1
    assert "✗ config.toml can be read by others (mode 0644). Run: chmod 600 config.toml" in said.out
    assert "✗ telegram.token is empty. Ask @BotFather for one" in said.out
    assert "✓ Groups start in the time zone Asia/Shanghai, where it is " in said.out
    assert "✓ data/renao.db does not exist yet" in said.out
    assert not (folder / "data").exists(), "looking must not change anything"


def test_check_tells_every_fault_of_the_configuration(renao: Type, folder: Path) -> None:
    (folder / "config.toml").write_text("[log]\nlevel = 'loud'\n[telegram]\ntokn = 'x'\n")
    said = renao("check")
    assert said.code == 1
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        ["✗", "telegram.tokn"],
        ["✗", "log.level"],
    ]


def test_check_knows_an_empty_database_from_a_ready_one(renao: Type, folder: Path) -> None:
    renao("migrate")
    assert (
        f"✓ The database answers and is at the newest revision, {newest()}." in renao("check").out
    )
    write(folder / "data/renao.db", "DELETE FROM alembic_version")
    assert "✓ The database answers and is empty" in renao("check").out

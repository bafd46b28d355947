"""`renao import` and `renao export` as they are typed: sentences, files, nothing half done."""

import asyncio
import csv
import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Database, schema
from bot.storage.lock import only_one
from tests.activity import exports as e
from tests.activity.updates import START, rows
from tests.cli.conftest import Type

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def written(folder: Path, content: dict[str, Any] | None = None) -> Path:
    said = (e.joined(1, 7), *(e.message(n, by=n, at=START + n * 86400) for n in range(2, 6)))
    return e.write(folder / "result.json", content or e.chat(*said))


def count(table: str) -> int:
    with closing(sqlite3.connect("data/renao.db")) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


def test_an_export_is_looked_at_and_then_taken_in_even_while_renao_runs(
    renao: Type, folder: Path
) -> None:
    written(folder)
    said = renao("import", "result.json", "--dry-run")
    line = f"Fans ({e.GROUP}): 5 messages from 2026-01-01 to 2026-01-06, 5 of them "
    assert said == (0, f"{line}would be new.\n", "")
    assert count("facts") == count("chats") == 0
    with only_one(folder / "data/renao.db"):
        said = renao("import", "result.json")
    assert said == (0, f"{line}were new and are taken in.\n", "")
    assert count("facts") == 6
    assert "0 of them were new" in renao("import", "result.json").out


def test_a_database_that_is_too_old_is_not_touched_while_renao_runs(
    renao: Type, folder: Path
) -> None:
    renao("migrate")
    with closing(sqlite3.connect("data/renao.db")) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    with only_one(folder / "data/renao.db"):
        said = renao("import", str(written(folder)))
    assert said.code == 1
    assert said.err.startswith("Another Renao")


def test_a_file_cut_at_any_byte_is_a_sentence_and_nothing_is_written(
    renao: Type, folder: Path
) -> None:
    path = written(folder)
    renao("migrate")
    content = path.read_bytes()
    for end in (1, 40, len(content) // 2, len(content) - 3, len(content) - 1):
        path.write_bytes(content[:end])
        said = renao("import", "result.json")
        assert said.code == 1
        assert said.err.startswith("result.json cannot be taken in. Line ")
        assert "as if it were cut off" in said.err
    assert count("facts") == count("chats") == 0


def test_a_file_that_is_not_there_is_a_sentence(renao: Type) -> None:
    said = renao("import", "nowhere.json")
    assert said == (1, "", "nowhere.json cannot be read: No such file or directory.\n")


def test_of_a_whole_account_only_what_renao_knows_or_what_is_named_is_taken(
    renao: Type, folder: Path
) -> None:
    family = e.chat(e.message(1), name="Family", id=77)
    path = written(folder, e.account(e.chat(e.message(1), e.message(2)), family))
    nobody = renao("import", "result.json")
    assert nobody.code == 1
    assert nobody.err.startswith(
        "result.json has no group that Renao knows. Name one with --chat: Fans"
    )
    wrong = renao("import", "result.json", "--chat", "Friends")
    assert wrong.err.startswith("“Friends” is no group in result.json. It has: Fans (")
    assert "2 messages" in renao("import", "result.json", "--chat", "fans").out
    said = renao("import", str(path))
    assert "Left out: Family (-1000000000077)." in said.out
    assert "1 message from" in renao("import", "result.json", "--chat", "77").out
    assert count("chats") == 2


def test_what_cannot_be_known_is_told(renao: Type, folder: Path) -> None:
    added = e.service(2, "invite_members", members=["A", "B"])
    written(folder, e.chat(e.message(1), added, {"id": 3, "type": "unsupported"}))
    said = renao("import", "result.json").out
    assert "2 people were added or removed by others. The export has their names only" in said
    assert "1 are of kinds that Telegram Desktop does not export" in said


def test_the_bot_itself_is_no_member(
    renao: Type, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENAO_TELEGRAM__TOKEN", "123456:" + "a" * 35)
    written(folder, e.chat(e.message(1, by=123456), e.message(2, by=8)))
    renao("import", "result.json")
    assert count("members") == 1


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_goes_to_a_file_of_the_owners_alone(renao: Type, folder: Path, form: str) -> None:
    written(folder)
    renao("import", "result.json")
    said = renao("export", "out", "--format", form)
    assert said.out == "Wrote 6 rows to out. They are personal data: keep them safe.\n"
    assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["data", "out", "result.json"]
    again = renao("export", "out", "--format", form)
    assert again.err.startswith("out exists already.")
    assert renao("export", "out", "--format", form, "--force").code == 0


def test_an_export_to_standard_output_is_nothing_but_the_table(renao: Type, folder: Path) -> None:
    written(folder)
    renao("import", "result.json")
    said = renao("export", "--what", "days", "--from", "2026-01-03", "--to", "2026-01-04")
    found = list(csv.DictReader(said.out.splitlines()))
    assert [(row["day"], row["messages"], row["imported"]) for row in found] == [
        ("2026-01-03", "1", "1"),
        ("2026-01-04", "1", "1"),
    ]
    members = renao("export", "--what", "members", "--format", "jsonl").out
    assert [json.loads(line)["user_id"] for line in members.splitlines()] == [2, 3, 4, 5, 7]
    marked = renao("export", "x.csv", "--bom")
    assert marked.code == 0
    assert (folder / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfat,")


def test_days_beyond_all_days_are_all_days(renao: Type, folder: Path) -> None:
    written(folder)
    renao("import", "result.json")
    said = renao("export", "--from", "0001-01-01", "--to", "9999-12-31")
    assert len(said.out.splitlines()) == 1 + 6


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "yesterday"], "“yesterday” is no day. Write it like 2026-01-31."),
        (["--chat", "Friends"], "“Friends” is no group that Renao knows. It knows: Fans ("),
        (
            ["no/such/folder.csv"],
            "no/such/folder.csv cannot be written: No such file or directory.",
        ),
    ],
)
def test_slips_are_sentences(
    renao: Type, folder: Path, arguments: list[str], sentence: str
) -> None:
    written(folder)
    renao("import", "result.json")
    said = renao("export", *arguments)
    assert said.code == 1
    assert said.err.startswith(sentence)


def test_of_several_groups_one_must_be_named(renao: Type, folder: Path) -> None:
    for name, number in (("Fans", 7), ("Friends", 8)):
        written(folder, e.chat(e.message(1), name=name, id=number))
        renao("import", "result.json")
    assert renao("export").err.startswith("Say with --chat which group you mean: Friends (")
    assert len(renao("export", "--chat", "friends").out.splitlines()) == 2


async def test_both_work_on_each_kind_of_database(
    database: Database,
    database_url: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    renao: Type,
) -> None:
    monkeypatch.setenv("RENAO_DATABASE__URL", database_url)
    written(folder)
    assert (await asyncio.to_thread(renao, "import", "result.json")).code == 0
    said = await asyncio.to_thread(renao, "export", "--format", "jsonl")
    assert len(said.out.splitlines()) == len(await rows(database, schema.facts)) == 6


def test_where_there_is_no_group_a_sentence_says_so(renao: Type, folder: Path) -> None:
    assert "knows no group yet" in renao("export").err
    (folder / "private.json").write_text(
        '{"name": "Ann", "type": "personal_chat", "id": 5, "messages": []}', encoding="utf-8"
    )
    answer = renao("import", "private.json")
    assert (answer.code, "has no group in it" in answer.err) == (1, True)

"""What is exported is what is stored: every row, in names and in times that people read."""

import csv
import io
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.activity import chats, rows
from bot.activity.facts import Kind
from bot.clock.days import from_date
from bot.reports import export
from bot.reports.export import KINDS, WHAT, cell, content_of
from bot.storage import Database, schema
from tests.activity import updates as u

EVER = (0, 200_000)
TODAY = u.START // 86400


async def exported(
    database: Database, what: str, form: str = "jsonl", days: tuple[int, int] = EVER
) -> tuple[int, str]:
    out = io.StringIO()
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        return await export.export(tx, chat, *days, what, form, out), out.getvalue()


async def lively(database: Database) -> None:
    """Let something of every kind happen, in two groups."""
    hostile = u.user(7, first_name="=HYPERLINK(1)\n", last_name='", x', username="fan")
    await u.recorded(
        database,
        u.message(1, **{"from": hostile}, text="who are you?"),
        u.reply(2, to=1, by=8, photo=[{}], text=None, forward_origin={}),
        u.message(3, by=8, message_thread_id=2, is_topic_message=True, at=u.START + 86400),
        u.reaction(50, to=1, by=8),
        u.joined(51, 9),
        u.left(52, 9, at=u.START + 60),
        u.pressed(53, by=8),
        u.message(4, text=None, new_chat_title="x"),
        u.message(5, chat=u.group(-1002)),
    )


async def stored(database: Database, table: sa.Table) -> list[dict[str, Any]]:
    return [row for row in await u.rows(database, table) if row.pop("chat_id") == u.GROUP]


@pytest.mark.parametrize("page", [1, 2, 5000])
async def test_facts_come_back_as_they_are_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(rows, "PAGE", page)
    await lively(database)
    count, text = await exported(database, "facts")
    found = [json.loads(line) for line in text.splitlines()]
    numbers = {name: kind for kind, name in KINDS.items()}
    kept = await stored(database, schema.facts)
    assert count == len(found) == len(kept)
    assert sorted(
        [f["ref"], numbers[f["kind"]], f["user_id"], f["at_unix"], f["topic_id"], f["about"]]
        for f in found
    ) == sorted(
        [r["ref"], r["kind"], r["user_id"], r["at"], r["topic_id"], r["about"]] for r in kept
    )
    by_key = {(row["ref"], row["kind"]): row["form"] for row in kept}
    for fact in found:
        form = by_key[fact["ref"], numbers[fact["kind"]]]
        flags = {"forwarded": 64, "question": 128, "imported": 256, "changed": 512}
        assert {name: fact[name] for name in flags} == {n: bool(form & b) for n, b in flags.items()}
        assert fact["content"] == content_of(numbers[fact["kind"]], form)
    assert [fact["at_unix"] for fact in found] == sorted(fact["at_unix"] for fact in found)
    assert {fact["content"] for fact in found} >= {"text", "photo", "emoji", "new_chat_title", None}


@pytest.mark.parametrize("what", ["days", "member_days"])
async def test_days_come_back_as_they_are_stored(database: Database, what: str) -> None:
    await lively(database)
    _, text = await exported(database, what)
    found = [json.loads(line) for line in text.splitlines()]
    assert found[0]["day"] == "2026-01-01"
    for row in found:
        row["day"] = from_date(date.fromisoformat(row["day"]))
    assert found == await stored(database, WHAT[what][0])


async def test_members_come_back_as_they_are_stored(database: Database) -> None:
    await lively(database)
    _, text = await exported(database, "members")
    found = [json.loads(line) for line in text.splitlines()]
    kept = await stored(database, schema.members)
    assert [{name: row.get(f"{name}_unix", row[name]) for name in kept[0]} for row in found] == kept
    assert found[0]["first_act"] == "2026-01-01T00:00:00+00:00"


async def test_only_the_days_that_are_asked_for_by_the_groups_own_clock(database: Database) -> None:
    await lively(database)
    async with database.write() as tx:
        await tx.execute(sa.update(schema.chats).values(zone=ZoneInfo("America/New_York").key))
    count, text = await exported(database, "facts", days=(TODAY, TODAY))
    assert count == 1
    assert json.loads(text)["at"] == "2026-01-01T19:00:00-05:00"


async def test_csv_has_a_head_even_without_rows_and_no_cell_that_is_a_formula(
    database: Database,
) -> None:
    await lively(database)
    _, empty = await exported(database, "facts", "csv", days=(5, 6))
    assert empty.startswith("at,at_unix,kind,content,user_id,ref,")
    assert len(empty.splitlines()) == 1
    _, text = await exported(database, "members", "csv")
    first, *_ = csv.DictReader(io.StringIO(text, newline=""))
    assert first["first_name"] == "'=HYPERLINK(1)\n"
    assert first["last_name"] == '", x'
    assert first["left_at"] == ""
    _, facts = await exported(database, "facts", "csv")
    asked = [
        row for row in csv.DictReader(io.StringIO(facts, newline="")) if row["question"] == "1"
    ]
    assert [row["ref"] for row in asked] == ["1"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_people_wrote_is_no_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


def test_numbers_and_ordinary_names_stay_as_they_are() -> None:
    assert [cell(value) for value in (-5, 1.5, None, "小明", "a=b", True)] == [
        -5,
        1.5,
        None,
        "小明",
        "a=b",
        1,
    ]


def test_every_kind_of_fact_has_a_name() -> None:
    assert {kind.value: kind.name.lower() for kind in Kind} == KINDS

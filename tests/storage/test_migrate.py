"""Migrations: from empty to the newest, and equal to what the schema page declares."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate, newest, revision
from bot.storage.schema import facts, members, metadata, moves, stale_days

FIRST = "0001"
# What the newest schema has no use for any more.
DROPPED = {"leases"}
# Columns whose content is told in other tables and columns: tests/storage/test_migrate_prompts.py.
RETOLD = {
    "digest_readers": {"last_day"},
    "schedules": {
        *("topic_id", "text", "rhythm", "zone", "moment", "on_day", "local_time", "weekdays"),
        "next_due",
    },
}
JOINED, MESSAGE = 10, 1

Row: TypeAlias = dict[str, Any]


async def test_the_newest_migration_equals_the_declared_schema(database: Database) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.read() as tx:
        assert await tx.run_sync(differences) == []


async def test_an_empty_database_is_brought_to_the_newest_and_again_changes_nothing(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/renao.db")
    assert await revision(database) is None
    await migrate(database)
    await migrate(database)
    assert await revision(database) == newest()
    await database.close()


def test_every_table_is_keyed_by_chat_where_it_speaks_of_a_chat() -> None:
    late = [
        table.name
        for table in metadata.tables.values()
        if "chat_id" in table.primary_key.columns
        and next(iter(table.primary_key.columns)).name != "chat_id"
    ]
    assert late == []


async def taken_back(database: Database) -> None:
    """Make the database what the first release made."""
    async with database.write() as tx:
        await tx.run_sync(metadata.drop_all)
        await tx.execute(sa.text("DROP TABLE alembic_version"))
    await migrate(database, to=FIRST)


async def tables_of(database: Database) -> dict[str, sa.Table]:
    """Return the tables as they are, whatever is declared."""
    found = sa.MetaData()
    async with database.read() as tx:
        await tx.run_sync(found.reflect)
    return {name: each for name, each in found.tables.items() if name != "alembic_version"}


async def rows_of(database: Database, tables: Iterable[sa.Table]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    async with database.read() as tx:
        for each in tables:
            rows = await tx.execute(sa.select(each).order_by(*each.primary_key.columns))
            found[each.name] = [dict(row._mapping) for row in rows]
    return found


def made_up(column: sa.Column[Any], number: int) -> object:
    """Return a value of the column's type, another one for each number."""
    match column.type:
        case sa.JSON():
            return {"number": number}
        case sa.LargeBinary():
            return b"%d" % number
        case sa.Boolean():
            return number % 2 == 0
        case sa.String():
            return f"{column.name} {number}"
    return number


async def test_a_row_of_every_table_of_the_first_release_is_kept_whole(database: Database) -> None:
    await taken_back(database)
    tables = await tables_of(database)
    async with database.write() as tx:
        for each in tables.values():
            rows = [{c.name: made_up(c, number) for c in each.columns} for number in (1, 2, 3)]
            await tx.execute(sa.insert(each), rows)
    before = await rows_of(database, tables.values())
    await migrate(database)
    now = await tables_of(database)
    after = await rows_of(database, now.values())
    assert set(before) - set(after) == DROPPED
    for name in set(before) - DROPPED:
        columns = set(before[name][0])
        columns -= RETOLD.get(name, set())
        kept, was = (
            [{key: row[key] for key in columns} for row in rows]
            for rows in (after[name], before[name])
        )
        assert kept == was


async def test_people_whom_one_message_let_in_are_each_still_there(database: Database) -> None:
    """Until then a fact's key held its person, too."""
    await taken_back(database)
    tables = await tables_of(database)
    joins = [(7, 50, JOINED, person, 1000) for person in (1, 2, 3)]
    said = [(7, 51, MESSAGE, 2, 2000), (7, 52, MESSAGE, 2, 1500), (8, 51, MESSAGE, 2, 1200)]
    async with database.write() as tx:
        for chat_id, ref, kind, user_id, at in joins + said:
            values = {"chat_id": chat_id, "ref": ref, "kind": kind, "user_id": user_id, "at": at}
            await tx.execute(sa.insert(tables["facts"]).values(values))
        for chat_id, user_id in ((7, 1), (7, 2), (7, 3), (8, 2)):
            member = {"chat_id": chat_id, "user_id": user_id, "first_name": "X", "last_name": ""}
            await tx.execute(sa.insert(tables["members"]).values(member))
        for day in (3, 4):
            await tx.execute(sa.insert(tables["chat_days"]).values(chat_id=7, day=day, topic_id=0))
    await migrate(database)
    after = await rows_of(database, [facts, moves, members, stale_days])
    happened = [(f["chat_id"], f["kind"], f["user_id"], f["at"]) for f in after["facts"]]
    assert sorted(happened) == sorted((c, k, u, a) for c, _, k, u, a in joins + said)
    assert {f["ref"] for f in after["facts"] if f["kind"] == MESSAGE} == {51, 52}
    assert [(m["chat_id"], m["joined"]) for m in after["moves"]] == [(7, True)] * 3
    assert {m["user_id"] for m in after["moves"]} == {1, 2, 3}
    firsts = {
        (m["chat_id"], m["user_id"]): (m["first_joined_at"], m["first_message_at"])
        for m in after["members"]
    }
    assert firsts == {
        (7, 1): (1000, None),
        (7, 2): (1000, 1500),
        (7, 3): (1000, None),
        (8, 2): (None, 1200),
    }
    assert [(s["chat_id"], s["day"]) for s in after["stale_days"]] == [(7, 3), (7, 4)]


async def test_no_id_that_the_schema_counts_up_is_given_twice_in_sqlite(tmp_path: Path) -> None:
    """A migration that makes a table anew would leave AUTOINCREMENT out, and nothing else would tell."""
    database = open_database(f"sqlite:///{tmp_path}/renao.db")
    await migrate(database)
    counting = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    async with database.read() as tx:
        found = set((await tx.scalars(sa.text(counting))).all())
    await database.close()
    declared = [
        table.name
        for table in metadata.tables.values()
        if table.dialect_options["sqlite"]["autoincrement"]
    ]
    assert found == set(declared)

"""Migrations: from empty to the newest, and equal to what the schema page declares."""

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate, newest, revision
from bot.storage.schema import metadata


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

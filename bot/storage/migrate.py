"""Bring a database to the newest schema, whatever it starts from."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage.engine import Database, StorageError

HERE = Path(__file__).parent
# Any number will do, so long as every Renao on the same server uses it.
MIGRATION_LOCK = 7_274_657


def migrations_folder() -> Path:
    """Return where the migrations are: in the wheel inside this room, in a checkout at the top."""
    packed = HERE / "migrations"
    return packed if packed.is_dir() else HERE.parent.parent / "migrations"


def alembic_config() -> Config:
    """Return Alembic's settings; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    return config


def newest() -> str:
    """Return the revision that this program needs."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None
    return head


async def revision(database: Database) -> str | None:
    """Return the revision that `database` is at; None when it is empty."""
    async with database.read() as tx:
        return await tx.run_sync(_revision)


def knows(found: str) -> bool:
    """Say whether this program has a migration called `found`; a newer one may have made the database."""
    script = ScriptDirectory.from_config(alembic_config())
    return found in {each.revision for each in script.walk_revisions()}


async def migrate(database: Database, to: str = "head") -> None:
    """Bring `database` to the revision `to`, in one transaction and under a lock.

    Raises:
        StorageError: a newer Renao has been at work on it.
    """
    found = await revision(database)
    if found is not None and not knows(found):
        raise StorageError(
            f"The database is at revision {found}, which this Renao does not know. "
            "Install the newer Renao that made it."
        )
    async with database.write() as tx:
        if database.dialect == "postgresql":
            await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        await tx.run_sync(_upgrade, to)


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: sa.Connection, to: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)

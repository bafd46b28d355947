"""Databases on the PostgreSQL server of the tests: copied for a while, and emptied."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.engine import async_url
from bot.storage.schema import metadata


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """Make a copy of a database for a while; return its URL."""
    name = f"renao_{uuid.uuid4().hex}"
    asyncio.run(_sql(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        url = async_url(server).set(database=name, drivername="postgresql")
        yield url.render_as_string(hide_password=False)
    finally:
        asyncio.run(_sql(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def emptied(url: str) -> None:
    """Empty all tables of a database, whoever still uses it, and let serial numbers begin anew.

    They are then as those of a new one: rows that are only deleted leave holes, which the next ones fill in
    another order than they come.
    """
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    filled = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in metadata.tables
    )
    engine = create_async_engine(async_url(url))
    async with engine.begin() as tx:
        await tx.execute(
            sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        )
        if tables := (await tx.scalars(sa.text(filled))).all():
            await tx.execute(sa.text(f"TRUNCATE {', '.join(tables)}"))
        await tx.execute(sa.text("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"))
    await engine.dispose()


async def _sql(server: str, statement: str) -> None:
    """Execute a statement outside of a transaction."""
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()

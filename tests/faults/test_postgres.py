"""A PostgreSQL that is full, locked, read-only or gone for a while: the same as with SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.engine import async_url
from tests.faults.ending import Ending
from tests.faults.hour import spend
from tests.faults.stage import Stage, opened

FROM, TO = 3, 8
# By what goes wrong, the statement that lets it: raised as the server itself would raise it.
REFUSING = {
    "disk_full": "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'",
    "lock_not_available": "RAISE EXCEPTION 'lock timeout' USING ERRCODE = '55P03'",
    "deadlock_detected": "RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'",
    "admin_shutdown": "PERFORM pg_terminate_backend(pg_backend_pid())",
}
# As when a disk has room in some files' last pages and in others none.
TABLES = ("facts", "messages_out", "preferences")


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """The server's own way in, beside Renao."""
    engine = create_async_engine(async_url(postgres_url), isolation_level="AUTOCOMMIT")
    yield engine
    await engine.dispose()


async def refuse(server: AsyncEngine, how: str) -> None:
    """Let what is written into some tables fail from now on."""
    async with server.connect() as connection:
        body = f"$$ BEGIN {how}; RETURN NULL; END $$"
        function = f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {body}"
        await connection.execute(sa.text(function))
        for table in TABLES:
            await connection.execute(
                sa.text(
                    f"CREATE TRIGGER refused BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()"
                )
            )


async def accept(server: AsyncEngine) -> None:
    """Let everything be written again."""
    async with server.connect() as connection:
        await connection.execute(sa.text("DROP FUNCTION refuse CASCADE"))


@pytest.mark.parametrize("wrong", REFUSING)
async def test_while_a_server_takes_nothing_telegram_keeps_it_and_all_ends_well(
    tmp_path: Path, postgres_url: str, server: AsyncEngine, good_hour: Ending, wrong: str
) -> None:
    confirmed: dict[int, int] = {}

    async def trouble(stage: Stage, number: int) -> None:
        confirmed[number] = len(stage.world.ledger.entries("confirmed"))
        if number == FROM:
            await refuse(server, REFUSING[wrong])
        if number == TO:
            await accept(server)

    async with opened(tmp_path, url=postgres_url) as stage:
        ended = await spend(stage, trouble, settling=False)
    assert confirmed[TO] == confirmed[FROM + 1]
    assert ended.without_ids == good_hour.without_ids
    assert ended.counted_posts() == good_hour.counted_posts()

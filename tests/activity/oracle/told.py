"""A database in which all that the oracle knows was recorded, one of each kind: for the tests beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from typing import TypeAlias

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.activity import chats, polls, responses
from bot.activity.chats import Chat, Defaults
from bot.activity.record import record
from bot.clock import DAY
from bot.storage import Tx
from bot.storage.engine import async_url, open_database
from bot.storage.schema import recordings
from tests.activity import updates as u
from tests.activity.oracle.crowd import NOW, ZONE, telling
from tests.activity.oracle.oracle import Oracle

MEMBERS_NOW = 60
# When Renao was up: out for two days in February, and for some hours of the night in which clocks change.
UP = [
    (NOW - 140 * DAY, NOW - 68 * DAY),
    (NOW - 66 * DAY, NOW - 21.7 * DAY),
    (NOW - 21.4 * DAY, NOW),
]
Group: TypeAlias = tuple[Tx, Chat]


def told(
    request: pytest.FixtureRequest,
    oracle: Oracle,
    factory: pytest.TempPathFactory,
    name: str,
) -> Iterator[str]:
    """Make a database of the kind `request.param`; yield its URL, and drop it in the end.

    name: what tells it from those of other tests.
    """
    if request.param == "sqlite":
        path = factory.mktemp(name) / "renao.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        asyncio.run(_tell(f"sqlite:///{path}", oracle))
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    asyncio.run(_execute(server, f"CREATE DATABASE renao_{name} TEMPLATE {template}"))
    url = async_url(server).set(database=f"renao_{name}", drivername="postgresql")
    asyncio.run(_tell(url.render_as_string(False), oracle))
    yield url.render_as_string(False)
    asyncio.run(_execute(server, f"DROP DATABASE renao_{name} WITH (FORCE)"))


async def _execute(server: str, statement: str) -> None:
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


async def _tell(url: str, oracle: Oracle) -> None:
    """Record what happened; what Telegram does not date comes in a batch of its own, at its moment."""
    database = open_database(url)
    defaults = Defaults(ZONE, "en")
    start = oracle.story[0].at - 60 * 86400
    async with database.write() as tx:
        await record(tx, [u.promoted(1, at=start)], start, defaults)
        await polls.posted(tx, "p", u.GROUP, 5)
        undated = groupby(
            zip(oracle.story, telling(list(oracle.story)), strict=True),
            key=lambda pair: pair[0].at if pair[0].what in ("press", "vote") else 0,
        )
        for at, pairs in undated:
            await record(tx, [update for _, told in pairs for update in told], at, defaults)
        await chats.set_member_count(tx, u.GROUP, MEMBERS_NOW)
        up = [{"started": start, "until": until} for start, until in UP]
        await tx.execute(sa.insert(recordings), up)
    await responses.settle(database, NOW)
    await database.close()


@asynccontextmanager
async def group_at(url: str) -> AsyncIterator[Group]:
    """Look at the group in such a database."""
    database = open_database(url)
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        yield tx, chat
    await database.close()

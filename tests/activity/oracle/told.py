"""A database in which all that the oracle knows was recorded, one of each kind: for the tests beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from typing import TypeAlias

import pytest
import sqlalchemy as sa

from bot.activity import chats, polls, responses
from bot.activity.chats import Chat, Defaults
from bot.activity.record import record
from bot.clock import DAY
from bot.storage import Tx
from bot.storage.engine import open_database
from bot.storage.schema import recordings
from tests.activity import updates as u
from tests.activity.oracle.crowd import NOW, ZONE, telling
from tests.activity.oracle.oracle import Oracle
from tests.postgres import copied

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

    name: of the folder of the file, where it is one.
    """
    if request.param == "sqlite":
        path = factory.mktemp(name) / "renao.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        asyncio.run(_tell(f"sqlite:///{path}", oracle))
        yield f"sqlite:///{path}"
        return
    server, template = map(request.getfixturevalue, ("postgres_server", "postgres_template"))
    with copied(server, template) as url:
        asyncio.run(_tell(url, oracle))
        yield url


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

"""The database for a command that works beside a Renao that runs, or without one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.config import Settings
from bot.storage import Database
from bot.storage.lock import alone
from bot.storage.migrate import migrate, newest, revision
from bot.storage.reach import reached


@asynccontextmanager
async def at_hand(settings: Settings) -> AsyncIterator[Database]:
    """Lend the database at its newest schema; whoever has to bring it there must be alone with it.

    Raises:
        StorageError: it cannot be used, or it is too old and another Renao is using it.
    """
    url = settings.database.url
    async with reached(url, synchronous=settings.database.synchronous) as database:
        if await revision(database) != newest():
            async with alone(database, url):
                await migrate(database)
        yield database

"""A group that was recorded, as the figures read it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.activity import chats
from bot.activity.chats import Chat
from bot.storage import Database, Tx
from tests.activity import updates as u


@asynccontextmanager
async def in_group(database: Database) -> AsyncIterator[tuple[Tx, Chat]]:
    """Lend a reading transaction, and the group that the tests' people are in."""
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        yield tx, chat

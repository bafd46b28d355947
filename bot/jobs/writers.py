"""Let entries that are meant for all groups of their writers answer in those that these run now."""

from collections.abc import Collection

from bot.activity import chats
from bot.faq import places
from bot.people import roles
from bot.storage import Database, Tx


async def follow_all(database: Database, owners: Collection[int]) -> None:
    """Follow every writer of such entries: into the groups she came to run, out of those she runs no more."""
    async with database.read() as tx:
        writers = await places.writers(tx)
    for writer in writers:
        async with database.write() as tx:
            await places.follow(tx, writer, await _run_by(tx, writer, owners))


async def _run_by(tx: Tx, user_id: int, owners: Collection[int]) -> set[int]:
    there = {group.chat_id for group in await chats.groups(tx)}
    return there if user_id in owners else there & await roles.groups_steered_by(tx, user_id)

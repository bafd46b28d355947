"""Counts the changes to a group's entries, so that every process knows when to read them again."""

from collections.abc import Collection

import sqlalchemy as sa

from bot.storage import Tx
from bot.storage.bulk import select_given
from bot.storage.schema import faq_versions
from bot.storage.upsert import insert

KNOWN = """
    SELECT faq_versions.chat_id, faq_versions.version
      FROM given JOIN faq_versions ON faq_versions.chat_id = given.chat_id
"""


async def version(tx: Tx, chat_id: int) -> int:
    """Return a number that every change to what answers in a chat raises; 0 if it never had one."""
    query = sa.select(faq_versions.c.version).where(faq_versions.c.chat_id == chat_id)
    return await tx.scalar(query) or 0


async def versions(tx: Tx, chats: Collection[int]) -> dict[int, int]:
    """Return these numbers of some chats; without those that never had an entry."""
    found = await select_given(tx, KNOWN, ("chat_id",), [(chat_id,) for chat_id in chats])
    return {row[0]: row[1] for row in found}


async def all_versions(tx: Tx) -> dict[int, int]:
    """Return these numbers of every chat that ever had an entry."""
    rows = await tx.execute(sa.select(faq_versions.c.chat_id, faq_versions.c.version))
    return {row.chat_id: row.version for row in rows}


async def changed(tx: Tx, *chats: int) -> None:
    """Let every process know that what answers in these chats is to be read again."""
    rows = [{"chat_id": chat_id, "version": 1} for chat_id in sorted(set(chats))]
    if rows:
        next_one = {"version": faq_versions.c.version + 1}
        statement = insert(tx, faq_versions).values(rows)
        await tx.execute(
            statement.on_conflict_do_update(index_elements=[faq_versions.c.chat_id], set_=next_one)
        )

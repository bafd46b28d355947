"""Counts the changes to a group's entries, so that every process knows when to read them again."""

import sqlalchemy as sa

from bot.storage import Tx
from bot.storage.schema import faq_versions
from bot.storage.upsert import insert


async def version(tx: Tx, chat_id: int) -> int:
    """Return a number that every change to what answers in a chat raises; 0 if it never had one."""
    query = sa.select(faq_versions.c.version).where(faq_versions.c.chat_id == chat_id)
    return await tx.scalar(query) or 0


async def changed(tx: Tx, *chats: int) -> None:
    """Let every process know that what answers in these chats is to be read again."""
    rows = [{"chat_id": chat_id, "version": 1} for chat_id in sorted(set(chats))]
    if rows:
        next_one = {"version": faq_versions.c.version + 1}
        statement = insert(tx, faq_versions).values(rows)
        await tx.execute(
            statement.on_conflict_do_update(index_elements=[faq_versions.c.chat_id], set_=next_one)
        )

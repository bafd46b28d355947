"""Who does not want to stand in a group's public lists."""

import sqlalchemy as sa

from bot.storage import Tx
from bot.storage.schema import unlisted
from bot.storage.upsert import insert


async def hide(tx: Tx, chat_id: int, user_id: int) -> None:
    """Leave a person out of a group's lists from now on."""
    row = insert(tx, unlisted).values(chat_id=chat_id, user_id=user_id)
    await tx.execute(row.on_conflict_do_nothing())


async def show(tx: Tx, chat_id: int, user_id: int) -> None:
    """Let a person stand in a group's lists again."""
    hers = sa.and_(unlisted.c.chat_id == chat_id, unlisted.c.user_id == user_id)
    await tx.execute(sa.delete(unlisted).where(hers))


async def hidden(tx: Tx, chat_id: int) -> set[int]:
    """Return who is to be left out of a group's lists."""
    query = sa.select(unlisted.c.user_id).where(unlisted.c.chat_id == chat_id)
    return set((await tx.scalars(query)).all())


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let who is left out of a group's lists be left out of the supergroup's that it became."""
    for user_id in await hidden(tx, old_chat):
        await hide(tx, new_chat, user_id)
    await tx.execute(sa.delete(unlisted).where(unlisted.c.chat_id == old_chat))

"""Who does not want to be told of proposals in a group."""

import sqlalchemy as sa

from bot.storage import Tx
from bot.storage.schema import faq_untold
from bot.storage.upsert import insert


async def stop(tx: Tx, chat_id: int, user_id: int) -> None:
    """Tell a person of no more proposals of a group."""
    row = insert(tx, faq_untold).values(chat_id=chat_id, user_id=user_id)
    await tx.execute(row.on_conflict_do_nothing())


async def resume(tx: Tx, chat_id: int, user_id: int) -> None:
    """Tell a person of a group's proposals again."""
    hers = sa.and_(faq_untold.c.chat_id == chat_id, faq_untold.c.user_id == user_id)
    await tx.execute(sa.delete(faq_untold).where(hers))


async def untold(tx: Tx, chat_id: int) -> set[int]:
    """Return who wants to be told of no proposals of a group."""
    query = sa.select(faq_untold.c.user_id).where(faq_untold.c.chat_id == chat_id)
    return set((await tx.scalars(query)).all())

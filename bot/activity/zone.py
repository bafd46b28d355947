"""The time zone that a group's days are counted in."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import recount
from bot.storage import Tx
from bot.storage.schema import chats, recounts


async def set_zone(tx: Tx, chat_id: int, zone: ZoneInfo) -> None:
    """Count a group's days in `zone` from now on, and those that are past anew from their facts."""
    await tx.execute(sa.update(chats).where(chats.c.chat_id == chat_id).values(zone=zone.key))
    await recount.rebuild_all(tx, chat_id)
    # What was checked were other days.
    await tx.execute(sa.delete(recounts).where(recounts.c.chat_id == chat_id))

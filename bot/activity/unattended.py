"""What was asked or first said in a group and has no response yet, although there was time for one."""

from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.conversation import PATIENCE
from bot.clock import Instant
from bot.clock.waking import after_waking
from bot.storage import Tx
from bot.storage.schema import awaited

c = awaited.c
# So many are looked at; the oldest of them come first.
LOOKED_AT = 200


class Unattended(NamedTuple):
    """A message that waits; `text` is there for questions only, and as long as that is kept."""

    message_id: int
    topic_id: int
    user_id: int
    at: int
    is_question: bool
    is_first: bool
    text: str | None


async def unattended(
    tx: Tx, chat: Chat, since: Instant, now: Instant, patience: float = PATIENCE
) -> list[Unattended]:
    """Return what has waited for longer than `patience` seconds of waking time, the longest first."""
    names = [c[name] for name in Unattended._fields]
    waiting = sa.and_(
        c.chat_id == chat.chat_id,
        c.at >= since,
        c.at <= now - patience,
        c.response_id.is_(None),
        # What stood in the group when it had another id cannot be answered any more.
        c.message_id > 0,
    )
    query = sa.select(*names).where(waiting).order_by(c.at, c.message_id).limit(LOOKED_AT)
    found = [Unattended(*row) for row in await tx.execute(query)]
    return [each for each in found if after_waking(each.at, patience, chat.zone) <= now]

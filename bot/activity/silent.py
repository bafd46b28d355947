"""Members who have not been heard of for long, and how many never were."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.members import Member
from bot.activity.pseudonyms import FIRST
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import members


@dataclass(frozen=True)
class Silent:
    """Some of the `count` members who were last active before a moment, the longest silent first.

    `unseen` are the members who never did anything that Renao saw, not even come; None where nobody knows
    how many members there are.
    """

    count: int
    shown: tuple[Member, ...]
    unseen: int | None


async def silent_since(tx: Tx, chat: Chat, before: Instant, *, skip: int, limit: int) -> Silent:
    """Return who is still in a group, but neither acted nor came at `before` or later."""
    c = members.c
    came_back = sa.or_(c.left_at.is_(None), c.joined_at > c.left_at)
    # Whoever was forgotten is nobody to write to.
    inside = sa.and_(c.chat_id == chat.chat_id, came_back, c.user_id < FIRST)
    acted, came = sa.func.coalesce(c.last_act, 0), sa.func.coalesce(c.joined_at, 0)
    heard = sa.case((came > acted, came), else_=acted)
    counted = sa.select(sa.func.count(), sa.func.count().filter(heard < before)).where(inside)
    known, count = (await tx.execute(counted)).one()
    longest = sa.select(members).where(inside, heard < before).order_by(heard, c.user_id)
    rows = await tx.execute(longest.offset(skip).limit(limit))
    return Silent(
        count=count,
        shown=tuple(Member(**row._mapping) for row in rows),
        # Telegram counts Renao too.
        unseen=None if chat.member_count is None else max(chat.member_count - 1 - known, 0),
    )

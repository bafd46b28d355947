"""What people want done with all that is kept about them: written down at once, done a moment later.

A wish to be forgotten is a row for each chat, so that each is a transaction of its own and a crash between
two of them loses nothing. What belongs to no group belongs to the private chat, whose id is the person's.
"""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from bot.activity import chats
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import wishes
from bot.storage.upsert import insert


class Kind(StrEnum):
    """FORGET: nothing in that chat shall point to her. MYDATA: a file of it all, into that private chat."""

    FORGET = "forget"
    MYDATA = "mydata"


@dataclass(frozen=True)
class Wish:
    """One wish of one person, about one chat."""

    chat_id: int
    user_id: int
    kind: Kind
    language: str
    at: Instant

    @property
    def is_private(self) -> bool:
        """Say whether it is about what belongs to no group."""
        return self.chat_id == self.user_id


async def want_data(tx: Tx, user_id: int, language: str, now: Instant) -> None:
    """Let a person have a file of all that is kept about her."""
    await _want(tx, Wish(user_id, user_id, Kind.MYDATA, language, now))


async def want_forgotten(tx: Tx, chat_id: int, user_id: int, now: Instant) -> None:
    """Let a person be forgotten in one chat."""
    await _want(tx, Wish(chat_id, user_id, Kind.FORGET, "", now))


async def want_forgotten_everywhere(tx: Tx, user_id: int, now: Instant) -> None:
    """Let a person be forgotten in every chat, and in private."""
    for chat in await chats.every(tx):
        await want_forgotten(tx, chat.chat_id, user_id, now)
    await want_forgotten(tx, user_id, user_id, now)


async def waiting(tx: Tx) -> list[Wish]:
    """Return the wishes that are to be granted, the oldest first; of one person's, the private one last."""
    private = wishes.c.chat_id == wishes.c.user_id
    found = await tx.execute(sa.select(wishes).order_by(wishes.c.at, private, wishes.c.chat_id))
    return [Wish(row.chat_id, row.user_id, Kind(row.kind), row.language, row.at) for row in found]


async def granted(tx: Tx, wish: Wish) -> None:
    """Write down that a wish is fulfilled."""
    c = wishes.c
    this = sa.and_(c.chat_id == wish.chat_id, c.user_id == wish.user_id, c.kind == wish.kind)
    await tx.execute(sa.delete(wishes).where(this))


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let who wants to be forgotten in a group be forgotten in the supergroup that it became."""
    columns = [column for column in wishes.c if column.name != "chat_id"]
    moved = sa.select(sa.literal(new_chat, sa.BigInteger), *columns)
    statement = insert(tx, wishes).from_select(
        ["chat_id", *(column.name for column in columns)], moved.where(wishes.c.chat_id == old_chat)
    )
    await tx.execute(statement.on_conflict_do_nothing())
    await tx.execute(sa.delete(wishes).where(wishes.c.chat_id == old_chat))


async def _want(tx: Tx, wish: Wish) -> None:
    statement = insert(tx, wishes).values(vars(wish) | {"kind": str(wish.kind)})
    await tx.execute(statement.on_conflict_do_nothing())

"""What people say of an answer: one vote each, and it may be changed."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import faq_votes
from bot.storage.upsert import insert

c = faq_votes.c


@dataclass(frozen=True)
class Votes:
    """How many found an answer good, and how many not."""

    good: int
    bad: int


async def vote(
    tx: Tx, chat_id: int, message_id: int, user_id: int, *, is_good: bool, now: Instant
) -> bool:
    """Write down what a person thinks of the answer to a message; False if she had said so before."""
    this = sa.and_(c.chat_id == chat_id, c.message_id == message_id, c.user_id == user_id)
    before = await tx.scalar(sa.select(c.is_good).where(this))
    if before is is_good:
        return False
    key = {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
    said = {"is_good": is_good, "at": now}
    statement = insert(tx, faq_votes).values(key | said)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=said))
    return True


async def on(tx: Tx, chat_id: int, message_id: int) -> Votes:
    """Count the votes on the answer to a message."""
    this = sa.and_(c.chat_id == chat_id, c.message_id == message_id)
    query = sa.select(sa.func.count().filter(c.is_good), sa.func.count().filter(~c.is_good))
    good, bad = (await tx.execute(query.where(this))).one()
    return Votes(good, bad)

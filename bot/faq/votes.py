"""What people say of an answer: one vote each, and it may be changed."""

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import faq_served, faq_votes
from bot.storage.upsert import insert

c = faq_votes.c


async def vote(
    tx: Tx,
    chat_id: int,
    message_id: int,
    user_id: int,
    entry_id: int,
    *,
    is_good: bool,
    now: Instant,
) -> bool:
    """Write down what a person thinks of the answer to a message; False if she had said so before.

    entry_id: the entry that she judges; a message may get another one later.
    """
    this = sa.and_(c.chat_id == chat_id, c.message_id == message_id, c.user_id == user_id)
    before = (await tx.execute(sa.select(c.is_good, c.entry_id).where(this))).first()
    if before is not None and tuple(before) == (is_good, entry_id):
        return False
    key = {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
    said = {"is_good": is_good, "entry_id": entry_id, "at": now}
    statement = insert(tx, faq_votes).values(key | said)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=said))
    return True


async def complaints(tx: Tx, chat_id: int, since: Instant) -> list[float]:
    """Return the scores of answers of which whoever asked says that she did not mean them."""
    same = sa.and_(
        c.chat_id == faq_served.c.chat_id,
        c.message_id == faq_served.c.message_id,
        c.user_id == faq_served.c.user_id,
    )
    wrong = sa.and_(faq_served.c.chat_id == chat_id, faq_served.c.at > since, ~c.is_good)
    query = sa.select(faq_served.c.score).join(faq_votes, same)
    return list(await tx.scalars(query.where(wrong, faq_served.c.score.is_not(None))))

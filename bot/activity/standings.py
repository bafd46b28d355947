"""Renao's own standing in a chat through time: what it could see there and then."""

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import standings
from bot.storage.upsert import insert


async def note(tx: Tx, chat_id: int, status: str, at: Instant, *, reads_all: bool) -> None:
    """Write down what Renao is in a chat since `at`, where that is another than was known for that moment."""
    earlier = sa.and_(standings.c.chat_id == chat_id, standings.c.since <= at)
    query = sa.select(standings.c.status, standings.c.reads_all).where(earlier)
    last = (await tx.execute(query.order_by(standings.c.since.desc()).limit(1))).first()
    if last is not None and tuple(last) == (status, reads_all):
        return
    row = {"chat_id": chat_id, "since": at, "status": status, "reads_all": reads_all}
    keys = standings.primary_key.columns
    statement = insert(tx, standings).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))

"""Which chat each of Renao's own polls stands in: Telegram does not say it with a vote."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.activity.wire import Update
from bot.storage import Tx
from bot.storage.schema import polls
from bot.storage.upsert import insert

# Made once: most batches ask it.
PLACES = sa.select(polls).where(polls.c.poll_id.in_(sa.bindparam("voted", expanding=True)))


async def posted(tx: Tx, poll_id: str, chat_id: int, message_id: int) -> None:
    """Write down that the poll `poll_id` stands in a chat, so that its votes are counted there."""
    row = {"poll_id": poll_id, "chat_id": chat_id, "message_id": message_id}
    await tx.execute(insert(tx, polls).values(row).on_conflict_do_nothing())


async def places_of(tx: Tx, updates: Sequence[Update]) -> dict[str, tuple[int, int]]:
    """Return the chat and the message of each poll that `updates` have votes for, as far as known."""
    voted = {update.poll_answer.poll_id for update in updates if update.poll_answer}
    if not voted:
        return {}
    found = await tx.execute(PLACES, {"voted": list(voted)})
    return {row.poll_id: (row.chat_id, row.message_id) for row in found}

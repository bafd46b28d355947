"""Which chat each of Renao's own polls stands in: Telegram does not say it with a vote."""

from collections.abc import Sequence

from bot.activity.wire import Update
from bot.storage import Tx
from bot.storage.bulk import select_given
from bot.storage.schema import polls
from bot.storage.upsert import insert

PLACES = """
    SELECT polls.poll_id, polls.chat_id, polls.message_id
      FROM given JOIN polls ON polls.poll_id = given.poll_id
"""


async def posted(tx: Tx, poll_id: str, chat_id: int, message_id: int) -> None:
    """Write down that the poll `poll_id` stands in a chat, so that its votes are counted there."""
    row = {"poll_id": poll_id, "chat_id": chat_id, "message_id": message_id}
    await tx.execute(insert(tx, polls).values(row).on_conflict_do_nothing())


async def places_of(tx: Tx, updates: Sequence[Update]) -> dict[str, tuple[int, int]]:
    """Return the chat and the message of each poll that `updates` have votes for, as far as known."""
    voted = {update.poll_answer.poll_id for update in updates if update.poll_answer}
    if not voted:
        return {}
    found = await select_given(tx, PLACES, ("poll_id",), [(poll_id,) for poll_id in voted])
    return {poll_id: (chat_id, message_id) for poll_id, chat_id, message_id in found}

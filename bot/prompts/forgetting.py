"""Forget a person who planned posts: they are posted as planned."""

from bot.storage import Tx
from bot.storage.people import replace_person
from bot.storage.schema import schedules


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in a chat."""
    await replace_person(tx, schedules, chat_id, user_id, pseudonym)

"""Forget a person who asked, or who wrote an entry: questions and entries stay, hers no more."""

from bot.storage import Tx
from bot.storage.people import replace_person
from bot.storage.schema import faq_entries, faq_served


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in a chat."""
    for table in (faq_entries, faq_served):
        await replace_person(tx, table, chat_id, user_id, pseudonym)

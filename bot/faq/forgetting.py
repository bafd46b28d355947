"""Forget a person who asked, answered, judged, or wrote an entry: entries stay, hers no more.

The words of her questions go with her, and so do answers of hers that no operator made an entry of.
"""

import sqlalchemy as sa

from bot.activity.asked import texts_of
from bot.faq import proposals
from bot.storage import Tx
from bot.storage.people import mentions, replace_person
from bot.storage.schema import (
    faq_entries,
    faq_facts,
    faq_held,
    faq_negatives,
    faq_proposals,
    faq_removed,
    faq_served,
    faq_untold,
    faq_votes,
)


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in a chat."""
    asked = sa.and_(faq_served.c.chat_id == chat_id, faq_served.c.user_id == user_id)
    await tx.execute(sa.update(faq_served).where(asked).values(text=None))
    judged = sa.and_(faq_negatives.c.said_by == user_id, ~faq_negatives.c.kept)
    for gone in (
        sa.delete(faq_negatives).where(faq_negatives.c.chat_id == chat_id, judged),
        sa.delete(faq_held).where(faq_held.c.chat_id == chat_id, faq_held.c.user_id == user_id),
        sa.delete(faq_proposals).where(
            faq_proposals.c.chat_id == chat_id, faq_proposals.c.author_id == user_id
        ),
        sa.delete(faq_untold).where(
            faq_untold.c.chat_id == chat_id, faq_untold.c.user_id == user_id
        ),
    ):
        await tx.execute(gone)
    await proposals.forget_words(tx, chat_id, await texts_of(tx, chat_id, user_id))
    await _forget_removed(tx, chat_id, user_id)
    for table in (faq_entries, faq_served, faq_facts, faq_negatives, faq_votes):
        await replace_person(tx, table, chat_id, user_id, pseudonym)


async def _forget_removed(tx: Tx, chat_id: int, user_id: int) -> None:
    """Delete what she removed, or wrote, and could still be put back."""
    c = faq_removed.c
    found = await tx.execute(sa.select(faq_removed).where(c.chat_id == chat_id))
    for row in found.all():
        if row.removed_by == user_id or mentions(row.entry, user_id):
            this = sa.and_(c.chat_id == chat_id, c.entry_id == row.entry_id)
            await tx.execute(sa.delete(faq_removed).where(this))

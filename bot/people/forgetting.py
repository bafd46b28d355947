"""Forget a person: her offices and choices go, and what she did in office stays as a pseudonym's."""

import re

import sqlalchemy as sa

from bot.activity import members
from bot.storage import Tx
from bot.storage.people import replace_person
from bot.storage.schema import administrators, audit, forms, operators, preferences, unlisted


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in a chat; in her private chat, forget what she chose.

    Must run while the record still knows what she is called.
    """
    known = await members.get(tx, chat_id, user_id)
    for table in (operators, administrators, unlisted, forms):
        hers = sa.and_(table.c.chat_id == chat_id, table.c.user_id == user_id)
        await tx.execute(sa.delete(table).where(hers))
    await replace_person(tx, operators, chat_id, user_id, pseudonym)
    await _forget_acts(tx, chat_id, user_id, pseudonym, known.username if known else None)
    if known is not None:
        # In a list that everybody sees, a number that is nobody would only be read as her.
        await tx.execute(sa.insert(unlisted).values(chat_id=chat_id, user_id=pseudonym))
    c = preferences.c
    if chat_id == user_id:
        for table in (preferences, forms):
            await tx.execute(sa.delete(table).where(table.c.user_id == user_id))
    else:
        chosen = sa.and_(c.user_id == user_id, c.chosen_chat == chat_id)
        await tx.execute(sa.update(preferences).where(chosen).values(chosen_chat=None))


async def _forget_acts(
    tx: Tx, chat_id: int, user_id: int, pseudonym: int, username: str | None
) -> None:
    """Keep what was done in office, by nobody in particular, also where she was the one it was about."""
    here = audit.c.chat_id == chat_id
    hers = sa.and_(here, audit.c.user_id == user_id)
    await tx.execute(sa.update(audit).where(hers).values(name=""))
    await replace_person(tx, audit, chat_id, user_id, pseudonym)
    words = [rf"(?<!\d){user_id}(?!\d)"] + ([rf"@{re.escape(username)}\b"] if username else [])
    named = re.compile("|".join(words), re.IGNORECASE)
    lines = await tx.execute(sa.select(audit.c.id, audit.c.detail).where(here))
    for line in lines.all():
        if named.search(line.detail):
            detail = named.sub(str(pseudonym), line.detail)
            await tx.execute(sa.update(audit).where(audit.c.id == line.id).values(detail=detail))

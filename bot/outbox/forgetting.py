"""Forget a person: her private chat, the buttons made for her, and those that are about her."""

import sqlalchemy as sa

from bot.outbox.message import State
from bot.storage import Tx
from bot.storage.people import mentions, replace_person
from bot.storage.schema import buttons, holds, messages_out, silences

c = messages_out.c


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Forget what a person was told in private, or in a group what was made for her and speaks of her."""
    if chat_id == user_id:
        for table in (messages_out, silences, buttons):
            await tx.execute(sa.delete(table).where(table.c.chat_id == chat_id))
        return
    hers = sa.and_(buttons.c.chat_id == chat_id, buttons.c.made_for == user_id)
    await tx.execute(sa.delete(buttons).where(hers))
    await _forget_buttons_about(tx, chat_id, user_id)
    await replace_person(tx, holds, chat_id, user_id, pseudonym)
    # Such a key only keeps something from being said twice within the hour.
    keyed = sa.and_(c.chat_id == chat_id, c.dedupe_key.contains(f":{user_id}:"))
    await tx.execute(sa.update(messages_out).where(keyed).values(dedupe_key=None))


async def still_to_say(tx: Tx, chat_id: int) -> bool:
    """Say whether a message waits to be sent to a chat."""
    waits = sa.and_(c.chat_id == chat_id, c.state.in_([State.QUEUED, State.SENDING]))
    return await tx.scalar(sa.select(c.id).where(waits).limit(1)) is not None


async def _forget_buttons_about(tx: Tx, chat_id: int, user_id: int) -> None:
    """Forget the buttons that do something about a person in a chat, in whatever chat they are pressed."""
    written = sa.cast(buttons.c.data, sa.Text).contains(str(user_id))
    found = await tx.execute(sa.select(buttons).where(written))
    for button in found.all():
        about = button.data.get("chat_id", chat_id) == chat_id or button.chat_id == chat_id
        if about and mentions(button.data, user_id):
            await tx.execute(sa.delete(buttons).where(buttons.c.token == button.token))

"""A group became a supergroup: whatever was meant for the old one goes to the new one."""

import sqlalchemy as sa

from bot.outbox.draft import AFTERWARDS
from bot.outbox.holds import carry_hold_over
from bot.outbox.message import State
from bot.outbox.targets import is_too_early
from bot.storage import Tx
from bot.storage.schema import buttons, messages_out, silences


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Move messages, buttons, waits and holds to the supergroup; done twice, it does no more.

    Message ids mean other messages there: replies and topics are let go, edits, pins and deletions of what
    is there forgotten, and the id of a message that was sent becomes negative, those of an album none.
    """
    await _forget_what_cannot_move(tx, old_chat, new_chat)
    c = messages_out.c
    moved = {
        "chat_id": new_chat,
        "topic_id": None,
        "reply_to": None,
        "message_id": -sa.func.abs(c.message_id),
        "message_ids": None,
    }
    await tx.execute(sa.update(messages_out).where(c.chat_id == old_chat).values(moved))
    await tx.execute(
        sa.update(buttons).where(buttons.c.chat_id == old_chat).values(chat_id=new_chat)
    )
    await _move_wait(tx, old_chat, new_chat)
    await carry_hold_over(tx, old_chat, new_chat)


async def _forget_what_cannot_move(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Delete what was still to be done with messages there, and what was put for both chats under one key."""
    c = messages_out.c
    undone = c.state.in_([State.QUEUED, State.SENDING])
    stale = sa.and_(c.kind.in_(AFTERWARDS), undone, sa.not_(is_too_early()))
    there = sa.select(c.dedupe_key).where(c.chat_id == new_chat, c.dedupe_key.is_not(None))
    gone = sa.or_(stale, c.dedupe_key.in_(there))
    await tx.execute(sa.delete(messages_out).where(c.chat_id == old_chat, gone))


async def _move_wait(tx: Tx, old_chat: int, new_chat: int) -> None:
    c = silences.c
    wait = (await tx.execute(sa.select(silences).where(c.chat_id == old_chat))).first()
    there = await tx.scalar(sa.select(c.chat_id).where(c.chat_id == new_chat))
    await tx.execute(sa.delete(silences).where(c.chat_id == old_chat))
    if wait is not None and wait.until is not None and there is None:
        row = {"chat_id": new_chat, "until": wait.until, "reason": wait.reason}
        await tx.execute(sa.insert(silences).values(row))

"""Buttons: Telegram carries only a random token; what it means, and for whom, stays with us."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.draft import JSON, Button
from bot.storage import Tx
from bot.storage.schema import buttons

TOKEN_BYTES = 16
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Pressed:
    """What a pressed button means; `again` if it has been pressed before, by anyone."""

    action: str
    data: dict[str, JSON]
    again: bool


async def lay_out(
    tx: Tx, chat_id: int, rows: Sequence[Sequence[Button]], now: Instant
) -> list[list[dict[str, str]]] | None:
    """Give every button of a keyboard its token; return the keyboard as it is kept with the message."""
    keyboard = [[await _lay(tx, chat_id, button, now) for button in row] for row in rows]
    return keyboard or None


async def _lay(tx: Tx, chat_id: int, button: Button, now: Instant) -> dict[str, str]:
    if button.url is not None:
        return {"label": str(button.label), "url": button.url}
    if button.app is not None:
        return {"label": str(button.label), "app": button.app}
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "token": token,
        "chat_id": chat_id,
        "made_for": button.made_for,
        "action": button.action,
        "data": dict(button.data),
        "expires_at": now + button.lasts,
    }
    await tx.execute(sa.insert(buttons).values(row))
    return {"label": str(button.label), "token": token}


async def lay_link(tx: Tx, person: int, button: Button, now: Instant) -> str:
    """Return a token that does in a person's private chat, once, what `button` does; fit for a link."""
    return (await _lay(tx, person, button, now))["token"]


async def press(tx: Tx, token: str, *, chat_id: int, user_id: int, now: Instant) -> Pressed | None:
    """Return what the button behind `token` means, to this person in this chat.

    None if there is no such button here, it was made for somebody else, or its time is over.
    """
    if not TOKEN.fullmatch(token):
        return None  # Anybody can make up a press, with characters that no database takes.
    c = buttons.c
    mine = sa.or_(c.made_for.is_(None), c.made_for == user_id)
    this = sa.and_(c.token == token, c.chat_id == chat_id)
    found = (await tx.execute(sa.select(buttons).where(this, mine, c.expires_at > now))).first()
    if found is None:
        return None
    await tx.execute(sa.update(buttons).where(this, c.used_at.is_(None)).values(used_at=now))
    return Pressed(found.action, found.data, found.used_at is not None)

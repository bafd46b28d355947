"""What a person is filling in, step by step, in her private chat: one form at a time.

What she has said so far is kept in the database, so that she can go on after a restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.clock import DAY, Instant
from bot.storage import Tx
from bot.storage.schema import forms
from bot.storage.upsert import insert

# A form that nobody has touched for so long has been given up.
LASTS = DAY


@dataclass(frozen=True)
class Form:
    """A form of `kind` about the group `chat_id`; `data` is JSON, whatever the form makes of it."""

    user_id: int
    chat_id: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


async def keep(tx: Tx, form: Form, now: Instant) -> None:
    """Open a form, or keep what has been filled in; another that was open is given up."""
    values = {"chat_id": form.chat_id, "kind": form.kind, "data": dict(form.data), "at": now}
    statement = insert(tx, forms).values(values | {"user_id": form.user_id})
    await tx.execute(statement.on_conflict_do_update(index_elements=[forms.c.user_id], set_=values))


async def opened(tx: Tx, user_id: int, now: Instant) -> Form | None:
    """Return the form that a person is filling in; None if there is none, or not for a day."""
    hers = sa.and_(forms.c.user_id == user_id, forms.c.at > now - LASTS)
    row = (await tx.execute(sa.select(forms).where(hers))).first()
    return Form(row.user_id, row.chat_id, row.kind, row.data) if row else None


async def close(tx: Tx, user_id: int) -> bool:
    """Put a person's form away; False if she had none open."""
    closed = await tx.execute(sa.delete(forms).where(forms.c.user_id == user_id))
    return closed.rowcount > 0


async def forget_old(tx: Tx, now: Instant) -> int:
    """Delete forms that were given up; return how many."""
    return (await tx.execute(sa.delete(forms).where(forms.c.at <= now - LASTS))).rowcount


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let forms about a group be about the supergroup that it became."""
    about = forms.c.chat_id == old_chat
    await tx.execute(sa.update(forms).where(about).values(chat_id=new_chat))

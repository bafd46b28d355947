"""Updates of one person: what of them is hers to see, and their end when she is to be forgotten."""

from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.people import mentions
from bot.storage.schema import updates

# What could not even be recorded was set aside without its chat.
NOWHERE = 0


@dataclass(frozen=True)
class Left:
    """An update of somebody that waits or was set aside, and what she wrote in it."""

    update_id: int
    chat_id: int
    received_at: Instant
    state: str
    text: str | None


async def left_by(tx: Tx, user_id: int) -> list[Left]:
    """Return the updates of a person that are still there."""
    found = await _about(tx, user_id, sa.true())
    return [
        Left(row.update_id, row.chat_id, row.received_at, row.state, _text(said))
        for row, said in found
        if _is_by(said, user_id)
    ]


async def forget(tx: Tx, chat_id: int, user_id: int, _pseudonym: int) -> None:
    """Forget what a person did in a chat that is not dealt with yet; empty what failed and names her."""
    here = updates.c.chat_id.in_((chat_id, NOWHERE))
    for row, said in await _about(tx, user_id, here):
        this = updates.c.update_id == row.update_id
        if _is_by(said, user_id) or row.chat_id == user_id:
            await tx.execute(sa.delete(updates).where(this))
        elif row.state == "dead":
            kind = (row.error or "").partition(":")[0]
            await tx.execute(sa.update(updates).where(this).values(raw=b"", error=kind))


async def _about(
    tx: Tx, user_id: int, where: sa.ColumnElement[bool]
) -> list[tuple[sa.Row[Any], dict[str, Any]]]:
    """Return the updates that name a person, with what each says."""
    written = str(user_id).encode()
    found = []
    for row in (await tx.execute(sa.select(updates).where(where))).all():
        if written not in row.raw:
            continue
        said = _read(row.raw)
        # Of one that cannot be read it cannot be told who is meant.
        if said is None or mentions(said, user_id):
            found.append((row, said or {}))
    return found


def _read(raw: bytes) -> dict[str, Any] | None:
    try:
        said = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return None
    return said if isinstance(said, dict) else None


def _is_by(said: dict[str, Any], user_id: int) -> bool:
    """Say whether an update is about what a person did. Pure."""
    contents = [value for value in said.values() if isinstance(value, dict)]
    people = [content.get(key) for content in contents for key in ("from", "user")]
    return any(isinstance(one, dict) and one.get("id") == user_id for one in people)


def _text(said: dict[str, Any]) -> str | None:
    message = said.get("message")
    return message.get("text") if isinstance(message, dict) else None

"""Put a message into the outbox, in the transaction of whatever made it necessary."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.buttons import lay_out
from bot.outbox.draft import AFTERWARDS, FILES, Draft, Policy
from bot.outbox.message import FORGOTTEN, State, pack
from bot.outbox.silences import why_silent
from bot.outbox.split import CAPTION_LIMIT, TEXT_LIMIT, split
from bot.storage import Tx
from bot.storage.schema import messages_out
from bot.storage.upsert import insert


async def put(tx: Tx, draft: Draft, now: Instant) -> list[int]:
    """Queue a draft; return the ids of its messages, several if it had to be split.

    Empty if a draft with this dedupe key was put for this chat before. To a chat that is silent the
    message is queued as dropped, with the reason and without what it would have said.
    """
    texts = _texts(draft)
    common = _common(draft, now)
    silenced = _silenced(await why_silent(tx, draft.chat_id), now)
    first = await _insert(tx, common | _first(draft) | {"text": texts[0]} | silenced)
    if first is None:
        return []
    if silenced:
        return [first]
    ids = [first, *await _insert_rest(tx, common, first, texts[1:])]
    keyboard = await lay_out(tx, draft.chat_id, draft.buttons, now)
    if keyboard:
        await _change(tx, ids[-1], {"buttons": keyboard})
    return ids


def _texts(draft: Draft) -> list[str]:
    """Return the text of each part; the first is the caption where there is one."""
    # PostgreSQL keeps no NUL.
    text = draft.text.replace("\0", "")
    if draft.kind == "album" and draft.buttons:
        return ["", *split(text)]
    captioned = draft.kind in (*FILES, "album")
    return split(text, first=CAPTION_LIMIT if captioned else TEXT_LIMIT)


def _common(draft: Draft, now: Instant) -> dict[str, Any]:
    """Return what all parts of a draft share."""
    return {
        "chat_id": draft.chat_id,
        "topic_id": draft.topic_id,
        "silent": draft.silent,
        "despite_hold": draft.despite_hold,
        "priority": int(draft.priority),
        "policy": Policy.AT_LEAST_ONCE if draft.kind in AFTERWARDS else draft.policy,
        # At once is not the present instant: a clock that is set back would make it a future one.
        "due": 0.0 if draft.due is None else draft.due,
        "created_at": now,
    }


def _first(draft: Draft) -> dict[str, Any]:
    """Return what only the first part says."""
    return {
        "kind": draft.kind,
        "reply_to": draft.reply_to,
        "target_id": draft.target_id,
        "target_out": draft.target_out,
        "media": pack(draft.media),
        "dedupe_key": draft.dedupe_key,
    }


def _silenced(reason: str | None, now: Instant) -> dict[str, Any]:
    if reason is None:
        return {}
    return {"state": State.DROPPED, "error": reason, "settled_at": now} | FORGOTTEN


async def _insert(tx: Tx, row: dict[str, Any]) -> int | None:
    statement = insert(tx, messages_out).values(row)
    once = statement.on_conflict_do_nothing(index_elements=["chat_id", "dedupe_key"])
    inserted: int | None = await tx.scalar(once.returning(messages_out.c.id))
    return inserted


async def _insert_rest(
    tx: Tx, common: dict[str, Any], first: int, texts: Sequence[str]
) -> list[int]:
    if not texts:
        return []
    await _change(tx, first, {"part_of": first})
    rest = [
        await _insert(tx, common | {"kind": "text", "text": text, "part_of": first})
        for text in texts
    ]
    return [one for one in rest if one is not None]


async def _change(tx: Tx, message: int, values: dict[str, Any]) -> None:
    await tx.execute(sa.update(messages_out).where(messages_out.c.id == message).values(values))

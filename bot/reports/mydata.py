"""All that is kept about one person, as a file for her: every table that has a column for a person.

Other people in the same rows are "somebody else": the file is about nobody but her.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.activity import chats, forms
from bot.activity.facts import Kind
from bot.clock import Instant
from bot.clock.days import as_date
from bot.inbox import forgetting as inbox
from bot.reports.export import content_of
from bot.storage import Tx
from bot.storage.people import persons_in, tables_with_persons
from bot.storage.schema import facts, updates
from bot.texts import plain

# Of one table. That is years of a busy person, and stays below what Telegram takes.
MOST_ROWS = 50_000
ROWS_AT_ONCE = 1000
# What is ours to run by and says nothing of her; the token of a button is a key.
LEFT_OUT = {
    "buttons.token",
    "buttons.data",
    "messages_out.media",
    "messages_out.buttons",
    "messages_out.lease_by",
    "messages_out.lease_until",
    "messages_out.dedupe_key",
    "faq_removed.entry",
}
FLAGS = {
    "forwarded": forms.FORWARDED,
    "question": forms.QUESTION,
    "imported": forms.IMPORTED,
    "changed": forms.CHANGED,
}
NOT_GROUPS = "in private"
OTHERS = "somebody else"


async def mydata(tx: Tx, user_id: int, language: str, now: Instant) -> bytes:
    """Return everything that is kept about a person in every group, as JSON: by group, then by table."""
    groups = {chat.chat_id: f"{chat.title} ({chat.chat_id})" for chat in await chats.every(tx)}
    kept: dict[str, dict[str, list[dict[str, Any]]]] = {}
    cut = []
    for table in tables_with_persons():
        rows = await _rows(tx, table, user_id)
        if len(rows) > MOST_ROWS:
            cut.append(table.name)
        for chat_id, row in rows[:MOST_ROWS]:
            place = kept.setdefault(groups.get(chat_id, NOT_GROUPS), {})
            place.setdefault(table.name, []).append(row)
    document = {
        "about": plain("privacy.file_about", language),
        "user_id": user_id,
        "made_at": _moment(now),
        "kept": kept,
        "only_the_newest_of": cut,
    }
    # In a thread: so much text would keep everybody waiting.
    return await asyncio.to_thread(_written, document)


async def _rows(tx: Tx, table: sa.Table, user_id: int) -> list[tuple[int, dict[str, Any]]]:
    """Return a person's rows of a table, each with its chat; of more than `MOST_ROWS` the newest."""
    if table is updates:
        return [(one.chat_id, _told(one)) for one in await inbox.left_by(tx, user_id)]
    hers = sa.or_(*(column == user_id for column in persons_in(table)))
    newest = next((table.c[name] for name in ("at", "day") if name in table.c), None)
    query = sa.select(table).where(hers).limit(MOST_ROWS + 1)
    found = await tx.stream(query if newest is None else query.order_by(newest.desc()))
    rows: list[tuple[int, dict[str, Any]]] = []
    async for some in found.mappings().partitions(ROWS_AT_ONCE):
        rows += [(row.get("chat_id", user_id), _readable(table, row, user_id)) for row in some]
        await asyncio.sleep(0)
    return rows


def _told(left: inbox.Left) -> dict[str, Any]:
    told = {"received_at": _moment(left.received_at), "state": left.state, "text": left.text}
    return {"update_id": left.update_id} | told


def _readable(table: sa.Table, row: Mapping[Any, Any], user_id: int) -> dict[str, Any]:
    """Return a row as a person reads it: dates, words, and nobody but herself."""
    # She answered somebody, or let somebody in: that she did is hers, what was said is not.
    others = row.get("user_id", user_id) != user_id
    wanted = [
        column
        for column in table.columns
        if column.name != "chat_id"
        and f"{table.name}.{column.name}" not in LEFT_OUT
        and not (others and isinstance(column.type, sa.Text))
    ]
    told = {column.name: _value(column, row[column.name], user_id) for column in wanted}
    if table is facts:
        told["form"] = _form(row["kind"], row["form"])
    return {name: value for name, value in told.items() if value is not None}


def _value(column: sa.Column[Any], value: Any, user_id: int) -> Any:
    if value is None:
        return None
    if column.info.get("person"):
        return value if value == user_id else OTHERS
    if column.name == "kind" and isinstance(column.type, sa.SmallInteger):
        return Kind(value).name.lower()
    if column.name in ("day", "last_day"):
        return as_date(value).isoformat()
    if isinstance(column.type, sa.Double) or column.name == "at" or column.name.endswith("_at"):
        return _moment(value)
    return value


def _form(kind: int, form: int) -> str | None:
    """Return in words what the form of a fact says, None for nothing. Pure."""
    words = [content_of(kind, form), *(name for name, bit in FLAGS.items() if form & bit)]
    return ", ".join(filter(None, words)) or None


def _moment(at: Instant) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()

"""Updates as Telegram writes them, for people in a group."""

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import zone
from bot.activity.chats import Defaults
from bot.activity.record import record
from bot.activity.wire import Update, decode
from bot.storage import Database, Tx

GROUP = -1001
START = 1_767_225_600  # 2026-01-01 00:00 UTC
DEFAULTS = Defaults(ZoneInfo("UTC"), "en")


def user(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"Fan {number}"} | more


def group(number: int = GROUP, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "supergroup", "title": "Fans"} | more


def update(update_id: int, **content: Any) -> Update:
    return decode(json.dumps({"update_id": update_id} | content).encode())


def message(number: int, by: int = 1, at: float = START, **more: Any) -> Update:
    content = {
        "message_id": number,
        "chat": group(),
        "date": int(at),
        "from": user(by),
        "text": "hello",
    }
    content |= more
    return update(100_000 + number, message={k: v for k, v in content.items() if v is not None})


def reply(number: int, to: int, by: int = 1, at: float = START, **more: Any) -> Update:
    replied = {"message_id": to, "chat": group(), "date": START, "from": user(9), "text": "?"}
    return message(number, by, at, reply_to_message=replied, **more)


def given(
    to: int, by: int = 1, at: float = START, old: str = "", new: str = "👍"
) -> dict[str, Any]:
    emoji = {
        "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
        "new_reaction": [{"type": "emoji", "emoji": each} for each in new],
    }
    return {"chat": group(), "message_id": to, "user": user(by), "date": int(at)} | emoji


def reaction(
    update_id: int, to: int, by: int = 1, at: float = START, old: str = "", new: str = "👍"
) -> Update:
    return update(update_id, message_reaction=given(to, by, at, old, new))


def change(
    update_id: int, of: int, before: str, after: str, at: float = START, **more: Any
) -> dict[str, Any]:
    return {
        "chat": group(),
        "from": user(of),
        "date": int(at),
        "old_chat_member": {"user": user(of), "status": before},
        "new_chat_member": {"user": user(of), "status": after} | more,
    }


def joined(update_id: int, who: int, at: float = START) -> Update:
    return update(update_id, chat_member=change(update_id, who, "left", "member", at))


def left(update_id: int, who: int, at: float = START) -> Update:
    return update(update_id, chat_member=change(update_id, who, "member", "left", at))


def promoted(update_id: int, at: float = START) -> Update:
    rights = {"can_delete_messages": True}
    content = change(update_id, 99, "member", "administrator", at, **rights)
    return update(update_id, my_chat_member=content)


def demoted(update_id: int, at: float = START) -> Update:
    content = change(update_id, 99, "administrator", "member", at)
    return update(update_id, my_chat_member=content)


def pressed(update_id: int, by: int = 1, on: int = 5) -> Update:
    keyboard = {"message_id": on, "chat": group(), "date": START, "text": "?"}
    content = {"id": "1", "from": user(by), "message": keyboard, "data": "x", "chat_instance": "1"}
    return update(update_id, callback_query=content)


def voted(update_id: int, by: int = 1, poll: str = "p", options: Sequence[int] = (0,)) -> Update:
    content = {"poll_id": poll, "user": user(by), "option_ids": list(options)}
    return update(update_id, poll_answer=content)


def edited(update_id: int, number: int, by: int = 1, at: float = START, **more: Any) -> Update:
    content = {
        "message_id": number,
        "chat": group(),
        "date": START,
        "edit_date": int(at),
        "from": user(by),
        "text": "hello!",
    }
    return update(update_id, edited_message=content | more)


def reaction_count(update_id: int, to: int, *counts: int, at: float = START) -> Update:
    emoji = [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": count} for count in counts]
    content = {"chat": group(), "message_id": to, "date": int(at), "reactions": emoji}
    return update(update_id, message_reaction_count=content)


def join_request(update_id: int, by: int, at: float = START) -> Update:
    content = {"chat": group(), "from": user(by), "user_chat_id": by, "date": int(at)}
    return update(update_id, chat_join_request=content)


def boosted(update_id: int, source: dict[str, Any], at: float = START) -> Update:
    boost = {"boost_id": "b", "add_date": int(at), "expiration_date": int(at) + 9, "source": source}
    return update(update_id, chat_boost={"chat": group(), "boost": boost})


def boost_over(update_id: int, source: dict[str, Any], at: float = START) -> Update:
    content = {"chat": group(), "boost_id": "b", "remove_date": int(at), "source": source}
    return update(update_id, removed_chat_boost=content)


async def recorded(database: Database, *updates: Update, now: float = START) -> int:
    """Record `updates` in one transaction; return how many facts were new."""
    async with database.write() as tx:
        return await record(tx, updates, now, DEFAULTS)


async def set_zone(tx: Tx, chat_id: int, wanted: ZoneInfo) -> None:
    """Count a group's days in another zone, to the last fact."""
    wish = zone.Wish(wanted, chat_id, None, "en", START)
    if not await zone.change(tx, chat_id, wish):
        while await zone.step(tx, chat_id) is None:
            pass


async def rows(database: Database, table: sa.Table) -> list[dict[str, Any]]:
    """Return every row of a table, in the order of its key."""
    async with database.read() as tx:
        found = await tx.execute(sa.select(table).order_by(*table.primary_key.columns))
        return [dict(row._mapping) for row in found]

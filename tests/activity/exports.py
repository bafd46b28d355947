"""Exports as Telegram Desktop writes them, of the same people and moments as in updates.py."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.activity import imports
from bot.activity.chats import Defaults
from bot.activity.imports import Taken
from bot.activity.survey import survey
from bot.activity.wire import Chat
from bot.storage import Database
from tests.activity.updates import START

BARE = 1234567
GROUP = -1_000_000_000_000 - BARE
BASIC = -4321
LATER = START + 400 * 86400
DEFAULTS = Defaults(ZoneInfo("UTC"), "en")


def dated(number: int, kind: str, at: float) -> dict[str, Any]:
    local = datetime.fromtimestamp(at + 7200, UTC).replace(tzinfo=None).isoformat()
    return {"id": number, "type": kind, "date": local, "date_unixtime": str(int(at))}


def message(number: int, by: int | str = 1, at: float = START, **more: Any) -> dict[str, Any]:
    sender = {"from": f"Fan {by}", "from_id": f"user{by}" if isinstance(by, int) else by}
    return dated(number, "message", at) | sender | {"text": "hello", "text_entities": []} | more


def service(
    number: int, action: str, by: int = 1, at: float = START, **more: Any
) -> dict[str, Any]:
    actor = {"actor": f"Fan {by}", "actor_id": f"user{by}", "action": action}
    return dated(number, "service", at) | actor | {"text": "", "text_entities": []} | more


def joined(number: int, who: int, at: float = START) -> dict[str, Any]:
    return service(number, "join_group_by_link", who, at, inviter=None)


def reacted(*people: int, at: float = START + 60, emoji: str = "👍") -> list[dict[str, Any]]:
    local = datetime.fromtimestamp(at + 7200, UTC).replace(tzinfo=None).isoformat()
    recent = [{"from": f"Fan {who}", "from_id": f"user{who}", "date": local} for who in people]
    return [{"type": "emoji", "count": len(people) + 5, "emoji": emoji, "recent": recent}]


def chat(
    *messages: dict[str, Any], kind: str = "private_supergroup", **more: Any
) -> dict[str, Any]:
    return {"name": "Fans", "type": kind, "id": BARE} | more | {"messages": list(messages)}


def basic(*messages: dict[str, Any]) -> dict[str, Any]:
    return chat(*messages, kind="private_group", id=-BASIC)


def account(*chats: dict[str, Any]) -> dict[str, Any]:
    """A whole account, with what Renao passes over on both sides of its chats."""
    return {
        "about": "Here is the data you requested.",
        "contacts": {"about": "{[", "list": [{"first_name": 'A "b" \\'}]},
        "chats": {"about": "chats", "list": list(chats)},
        "left_chats": {"about": "left", "list": [chat(message(1), id=99)]},
    }


def write(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def any_chat(_chat: Chat, _alone: bool) -> bool:
    return True


async def taken(
    database: Database, path: Path, *, now: float = LATER, defaults: Defaults = DEFAULTS
) -> Taken:
    """Take in the only chat of an export."""
    (found,) = (await imports.take(database, path, survey(path, any_chat), now, defaults)).values()
    return found

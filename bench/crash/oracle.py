"""What must be on record, read from the updates themselves and from nothing of the bot's own code."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from bot.sandbox import World
from bot.sandbox.delivery.queue import Update
from bot.sandbox.model.bots import Bot

MESSAGE, REACTION, PRESS, JOINED, LEFT = 1, 2, 4, 10, 11
SERVICE, TAKEN_BACK, EDITED = 24, 25, 26
COLUMN = {
    MESSAGE: "messages",
    REACTION: "reactions",
    PRESS: "others",
    JOINED: "joined",
    LEFT: "left",
}
INSIDE = ("creator", "administrator", "member")
NOTES = ("new_chat_members", "left_chat_member")
DAY = 86_400

Key: TypeAlias = tuple[int, int, int, int]
"""Chat, reference (the message's id, or the update's), kind, person."""


@dataclass(frozen=True)
class Expected:
    """A fact that an update tells; `at` in seconds (None: Telegram does not say)."""

    update_id: int
    key: Key
    at: int | None
    reply: bool = False


@dataclass
class Oracle:
    """Reads every update as it is queued."""

    world: World
    bot: Bot
    expected: list[Expected] = field(default_factory=list)
    queued: dict[int, Update] = field(default_factory=dict)
    _serial: int = 0

    def read(self) -> list[Update]:
        """Read what was queued since the last time; call it after everything that anybody does."""
        fresh = self.bot.queue.since(self._serial)
        for update in fresh:
            self._serial = update.serial
            self.queued[update.id] = update
            self.expected += facts_of(msgspec.json.decode(update.body))
        return fresh

    def confirmed(self) -> set[int]:
        """Return the updates that Telegram will not deliver again since it was told that they arrived."""
        return set(self.world.ledger.update_ids("confirmed"))


def facts_of(update: dict[str, Any]) -> list[Expected]:
    """Return what an update tells that people did in groups. Pure."""
    number = update["update_id"]
    if (message := update.get("message")) is not None:
        return _of_message(number, message)
    if (message := update.get("edited_message")) is not None:
        return _of_edit(number, message)
    if (reaction := update.get("message_reaction")) is not None:
        kind = REACTION if reaction["new_reaction"] else TAKEN_BACK
        key = (reaction["chat"]["id"], number, kind, reaction["user"]["id"])
        return [Expected(number, key, reaction["date"])]
    if (change := update.get("chat_member")) is not None:
        was, is_ = (change[f"{which}_chat_member"]["status"] in INSIDE for which in ("old", "new"))
        key = (
            change["chat"]["id"],
            number,
            JOINED if is_ else LEFT,
            change["new_chat_member"]["user"]["id"],
        )
        return [Expected(number, key, change["date"])] if was != is_ else []
    if (press := update.get("callback_query")) is not None:
        chat = press["message"]["chat"]
        key = (chat["id"], number, PRESS, press["from"]["id"])
        return [Expected(number, key, None)] if chat["type"] != "private" else []
    return []


def _of_message(number: int, message: dict[str, Any]) -> list[Expected]:
    chat = message["chat"]
    if chat["type"] == "private":
        return []
    note = any(name in message for name in NOTES)
    key = (chat["id"], message["message_id"], SERVICE if note else MESSAGE, message["from"]["id"])
    return [Expected(number, key, message["date"], "reply_to_message" in message)]


def _of_edit(number: int, message: dict[str, Any]) -> list[Expected]:
    if message["chat"]["type"] == "private":
        return []
    key = (message["chat"]["id"], number, EDITED, message["from"]["id"])
    return [Expected(number, key, message["edit_date"])]


def days_of(
    facts: dict[Key, Expected], stored_at: dict[Key, int]
) -> tuple[Counter[Any], Counter[Any]]:
    """Return what the facts add up to, by (chat, day, member, column) and by (chat, day, column). Pure.

    stored_at: when the bot says that it was, for facts whose time Telegram does not tell.
    """
    members: Counter[Any] = Counter()
    chats: Counter[Any] = Counter()
    for key, fact in facts.items():
        column = COLUMN.get(key[2])
        if column is None:
            continue
        at = stored_at.get(key, 0) if fact.at is None else fact.at
        for name in (column, "replies") if fact.reply and column == "messages" else (column,):
            chats[key[0], at // DAY, name] += 1
            if name not in ("joined", "left"):
                members[key[0], at // DAY, key[3], name] += 1
    return members, chats

"""How long answers took, and how much of that Telegram's limits asked for."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bot.outbox.pace import EVERYWHERE, earliest, limits_of
from bot.sandbox import World
from load.town import Asked

Key = tuple[int, int]
"""A message: its chat and its id."""


@dataclass(frozen=True)
class Answer:
    """Seconds from the question to the answer: in all, in Renao's hands, and for Telegram's limits.

    handled: until it lay in the outbox; limited: from then on, as long as a limit forbade to send it.
    """

    whole: float
    handled: float
    limited: float

    @property
    def ours(self) -> float:
        """What Renao added of its own."""
        return self.whole - self.limited


def answers(world: World, file: Path, asked: list[Asked]) -> list[Answer]:
    """Return how each question that was due an answer got it, without those that got none."""
    posted = _posted(world)
    allowed = _allowed(posted)
    put = _put(file)
    replies = _replies(world, posted)
    found = []
    for one in asked:
        key = replies.get((one.message.chat.id, one.message.id))
        if one.due and key is not None:
            limited = max(0.0, min(allowed[key], posted[key]) - put[key])
            found.append(Answer(posted[key] - one.at, put[key] - one.at, limited))
    return found


def _posted(world: World) -> dict[Key, float]:
    """Return when each message of the bot was posted, the first first."""
    entries = world.ledger.entries("posted")
    return {(one.details["chat_id"], one.details["message_id"]): one.at for one in entries}


def _allowed(posted: dict[Key, float]) -> dict[Key, float]:
    """Return from when on the limits allowed each message, after all that was posted before it."""
    everywhere: list[float] = []
    in_chat: defaultdict[int, list[float]] = defaultdict(list)
    found = {}
    for key, at in posted.items():
        times = in_chat[key[0]]
        found[key] = max(earliest(everywhere, EVERYWHERE), earliest(times, limits_of(key[0])))
        everywhere.append(at)
        times.append(at)
    return found


def _put(file: Path) -> dict[Key, float]:
    """Return when each message that was sent had been put into the outbox."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT chat_id, message_id, created_at FROM messages_out")
        return {(chat_id, message_id): at for chat_id, message_id, at in rows}


def _replies(world: World, posted: dict[Key, float]) -> dict[Key, Key]:
    """Return which message of the bot answers which."""
    found: dict[Key, Key] = {}
    for chat_id, message_id in posted:
        message = world.state.chats[chat_id].messages[message_id]
        if message.reply_to is not None:
            found.setdefault((chat_id, message.reply_to.id), (chat_id, message_id))
    return found

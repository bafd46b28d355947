"""The first look at an export: all of it is read, checked and counted, and nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.activity import desktop_file
from bot.activity.desktop import Exported, is_unnamed
from bot.activity.wire import Chat

# Whoever has more topics or bots than that made the file up.
MOST = 100_000


@dataclass
class Survey:
    """What an export holds of one chat.

    Of `unnamed` people it tells that they came or went, by a name and without an id; what is `unsupported` is
    so by Telegram Desktop. `bots` have written what only bots can write; `topics` are the first messages of
    forum topics. Times are in Unix seconds.
    """

    chat: Chat
    messages: int = 0
    unnamed: int = 0
    unsupported: int = 0
    first_at: int = 0
    last_at: int = 0
    bots: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)

    def note(self, told: Exported) -> None:
        """Count a message."""
        if told.type == "unsupported":
            self.unsupported += 1
            return
        self.messages += 1
        self.unnamed += is_unnamed(told) * len(told.members)
        self.first_at = min(self.first_at or told.at, told.at)
        self.last_at = max(self.last_at, told.at)
        if told.is_by_bot and told.sender is not None and len(self.bots) < MOST:
            self.bots.add(told.sender)
        if told.action == "topic_created" and len(self.topics) < MOST:
            self.topics.add(told.id)


def survey(
    path: Path, wanted: Callable[[Chat, bool], bool], told: Callable[[int], None] | None = None
) -> dict[int, Survey]:
    """Read an export to its end; return what it holds of the wanted chats, by their ids.

    Raises:
        BadExport: the file is no export, is cut short, or holds something that cannot be read.
        OSError: it cannot be opened.
    """
    found: dict[int, Survey] = {}
    with path.open("rb") as file:
        for chat, message in desktop_file.messages(file, wanted, told):
            here = found.setdefault(chat.id, Survey(chat))
            if message is not None:
                here.note(message)
    return found

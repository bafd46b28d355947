"""Raw updates: committed before they are confirmed to Telegram, each once, then handled in order."""

from bot.inbox.intake import Intake
from bot.inbox.queue import Backlog, Waiting

__all__ = ["Backlog", "Intake", "Waiting"]

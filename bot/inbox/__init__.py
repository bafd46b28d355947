"""Raw updates: committed before they are confirmed to Telegram, each once, then handled in order."""

from bot.inbox.intake import Intake
from bot.inbox.queue import Backlog, Waiting
from bot.inbox.raw import Accept, NoUpdate, Raw, numbered

__all__ = ["Accept", "Backlog", "Intake", "NoUpdate", "Raw", "Waiting", "numbered"]

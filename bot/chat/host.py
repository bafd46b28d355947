"""What every handler may use: the bot's account, the house's settings, the clock."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Bot

from bot.chat.budget import Budget
from bot.clock import Clock
from bot.config.settings import Privacy
from bot.faq.book import Books
from bot.storage import Database


@dataclass(frozen=True)
class Me:
    """The bot's own account; `reads_all` is False while its privacy mode is on."""

    user_id: int
    username: str
    reads_all: bool


@dataclass(frozen=True)
class Host:
    """The house as its doors see it."""

    database: Database
    bot: Bot
    clock: Clock
    me: Me
    owners: Collection[int]
    language: str
    digest_at: str
    books: Books
    privacy: Privacy = field(default_factory=Privacy)
    # Where the dashboard is opened; empty where there is none.
    dashboard: str = ""
    budget: Budget = field(default_factory=Budget)
    # The operator's own templates of reports, if there are any.
    templates: Path | None = None

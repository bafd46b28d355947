"""Accounts: people and the user side of bots, with the three ids that stand for nobody."""

from dataclasses import dataclass

ANONYMOUS_ADMIN_ID = 1087968824
CHANNEL_BOT_ID = 136817688
SERVICE_ID = 777000


@dataclass(eq=False)
class User:
    """An account. `first_name` may hold anything: emoji, markup, right-to-left text."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False
    is_premium: bool = False
    deleted: bool = False
    bio: str = ""

    @property
    def name(self) -> str:
        """The name as a client shows it."""
        return f"{self.first_name} {self.last_name}".strip()


def anonymous_admin() -> User:
    """Return the account in whose name anonymous administrators write."""
    return User(ANONYMOUS_ADMIN_ID, "Group", username="GroupAnonymousBot", is_bot=True)


def channel_bot() -> User:
    """Return the account in whose name channels write in groups."""
    return User(CHANNEL_BOT_ID, "Channel", username="Channel_Bot", is_bot=True)


def telegram_itself() -> User:
    """Return the account that carries channel posts into the linked group."""
    return User(SERVICE_ID, "Telegram")

"""Mini Apps: what Telegram appends to the address when somebody opens one, signed with the bot's token."""

import hmac
from hashlib import sha256
from urllib.parse import urlencode

import msgspec

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.users import User

VERSION = "9.1"


def opened(address: str, bot: Bot, user: User, at: int, query_id: str) -> str:
    """Return the address that a client opens for a person: behind the # stands who she is. Pure."""
    handed_over = {
        "tgWebAppData": init_data(bot, user, at, query_id),
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": "web",
    }
    return f"{address}#{urlencode(handed_over)}"


def init_data(bot: Bot, user: User, at: int, query_id: str) -> str:
    """Return who opened a Mini App and when, with the hash that only Telegram and the bot can make. Pure."""
    told = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language_code": user.language,
        "allows_write_to_pm": True,
    }
    fields = {
        "query_id": query_id,
        "user": msgspec.json.encode({name: one for name, one in told.items() if one}).decode(),
        "auth_date": str(at),
    }
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.new(b"WebAppData", bot.token.encode(), sha256).digest()
    return urlencode(fields | {"hash": hmac.new(key, lines.encode(), sha256).hexdigest()})

"""Who opened the Mini App: Telegram signs that with the bot's token, and we believe nothing else. Pure.

Source: core.telegram.org/bots/webapps, "Validating data received via the Mini App".
"""

import hmac
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl

import msgspec

from bot.clock import HOUR, MINUTE, Instant

# So old may it be: whoever finds an older one, in a log or a history, can do nothing with it.
LASTS = HOUR
# Telegram's clock and ours need not agree to the second.
AHEAD = MINUTE
LONGEST = 8192


class Distrusted(Exception):
    """What came is not what Telegram signed for this bot, or not lately; `expired` if only too old."""

    def __init__(self, why: str, *, expired: bool = False) -> None:
        super().__init__(why)
        self.expired = expired


class Visitor(NamedTuple):
    """A person whom Telegram vouches for, and the language of her Telegram."""

    user_id: int
    language_code: str


class _User(msgspec.Struct):
    id: int
    language_code: str = ""


def visitor_in(init_data: str, token: str, now: Instant) -> Visitor:
    """Return who signed in with `init_data`, as the Mini App of the bot with that token.

    Raises:
        Distrusted: it was changed, made for another bot, is old, from the future, or says something twice.
    """
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    if not hmac.compare_digest(_hash(fields, token).encode(), given.encode()):
        raise Distrusted("the hash is not the one of this bot")
    at = fields.get("auth_date", "")
    if not (at.isascii() and at.isdecimal()) or int(at) > now + AHEAD:
        raise Distrusted("auth_date is missing or lies in the future")
    if now - int(at) > LASTS:
        raise Distrusted("auth_date is too long ago", expired=True)
    try:
        user = msgspec.json.decode(fields.get("user", ""), type=_User)
    except msgspec.DecodeError:
        raise Distrusted("there is no user") from None
    return Visitor(user.id, user.language_code)


def _fields(init_data: str) -> dict[str, str]:
    try:
        if len(init_data) > LONGEST:
            raise ValueError
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=50)
    except ValueError:
        raise Distrusted("that is no query string") from None
    fields = dict(pairs)
    # Of two that are called the same, one could be read and the other signed.
    if len(fields) != len(pairs):
        raise Distrusted("a field is there twice")
    return fields


def _hash(fields: dict[str, str], token: str) -> str:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), sha256)
    return hmac.new(key, lines.encode(), sha256).hexdigest()

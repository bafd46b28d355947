"""The cookie of somebody who signed in: who she is and until when, signed by us. Pure.

It grants nothing: what she may see is looked up anew for every page.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from hashlib import sha256

import msgspec

from bot.clock import HOUR, Instant
from bot.web.dashboard.sign_in import Visitor

NAME = "renao"
LASTS = 2 * HOUR


class _Content(msgspec.Struct, array_like=True):
    user_id: int
    language_code: str
    until: int


def write(visitor: Visitor, token: str, now: Instant) -> str:
    """Return the cookie of a visitor, good for two hours."""
    content = _Content(visitor.user_id, visitor.language_code, int(now + LASTS))
    body = urlsafe_b64encode(msgspec.json.encode(content)).decode()
    return f"{body}.{_signature(body, token)}"


def read(cookie: str, token: str, now: Instant) -> Visitor | None:
    """Return whose cookie this is; None if it is not ours, or its time is over."""
    body, _, signature = cookie.partition(".")
    if not hmac.compare_digest(_signature(body, token).encode(), signature.encode()):
        return None
    try:
        content = msgspec.json.decode(urlsafe_b64decode(body), type=_Content)
    except (NoBase64, msgspec.DecodeError):
        return None
    return Visitor(content.user_id, content.language_code) if now < content.until else None


def header(value: str, path: str, *, https: bool) -> str:
    """Return the Set-Cookie header that keeps a cookie for the pages below `path`.

    Telegram on the web shows us inside of its own page, where browsers send only what is marked so; there
    it is kept apart for each site that shows us. Nothing can be changed with it, only read.
    """
    place = "Secure; SameSite=None; Partitioned" if https else "SameSite=Lax"
    return f"{NAME}={value}; Path={path}; Max-Age={int(LASTS)}; HttpOnly; {place}"


def _signature(body: str, token: str) -> str:
    key = hmac.digest(token.encode(), b"renao dashboard session", sha256)
    return hmac.new(key, body.encode(), sha256).hexdigest()

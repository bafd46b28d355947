"""What a setting may be: each function returns the value, or says in a ValueError what it is not. Pure."""

import json
import re
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import SecretStr

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Behind these ids Telegram hides other people: anonymous administrators, channels, automatic forwards.
SHARED_IDS = frozenset({1087968824, 136817688, 777000})


def token(value: SecretStr) -> SecretStr:
    """Accept a bot token, or nothing yet."""
    if value and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("not a token: digits, a colon, then letters, digits, _ and -")
    return value


def webhook_secret(value: SecretStr) -> SecretStr:
    """Accept what Telegram accepts as a secret token, or nothing."""
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("not made of 1 to 256 of A-Z, a-z, 0-9, _ and -")
    return value


def web_url(value: str) -> str:
    """Accept an http or https address, or nothing."""
    if value and not _is_web(value):
        raise ValueError("no address that begins with https://")
    return value


def app_url(value: str) -> str:
    """Accept what Telegram opens as a Mini App: https, or http on this very machine; or nothing."""
    if not value:
        return value
    parts = urlsplit(value) if _is_web(value) else None
    if parts is None or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise ValueError("no address that begins with https://")
    if parts.query or parts.fragment:
        raise ValueError("an address with a ? or # in it")
    # Its pages lie below it, and so does the cookie.
    return value if value.endswith("/") else f"{value}/"


def base_url(value: str) -> str:
    """Accept an address to which a token can be appended."""
    if not _is_web(value) or not urlsplit(value).path:
        raise ValueError("no address that a token can be appended to")
    return value


def _is_web(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def address(value: str) -> str:
    """Accept host:port, where an IPv6 host stands in square brackets."""
    host, port = _split_address(value)
    if not host or not 1 <= port <= 65535:
        raise ValueError("no address with a port from 1 to 65535")
    return value


def address_or_nothing(value: str) -> str:
    """Accept host:port, or nothing."""
    return address(value) if value else value


def _split_address(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if ":" in bare and bare == host:
        return "", 0
    return bare, int(port) if re.fullmatch(r"[0-9]{1,5}", port) else 0


def database_url(value: str) -> str:
    """Accept the URL of a SQLite file or of a PostgreSQL database."""
    if not re.match(r"(sqlite(\+aiosqlite)?:///|postgresql(\+asyncpg)?://).", value):
        raise ValueError("neither sqlite:/// with a file nor postgresql:// with a server")
    return value


def zone(value: str) -> str:
    """Accept an IANA time zone."""
    if value not in available_timezones():
        raise ValueError("no time zone of the IANA list")
    return ZoneInfo(value).key


def time_of_day(value: str) -> str:
    """Accept HH:MM."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError("no time of day from 00:00 to 23:59")
    return value


def number(value: Any) -> Any:
    """Refuse what Python takes for a number and a person does not."""
    if isinstance(value, bool):
        raise ValueError("no whole number")
    return value


def fact_days(value: int) -> int:
    """Accept a number of days after which all that is worth recounting has been, or 0 for never."""
    if value != 0 and value < 7:
        raise ValueError("neither 0 nor 7 or more")
    return value


def owner(value: int) -> int:
    """Accept the id of one person."""
    if value <= 0:
        raise ValueError("no user id (a negative one is a group's)")
    if value in SHARED_IDS:
        raise ValueError("an id that Telegram lends to anonymous administrators and channels")
    return value


def split(value: Any) -> Any:
    """Turn "1,2" or "[1, 2]", as the environment has it, into a list; leave anything else alone."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return [part.strip() for part in value.split(",") if part.strip()]

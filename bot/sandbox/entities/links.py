"""Addresses in links and buttons: which ones Telegram takes, and how it keeps them."""

from urllib.parse import urlsplit, urlunsplit

USER = "tg://user?id="


def checked_link(address: str) -> str:
    """Return an address as Telegram keeps it (scheme, lower-case host, a path), empty if it is none. Pure."""
    address = address.strip()
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme == "tg":
        return address
    if parts.scheme not in ("http", "https") or "." not in host.strip(".") or " " in address:
        return ""
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, parts.fragment))

"""What a method raises when Telegram would refuse: one exception, worded and numbered as on the wire."""

from typing import Any


class Refusal(Exception):
    """Telegram said no."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


# The prefix of a description belongs to its code (Client.cpp:163-201).
PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def _begins_like_code(text: str) -> bool:
    """Say whether a description starts LIKE_THIS, which Telegram leaves as it is. Pure."""
    return len(text) > 1 and (text[1].isupper() or text[1] == "_")


def worded(code: int, text: str) -> str:
    """Return the description as sent: prefix, and a small first letter unless it is a CODE. Pure."""
    sentence = text if _begins_like_code(text) else text[:1].lower() + text[1:]
    return f"{PREFIXES[code]}: {sentence}"


def bad_request(text: str, **parameters: Any) -> Refusal:
    """Return the 400 with Telegram's wording of `text`."""
    return Refusal(400, worded(400, text), **parameters)


def forbidden(text: str) -> Refusal:
    """Return the 403 with Telegram's wording of `text`."""
    return Refusal(403, worded(403, text))


def conflict(text: str) -> Refusal:
    """Return the 409 with Telegram's wording of `text`."""
    return Refusal(409, worded(409, text))


def too_many(seconds: int) -> Refusal:
    """Return the 429 that asks for a pause of so many seconds."""
    return Refusal(429, worded(429, f"retry after {seconds}"), retry_after=seconds)

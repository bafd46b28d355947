"""Telegram counts text in UTF-16 units, Python in characters: the way from one to the other."""


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units. Pure."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of a text that starts at `offset` and is `length` UTF-16 units long. Pure."""
    raw = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)]
    return raw.decode("utf-16-le", errors="replace")

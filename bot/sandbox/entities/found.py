"""What Telegram finds in plain text by itself: commands, mentions, hashtags, addresses."""

import re

from bot.sandbox.entities.utf16 import units
from bot.sandbox.model.content import Entity

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])"),
    "url": re.compile(
        r"(?<![\w@.])(?:https?://[^\s<>\"]+"
        r"|(?:[\w-]+\.)+(?:com|org|net|io|me|dev|app|cn|info)(?:/[^\s<>\"]*)?)(?<![.,!?;:)])",
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}(?!\w)"),
    "mention": re.compile(r"(?<![\w@.])@[A-Za-z]\w{3,31}(?![\w@])", re.ASCII),
    "hashtag": re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*"),
    "cashtag": re.compile(r"(?<![\w$])\$[A-Z]{3,8}(?!\w)"),
}
# Inside these nothing is looked for.
_OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def _spans(text: str) -> list[tuple[int, int, str]]:
    found = [
        (match.start(), match.end(), kind)
        for kind, pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def find_entities(text: str, given: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """Return the given entities and those found in the text beside them, in order. Pure."""
    closed = [(one.offset, one.offset + one.length) for one in given if one.type in _OPAQUE]
    entities = list(given)
    end = 0
    for start, stop, kind in _spans(text):
        offset, length = units(text[:start]), units(text[start:stop])
        hidden = any(offset < b and a < offset + length for a, b in closed)
        if start < end or hidden:
            continue
        entities.append(Entity(kind, offset, length))
        end = stop
    return tuple(sorted(entities, key=lambda one: (one.offset, -one.length)))

"""Formatted text, whichever way it came: plain, HTML, MarkdownV2, Markdown or explicit entities."""

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.entities.explicit import read_entities
from bot.sandbox.entities.found import find_entities
from bot.sandbox.entities.html import parse_html
from bot.sandbox.entities.links import USER, checked_link
from bot.sandbox.entities.markdown import parse_markdown
from bot.sandbox.entities.markdown_v2 import parse_markdown_v2
from bot.sandbox.entities.utf16 import cut, units
from bot.sandbox.errors import bad_request
from bot.sandbox.model.content import Entity
from bot.sandbox.model.users import User

MAX_RAW_BYTES = 32_768


@dataclass(frozen=True)
class Formatted:
    """A text with its entities, as it will stand in the message."""

    text: str
    entities: tuple[Entity, ...] = ()


def formatted(
    raw: str,
    *,
    mode: str = "",
    explicit: Any = None,
    users: dict[int, User] | None = None,
) -> Formatted:
    """Return the text that a method's parameters describe. Pure.

    `mode` wins over explicit entities. `users` are those whom a mention may name. Refusals: unknown mode,
    bad markup with Telegram's complaint, raw text above 32 768 bytes.
    """
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    text, entities = _parsed(raw.replace("\0", " "), mode.lower(), explicit)
    entities = tuple(known for one in entities if (known := _known(one, users or {})))
    return _trimmed(text, find_entities(text, entities))


def _parsed(raw: str, mode: str, explicit: Any) -> tuple[str, tuple[Entity, ...]]:
    match mode:
        case "html":
            return parse_html(raw)
        case "markdownv2":
            return parse_markdown_v2(raw)
        case "markdown":
            return parse_markdown(raw)
        case "" | "none":
            return raw, read_entities(explicit, raw)
    raise bad_request("unsupported parse_mode")


def _known(entity: Entity, users: dict[int, User]) -> Entity | None:
    """Return an entity as Telegram keeps it: links to people as mentions, links to nowhere not at all."""
    if entity.type != "text_link":
        return entity
    if not entity.url.startswith(USER):
        url = checked_link(entity.url)
        return replace(entity, url=url) if url else None
    number = entity.url.removeprefix(USER)
    user = users.get(int(number)) if number.isdecimal() else None
    if user is None:
        return None
    return Entity("text_mention", entity.offset, entity.length, user=user)


def _trimmed(text: str, entities: tuple[Entity, ...]) -> Formatted:
    """Cut the white space around a text off, and its entities with it. Pure."""
    begun = text.lstrip()
    lead = units(text) - units(begun)
    kept = begun.rstrip()
    end = units(kept)
    moved = []
    for one in entities:
        start = max(0, one.offset - lead)
        stop = min(end, one.offset + one.length - lead)
        if stop > start and cut(kept, start, stop - start).strip():
            moved.append(replace(one, offset=start, length=stop - start))
    return Formatted(kept, tuple(moved))

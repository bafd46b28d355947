"""Entities given one by one, as MessageEntity objects."""

from typing import Any

from bot.sandbox.entities.utf16 import units
from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields, array
from bot.sandbox.model.content import Entity

# These a bot may set; the others Telegram finds by itself.
SETTABLE = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
}
FOUND = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card",
    "date_time",
}


def read_entities(given: Any, text: str) -> tuple[Entity, ...]:
    """Return the entities of an Array of MessageEntity that a bot may set. Pure.

    Telegram complains about a broken list, and silently cuts what reaches beyond the text.
    """
    if given is None:
        return ()
    listed = array(given, "entities", "Expected an Array of message entities")
    entities = (_entity(one, units(text)) for one in listed)
    return tuple(one for one in entities if one is not None)


def _entity(given: Any, length: int) -> Entity | None:
    fields = Fields(given, "an Object expected as message entity")
    kind = fields.text("type", required=True)
    start, stretch = fields.number("offset", required=True), fields.number("length", required=True)
    if kind not in SETTABLE | FOUND:
        raise bad_request("unsupported type specified")
    if start < 0 or stretch < 0 or start > length:
        raise bad_request("entity beginning or length is out of bounds")
    stretch = min(stretch, length - start)
    if kind in FOUND or stretch <= 0:
        return None
    url = fields.text("url", required=kind == "text_link")
    if kind == "text_mention":
        person = Fields(fields.get("user"), "an Object expected as user")
        return Entity("text_link", start, stretch, url=f"tg://user?id={person.number('id')}")
    return Entity(
        kind,
        start,
        stretch,
        url=url,
        language=fields.text("language") if kind == "pre" else "",
        custom_emoji_id=fields.text("custom_emoji_id", required=kind == "custom_emoji"),
    )

"""What a person wrote into a form, whole: her words with their markup, and the file she sent with them. Pure.

Most handlers need plain text alone; here python-telegram-bot reads it, which knows how Telegram marks text.
"""

from dataclasses import dataclass

import msgspec
from telegram import Animation, Document, Message, PhotoSize, Video

# What a person marks herself. Links and mentions are marked by Telegram, in a text that she typed plainly.
BY_HAND = {
    *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link"),
    *("blockquote", "expandable_blockquote", "custom_emoji"),
}


class _Raw(msgspec.Struct):
    message: msgspec.Raw = msgspec.Raw(b"{}")


@dataclass(frozen=True)
class Attachment:
    """A file that Telegram keeps; `kind` is photo, video, animation or document; `size` is in bytes."""

    kind: str
    file_id: str
    name: str = ""
    size: int | None = None


@dataclass(frozen=True)
class Typed:
    """A message of a person: its text as Telegram HTML, and its file.

    Where nothing was marked by hand, the text is taken as it is typed, so that tags may be typed too.
    replied: the file of the message that it replies to.
    """

    html: str
    attachment: Attachment | None = None
    album: str | None = None
    replied: Attachment | None = None


def read(raw: bytes) -> Typed:
    """Return what the message of an update says; an empty one if it has none."""
    given = msgspec.json.decode(msgspec.json.decode(raw, type=_Raw).message)
    message = Message.de_json(given, None) if given else None
    if message is None:
        return Typed("")
    entities = message.entities or message.caption_entities
    marked = any(entity.type in BY_HAND for entity in entities)
    html = message.text_html or message.caption_html if marked else message.text or message.caption
    replied = message.reply_to_message and _attachment(message.reply_to_message)
    return Typed(html or "", _attachment(message), message.media_group_id, replied or None)


def _attachment(message: Message) -> Attachment | None:
    match message.effective_attachment:
        case [*sizes] if sizes and isinstance(sizes[-1], PhotoSize):
            return Attachment("photo", sizes[-1].file_id)
        case Video() | Animation() | Document() as file:
            kind = type(file).__name__.lower()
            return Attachment(kind, file.file_id, file.file_name or "", file.file_size)
    return None

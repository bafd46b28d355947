"""sendMediaGroup: pictures, films or files that belong together."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities.text import Formatted
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.fields import Fields, array
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.files import NEEDED, TYPES, received
from bot.sandbox.methods.parameters import NOTHING, Structured, Upload
from bot.sandbox.methods.sending import (
    MAX_CAPTION,
    Posting,
    answered,
    put,
    refuse_unsupported,
    thread,
    words,
)
from bot.sandbox.model.content import Media, MediaKind
from bot.sandbox.objects import Json
from bot.sandbox.objects.messages import message_object
from bot.sandbox.world.files import kind_of

MOST = 10
ALLOWED: tuple[MediaKind, ...] = ("photo", "video", "document", "audio")
# These stand only beside their like.
ALIKE: tuple[MediaKind, ...] = ("document", "audio")
ATTACHED = "attach://"


@dataclass(frozen=True, kw_only=True)
class SendMediaGroup(Posting):
    """Parameters of sendMediaGroup."""

    media: Structured
    direct_messages_topic_id: int = 0
    business_connection_id: str = ""
    allow_paid_broadcast: bool = False
    reply_parameters: Structured = NOTHING


def send_media_group(call: Call, given: SendMediaGroup) -> list[Json]:
    """Post an album, each medium a message."""
    refuse_unsupported(given)
    items = [
        _item(call, one)
        for one in array(given.media.value, "media", "expected an Array of InputMedia")
    ]
    kinds = [media.kind for media, _ in items]
    _check_together(kinds)
    chat = call.writable(given.chat_id, *NEEDED[kinds[0]])
    for kind in set(kinds):
        call.writable(given.chat_id, *NEEDED[kind])
    reply_to, quote = answered(call, chat, given.reply_parameters)
    common: dict[str, Any] = {
        "topic": thread(call, chat, given.message_thread_id),
        "reply_to": reply_to,
        "quote": quote,
        "protected": given.protect_content,
        "album": str(call.state.chance.randrange(10**16, 10**17)) if len(items) > 1 else "",
    }
    posted = [
        put(call, chat, media=media, text=text.text, entities=text.entities, **common)
        for media, text in items
    ]
    return [message_object(message) for message in posted]


def _check_together(kinds: list[MediaKind]) -> None:
    if not kinds:
        raise bad_request("there are no messages to send")
    if len(kinds) > MOST:
        raise bad_request("too many messages to send as an album")
    for kind in kinds:
        if kind not in ALLOWED:
            raise bad_request("invalid message content type specified")
        if kind in ALIKE and len(set(kinds)) > 1:
            raise bad_request(f"{TYPES[kind]} can't be mixed with other media types")


def _item(call: Call, given: Any) -> tuple[Media, Formatted]:
    fields = Fields(given, "can't parse InputMedia: expected an Object")
    try:
        return _media(call, fields), _caption(call, fields)
    except Refusal as refusal:
        raise _within(refusal) from None


def _within(refusal: Refusal) -> Refusal:
    """Return the complaint about one medium as Telegram words it for an album."""
    said = refusal.description.removeprefix("Bad Request: ")
    return bad_request(f"can't parse InputMedia: {said[:1].upper()}{said[1:]}")


def _media(call: Call, fields: Fields) -> Media:
    name = fields.text("type", required=True)
    kind = next((known for known in TYPES if known == name), None)
    if kind is None:
        raise bad_request("invalid type specified")
    given: Upload | str = fields.text("media", required=True)
    if isinstance(given, str) and given.startswith(ATTACHED):
        given = call.uploads.get(given.removeprefix(ATTACHED), given)
    file = received(call, given, kind)
    return Media(
        kind_of(file),
        file,
        spoiler=fields.flag("has_spoiler"),
        seconds=fields.number("duration") or 1,
        width=fields.number("width"),
        height=fields.number("height"),
    )


def _caption(call: Call, fields: Fields) -> Formatted:
    return words(
        call,
        fields.text("caption"),
        fields.text("parse_mode"),
        Structured(fields.get("caption_entities")),
        most=MAX_CAPTION,
        what="message caption",
    )

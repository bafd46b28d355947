"""sendPhoto, sendVideo, sendAnimation, sendDocument, getFile."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.files import NEEDED, received
from bot.sandbox.methods.parameters import NOTHING, Structured, Upload
from bot.sandbox.methods.sending import MAX_CAPTION, Directing, Sending, deliver, words
from bot.sandbox.model.content import Media, MediaKind
from bot.sandbox.objects import Json
from bot.sandbox.objects.media import file_object
from bot.sandbox.world.files import kind_of

MAX_DOWNLOAD = 20 << 20


@dataclass(frozen=True, kw_only=True)
class Captioned(Sending, Directing):
    """Parameters of media with a caption."""

    caption: str = ""
    parse_mode: str = ""
    caption_entities: Structured = NOTHING


@dataclass(frozen=True, kw_only=True)
class Shown(Captioned):
    """Parameters of what is seen in the chat."""

    has_spoiler: bool = False
    show_caption_above_media: bool = False


@dataclass(frozen=True, kw_only=True)
class Moving(Shown):
    """Parameters of what moves."""

    duration: int = 0
    width: int = 0
    height: int = 0
    thumbnail: Upload | str = ""


@dataclass(frozen=True, kw_only=True)
class SendPhoto(Shown):
    """Parameters of sendPhoto."""

    photo: Upload | str


def send_photo(call: Call, given: SendPhoto) -> Json:
    """Post a picture with a caption."""
    return _send(call, given, given.photo, "photo", spoiler=given.has_spoiler)


@dataclass(frozen=True, kw_only=True)
class SendVideo(Moving):
    """Parameters of sendVideo."""

    video: Upload | str
    cover: Upload | str = ""
    start_timestamp: int = 0
    supports_streaming: bool = False


def send_video(call: Call, given: SendVideo) -> Json:
    """Post a film with a caption."""
    return _send(call, given, given.video, "video", **_motion(given))


@dataclass(frozen=True, kw_only=True)
class SendAnimation(Moving):
    """Parameters of sendAnimation."""

    animation: Upload | str


def send_animation(call: Call, given: SendAnimation) -> Json:
    """Post a film without sound with a caption."""
    return _send(call, given, given.animation, "animation", **_motion(given))


@dataclass(frozen=True, kw_only=True)
class SendDocument(Captioned):
    """Parameters of sendDocument."""

    document: Upload | str
    thumbnail: Upload | str = ""
    disable_content_type_detection: bool = False


def send_document(call: Call, given: SendDocument) -> Json:
    """Post a file with a caption."""
    return _send(call, given, given.document, "document")


def _motion(given: Moving) -> dict[str, Any]:
    return {
        "spoiler": given.has_spoiler,
        "seconds": given.duration or 1,
        "width": given.width,
        "height": given.height,
    }


def _send(call: Call, given: Captioned, file: Upload | str, kind: MediaKind, **shown: Any) -> Json:
    kept = received(call, file, kind)
    chat = call.writable(given.chat_id, *NEEDED[kind])
    text = words(
        call,
        given.caption,
        given.parse_mode,
        given.caption_entities,
        most=MAX_CAPTION,
        what="message caption",
    )
    media = Media(kind_of(kept), kept, **shown)
    return deliver(call, given, chat, media=media, text=text.text, entities=text.entities)


@dataclass(frozen=True, kw_only=True)
class GetFile:
    """Parameters of getFile."""

    file_id: str


def get_file(call: Call, given: GetFile) -> Json:
    """Return where a file can be fetched."""
    file = call.state.files.get(given.file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file_object(file)

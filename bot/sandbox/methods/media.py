"""sendPhoto, sendDocument, getFile."""

from dataclasses import dataclass

from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import NOTHING, Structured, Upload, absent
from bot.sandbox.methods.sending import MAX_CAPTION, Directing, Sending, deliver, words
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.content import File, Media
from bot.sandbox.objects import Json
from bot.sandbox.objects.media import file_object
from bot.sandbox.world.files import is_picture, keep

MAX_UPLOAD = 50 << 20
MAX_PHOTO = 10 << 20
MAX_DOWNLOAD = 20 << 20
MAX_SIDES = 10_000
MAX_RATIO = 20


@dataclass(frozen=True, kw_only=True)
class Captioned(Sending, Directing):
    """Parameters of media with a caption."""

    caption: str = ""
    parse_mode: str = ""
    caption_entities: Structured = NOTHING


@dataclass(frozen=True, kw_only=True)
class SendPhoto(Captioned):
    """Parameters of sendPhoto."""

    photo: Upload | str
    has_spoiler: bool = False
    show_caption_above_media: bool = False


def send_photo(call: Call, given: SendPhoto) -> Json:
    """Post a picture with a caption."""
    file = _file(call, given.photo, "photos")
    if not isinstance(given.photo, str):
        _check_picture(file)
    chat = call.writable(given.chat_id, "can_send_photos", "photos")
    return _send(call, given, chat, Media("photo", file, given.has_spoiler))


@dataclass(frozen=True, kw_only=True)
class SendDocument(Captioned):
    """Parameters of sendDocument."""

    document: Upload | str
    thumbnail: Upload | str = ""
    disable_content_type_detection: bool = False


def send_document(call: Call, given: SendDocument) -> Json:
    """Post a file with a caption."""
    file = _file(call, given.document, "documents")
    chat = call.writable(given.chat_id, "can_send_documents", "documents")
    return _send(call, given, chat, Media("document", file))


def _send(call: Call, given: Captioned, chat: Chat, media: Media) -> Json:
    text = words(
        call,
        given.caption,
        given.parse_mode,
        given.caption_entities,
        most=MAX_CAPTION,
        what="message caption",
    )
    return deliver(call, given, chat, media=media, text=text.text, entities=text.entities)


def _file(call: Call, given: Upload | str, folder: str) -> File:
    """Return the file that a parameter brings along, or names by its id."""
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        return keep(call.state, given.content, folder=folder, name=given.name, mime=given.mime)
    if not given:
        raise absent(folder.removesuffix("s"))
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = call.state.files.get(given)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not file.path.startswith(folder):
        wanted = folder.removesuffix("s").capitalize()
        raise bad_request(f"can't use file of another type as {wanted}")
    return file


def _check_picture(file: File) -> None:
    if len(file.content) > MAX_PHOTO:
        raise bad_request("file is too big")
    if not is_picture(file.content):
        raise bad_request("IMAGE_PROCESS_FAILED")
    sides = sorted((file.width, file.height))
    if sum(sides) > MAX_SIDES or sides[1] > MAX_RATIO * max(sides[0], 1):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


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

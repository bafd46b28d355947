"""Files in a call: uploads, ids of what is kept, addresses; and the permission that each kind needs."""

from hashlib import sha256
from urllib.parse import urlsplit

from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import Upload, absent
from bot.sandbox.model.content import File, MediaKind
from bot.sandbox.world.files import FOLDERS, is_picture, keep, kind_of, plain_picture

MAX_UPLOAD = 50 << 20
MAX_PHOTO = 10 << 20
MAX_SIDES = 10_000
MAX_RATIO = 20

# The permission that posting each kind needs, and what Telegram calls it when it is missing.
NEEDED: dict[MediaKind, tuple[str, str]] = {
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "video": ("can_send_videos", "videos"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
    "audio": ("can_send_audios", "music"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
}
# What Telegram calls the kinds when it will not take one for another.
TYPES: dict[MediaKind, str] = {
    "photo": "Photo",
    "document": "Document",
    "video": "Video",
    "animation": "Animation",
    "sticker": "Sticker",
    "audio": "Audio",
    "voice": "VoiceNote",
    "video_note": "VideoNote",
}
NO_FILE = "wrong file identifier/HTTP URL specified"


def received(call: Call, given: Upload | str, kind: MediaKind) -> File:
    """Return the file that a parameter brings along, or names by its id or address."""
    if isinstance(given, Upload):
        return _uploaded(call, given, kind)
    if not given:
        raise absent(kind)
    if given.startswith(("http://", "https://")):
        return _fetched(call, given, kind)
    file = call.state.files.get(given)
    if file is None:
        raise bad_request(NO_FILE)
    # What is no photo stays what it was, whatever method sends it.
    if (kind_of(file) == "photo") != (kind == "photo"):
        raise bad_request(f"can't use file of type {TYPES[kind_of(file)]} as {TYPES[kind]}")
    return file


def _uploaded(call: Call, given: Upload, kind: MediaKind) -> File:
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > MAX_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    folder = FOLDERS[kind]
    file = keep(call.state, given.content, folder=folder, name=given.name, mime=given.mime)
    if kind == "photo":
        _check_picture(file)
    return file


def _fetched(call: Call, address: str, kind: MediaKind) -> File:
    """Return a picture of one colour in the place of what stands at an address: nothing leaves this machine.

    Names that cannot exist (`….invalid`) cannot be reached here either.
    """
    parts = urlsplit(address)
    if not parts.hostname or parts.hostname.endswith(".invalid"):
        raise bad_request("failed to get HTTP URL content")
    red, green, blue = sha256(address.encode()).digest()[:3]
    content = plain_picture(red, green, blue, side=240)
    name = parts.path.rpartition("/")[2]
    return keep(call.state, content, folder=FOLDERS[kind], name=name, mime="image/png")


def _check_picture(file: File) -> None:
    if len(file.content) > MAX_PHOTO:
        raise bad_request("file is too big")
    if not is_picture(file.content):
        raise bad_request("IMAGE_PROCESS_FAILED")
    sides = sorted((file.width, file.height))
    if sum(sides) > MAX_SIDES or sides[1] > MAX_RATIO * max(sides[0], 1):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")

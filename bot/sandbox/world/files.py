"""Files: keeping bytes under an id, and the small pictures that stories send."""

import struct
import zlib

from bot.sandbox.model.content import File, MediaKind
from bot.sandbox.model.state import State

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "audio/ogg": "ogg",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/pdf": "pdf",
}
# Where Telegram keeps what; the folder of a file tells for good what it is.
FOLDERS: dict[MediaKind, str] = {
    "photo": "photos",
    "document": "documents",
    "sticker": "stickers",
    "voice": "voice",
    "video": "videos",
    "animation": "animations",
    "audio": "music",
    "video_note": "video_notes",
}


def kind_of(file: File) -> MediaKind:
    """Return what a file was when it was sent first. Pure."""
    folder = file.path.partition("/")[0]
    return next(kind for kind, kept in FOLDERS.items() if kept == folder)


def keep(state: State, content: bytes, *, folder: str, name: str = "", mime: str = "") -> File:
    """Keep bytes; `folder` is what the path begins with, such as "photos"."""
    number = state.number(f"file {folder}", 0)
    extension = name.rpartition(".")[2] if "." in name else EXTENSIONS.get(mime, "bin")
    extension = "".join(letter for letter in extension if letter.isalnum())[:10] or "bin"
    width, height = picture_size(content)
    file = File(
        id=f"AgAC{state.random_name(60)}",
        unique_id=f"AQAD{state.random_name(10)}",
        path=f"{folder}/file_{number}.{extension}",
        content=content,
        name=name,
        mime=mime,
        width=width,
        height=height,
    )
    state.files[file.id] = file
    return file


def picture_size(content: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels, (0, 0) when it is none that we can read. Pure."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    return 0, 0


def is_picture(content: bytes) -> bool:
    """Say whether bytes look like a picture that Telegram takes as a photo. Pure."""
    return picture_size(content) != (0, 0) or content[8:12] == b"WEBP"


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header, which holds height before width. Pure."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return 0, 0


def plain_picture(red: int, green: int, blue: int, side: int = 64) -> bytes:
    """Return a PNG of one colour. Pure."""
    rows = b"".join(b"\0" + bytes((red, green, blue)) * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

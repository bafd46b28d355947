"""What a browser may show of a file by itself; everything else it saves."""

from bot.sandbox.model.content import File

# By the first bytes: a bot's word is not enough.
PICTURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
MATROSKA = b"\x1a\x45\xdf\xa3"
# Stands at the fifth byte of an MP4.
MP4 = b"ftyp"


def shown_as(file: File) -> str:
    """Return the type as which a browser may show a file, nothing if it may not. Pure."""
    for begin, kind in PICTURES.items():
        if file.content.startswith(begin):
            return kind
    if file.content[4:8] == MP4:
        return "video/mp4"
    return "video/webm" if file.content.startswith(MATROSKA) else ""

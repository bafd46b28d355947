"""Files in the Bot API's words: bytes to upload, or the id or address of what Telegram can find itself."""

from typing import TypeAlias

from telegram import InputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo

from bot.outbox.draft import File, Item, Media

Upload: TypeAlias = InputFile | str
AlbumMedia: TypeAlias = InputMediaPhoto | InputMediaVideo | InputMediaDocument

ALBUM_MEDIA: dict[str, type[InputMediaPhoto | InputMediaVideo | InputMediaDocument]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


def upload(media: Media | None) -> Upload:
    """Return a single file."""
    if isinstance(media, File):
        return InputFile(media.content, filename=media.name)
    assert isinstance(media, str)
    return media


def album(media: Media | None) -> list[AlbumMedia]:
    """Return the files of an album, uploads named within the call."""
    assert isinstance(media, tuple)
    return [_in_album(item) for item in media]


def _in_album(item: Item) -> AlbumMedia:
    made = ALBUM_MEDIA[item.kind]
    if isinstance(item.media, File):
        return made(item.media.content, filename=item.media.name)
    return made(item.media)

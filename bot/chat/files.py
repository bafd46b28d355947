"""Files that people send to the bot: fetched before the transaction in which they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, Forbidden

from bot.chat.ask import Ask
from bot.chat.first import First
from bot.chat.host import Host
from bot.chat.typed import Attachment
from bot.texts import Refused

MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Fetched:
    """What Telegram gave; None if it has the file no more, or if it is too large."""

    content: bytes | None


class Fetch(First):
    """A file must be fetched first."""

    def __init__(self, file_id: str) -> None:
        super().__init__(("file", file_id))
        self.file_id = file_id

    async def find_out(self, host: Host) -> Fetched:
        """Fetch the file, unless it is too large."""
        try:
            file = await host.bot.get_file(self.file_id)
            if not 0 <= (file.file_size or 0) <= MOST_BYTES:
                return Fetched(None)
            return Fetched(bytes(await file.download_as_bytearray()))
        except (BadRequest, Forbidden):
            return Fetched(None)


def to_data(file: Attachment) -> dict[str, Any]:
    """Return a document as a button keeps it, until it is pressed."""
    return {"file_id": file.file_id, "name": file.name, "size": file.size}


def from_data(told: Mapping[str, Any]) -> Attachment:
    """Return the document that a button kept."""
    return Attachment("document", told["file_id"], told["name"], told["size"])


def content_of(ask: Ask, file: Attachment) -> bytes:
    """Return what is in a file that somebody sent. Do nothing before this in a handler that is lasting.

    Raises:
        First: it is not here yet.
        Refused: it is too large, or Telegram does not give it.
    """
    if (file.size or 0) > MOST_BYTES:
        raise Refused("entries.file_too_large", most=MOST_BYTES >> 20)
    fetch = Fetch(file.file_id)
    fetched = ask.learnt.get(fetch.key)
    if fetched is None:
        raise fetch
    if not isinstance(fetched, Fetched) or fetched.content is None:
        raise Refused("entries.file_not_given", most=MOST_BYTES >> 20)
    return fetched.content

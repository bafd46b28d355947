"""A message as it lies in the outbox: one row, which may be one part of what was to be said."""

import base64
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.outbox.draft import JSON, Drawing, File, Item, Kind, Media, Policy, Poll

# What was said is Telegram's to keep, and what will never be said is nobody's.
FORGOTTEN = {"text": None, "media": None, "buttons": None}


class State(StrEnum):
    """What became of a message.

    SENDING is written down before Telegram is called. UNCERTAIN: nobody knows whether it arrived, and
    it may not be sent twice. REFUSED: Telegram would not have it. DROPPED: the chat no longer hears us.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Message:
    """A message whose turn has come; `attempts` counts sends that nobody answered.

    target_ids: the messages that are deleted, or the one that is edited, pinned …
    """

    id: int
    chat_id: int
    topic_id: int | None
    reply_to: int | None
    target_ids: tuple[int, ...]
    kind: Kind
    text: str
    media: Media | None
    buttons: list[list[dict[str, str]]]
    silent: bool
    policy: Policy
    part_of: int | None
    attempts: int

    @property
    def target_id(self) -> int | None:
        """Return the message that it is about, the first of several."""
        return self.target_ids[0] if self.target_ids else None


def read(row: sa.Row[Any]) -> Message:
    """Return the message that a row of `messages_out` holds."""
    return Message(
        id=row.id,
        chat_id=row.chat_id,
        topic_id=row.topic_id,
        reply_to=row.reply_to,
        target_ids=() if row.target_id is None else (row.target_id,),
        kind=row.kind,
        text=row.text or "",
        media=unpack(row.media),
        buttons=row.buttons or [],
        silent=row.silent,
        policy=Policy(row.policy),
        part_of=row.part_of,
        attempts=row.attempts,
    )


def pack(media: Media | None) -> JSON:
    """Return `media` as JSON."""
    match media:
        case File():
            return {"name": media.name, "content": base64.b64encode(media.content).decode()}
        case Drawing():
            return {"chart": media.chart}
        case Poll():
            return {"poll": asdict(media)}
        case tuple():
            return {"album": [{"kind": one.kind, "media": pack(one.media)} for one in media]}
    return media


def unpack(media: JSON) -> Media | None:
    """Return what `pack` packed."""
    match media:
        case {"name": name, "content": content}:
            return File(name, base64.b64decode(content))
        case {"chart": chart}:
            return Drawing(chart)
        case {"poll": poll}:
            return Poll(**poll | {"options": tuple(poll["options"])})
        case {"album": items}:
            return tuple(_item(one) for one in items)
    return None if media is None else str(media)


def _item(item: JSON) -> Item:
    media = unpack(item["media"])
    assert isinstance(media, File | str)
    return Item(item["kind"], media)

"""A message as it lies in the outbox: one row, which may be one part of what was to be said."""

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.outbox.draft import JSON, Drawing, File, Kind, Policy

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
    """A message whose turn has come; `attempts` counts sends that nobody answered."""

    id: int
    chat_id: int
    topic_id: int | None
    reply_to: int | None
    target_id: int | None
    kind: Kind
    text: str
    media: File | Drawing | str | None
    buttons: list[list[dict[str, str]]]
    silent: bool
    policy: Policy
    part_of: int | None
    attempts: int


def read(row: sa.Row[Any]) -> Message:
    """Return the message that a row of `messages_out` holds."""
    return Message(
        id=row.id,
        chat_id=row.chat_id,
        topic_id=row.topic_id,
        reply_to=row.reply_to,
        target_id=row.target_id,
        kind=row.kind,
        text=row.text or "",
        media=unpack(row.media),
        buttons=row.buttons or [],
        silent=row.silent,
        policy=Policy(row.policy),
        part_of=row.part_of,
        attempts=row.attempts,
    )


def pack(media: File | Drawing | str | None) -> JSON:
    """Return `media` as JSON."""
    if isinstance(media, File):
        return {"name": media.name, "content": base64.b64encode(media.content).decode()}
    if isinstance(media, Drawing):
        return {"chart": media.chart}
    return media


def unpack(media: JSON) -> File | Drawing | str | None:
    """Return what `pack` packed."""
    if isinstance(media, dict) and "chart" in media:
        return Drawing(media["chart"])
    if isinstance(media, dict):
        return File(media["name"], base64.b64decode(media["content"]))
    return str(media) if media is not None else None

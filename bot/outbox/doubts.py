"""Messages of which nobody knows whether they were posted, and what an operator decides about each."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.draft import Poll
from bot.outbox.message import FORGOTTEN, State, unpack
from bot.storage import Tx
from bot.storage.schema import messages_out

c = messages_out.c


@dataclass(frozen=True)
class Doubt:
    """A message that may have been posted at the instant `at`; the text of a poll is its question.

    kind: what it is sent as; of a picture without a caption there is no text to know it by.
    """

    id: int
    chat_id: int
    topic_id: int | None
    text: str
    at: Instant
    kind: str


async def uncertain(tx: Tx, chat_id: int) -> list[Doubt]:
    """Return the messages of a chat that may or may not have been posted, the oldest first."""
    mine = sa.and_(c.chat_id == chat_id, c.state == State.UNCERTAIN)
    rows = await tx.execute(sa.select(messages_out).where(mine).order_by(c.id))
    return [
        Doubt(row.id, row.chat_id, row.topic_id, _text(row), row.settled_at, row.kind)
        for row in rows
    ]


def _text(row: sa.Row[Any]) -> str:
    media = unpack(row.media)
    return media.question if isinstance(media, Poll) else row.text or ""


async def post_again(tx: Tx, chat_id: int, message: int, now: Instant) -> bool:
    """Send an uncertain message of a chat after all; False if it is not, or no longer, uncertain."""
    again = {"state": State.QUEUED, "due": now, "attempts": 0, "settled_at": None}
    return await _decide(tx, chat_id, message, again)


async def was_posted(tx: Tx, chat_id: int, message: int, now: Instant) -> bool:
    """Take an uncertain message of a chat for posted; False if it is not, or no longer, uncertain."""
    posted = {"state": State.SENT, "settled_at": now} | FORGOTTEN
    return await _decide(tx, chat_id, message, posted)


async def _decide(tx: Tx, chat_id: int, message: int, values: dict[str, object]) -> bool:
    this = sa.and_(c.chat_id == chat_id, c.id == message, c.state == State.UNCERTAIN)
    done = await tx.execute(sa.update(messages_out).where(this).values(values))
    return done.rowcount > 0

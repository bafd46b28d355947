"""What became of messages: for whoever put them, and asks later."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox.message import State
from bot.storage import Tx
from bot.storage.schema import messages_out

c = messages_out.c


@dataclass(frozen=True)
class Fate:
    """What became of a message, at the instant `at` (None while it waits); `error` says why it was not sent.

    message_ids: its numbers in the chat, several for an album; negative where the group had another id.
    """

    state: State
    message_ids: tuple[int, ...]
    error: str | None
    at: Instant | None

    @property
    def message_id(self) -> int | None:
        """Return its number in the chat, of an album the first; None if it has none."""
        return self.message_ids[0] if self.message_ids else None


async def fates(tx: Tx, chat_id: int, messages: Collection[int]) -> dict[int, Fate]:
    """Return what became of messages of a chat, by the ids that `put` gave; without those long forgotten."""
    these = sa.and_(c.chat_id == chat_id, c.id.in_(messages))
    columns = (c.id, c.state, c.message_id, c.message_ids, c.error, c.settled_at)
    rows = (await tx.execute(sa.select(*columns).where(these))).all()
    return {
        row.id: Fate(
            State(row.state), _all(row.message_id, row.message_ids), row.error, row.settled_at
        )
        for row in rows
    }


def _all(first: int | None, album: list[int] | None) -> tuple[int, ...]:
    return tuple(album or ([] if first is None else [first]))

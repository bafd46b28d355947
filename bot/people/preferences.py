"""What a person chose for herself: her language, the group she steers in private."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import preferences
from bot.storage.upsert import insert


@dataclass(frozen=True)
class Preferences:
    """A person's choices; None where she made none."""

    language: str | None = None
    chosen_chat: int | None = None
    started_at: Instant | None = None


async def of(tx: Tx, user_id: int) -> Preferences:
    """Return what a person chose."""
    columns = (preferences.c.language, preferences.c.chosen_chat, preferences.c.started_at)
    row = (await tx.execute(sa.select(*columns).where(preferences.c.user_id == user_id))).first()
    return Preferences(*row) if row else Preferences()


async def choose_language(tx: Tx, user_id: int, language: str) -> None:
    """Let a person be spoken to in `language`."""
    await _keep(tx, user_id, language=language)


async def choose_chat(tx: Tx, user_id: int, chat_id: int) -> None:
    """Let what a person says in private be about the group `chat_id`."""
    await _keep(tx, user_id, chosen_chat=chat_id)


async def started(tx: Tx, user_id: int, now: Instant) -> None:
    """Write down that a person opened the private chat, so that she may be written to."""
    await _keep(tx, user_id, started_at=now)


async def who_started(tx: Tx, user_ids: Collection[int]) -> set[int]:
    """Return those of `user_ids` who opened the private chat."""
    started = sa.and_(preferences.c.user_id.in_(user_ids), preferences.c.started_at.is_not(None))
    return set((await tx.scalars(sa.select(preferences.c.user_id).where(started))).all())


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let who chose a group that became a supergroup have chosen the supergroup."""
    chosen = preferences.c.chosen_chat == old_chat
    await tx.execute(sa.update(preferences).where(chosen).values(chosen_chat=new_chat))


async def _keep(tx: Tx, user_id: int, **choice: object) -> None:
    statement = insert(tx, preferences).values(user_id=user_id, **choice)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[preferences.c.user_id], set_=choice)
    )

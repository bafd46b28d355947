"""How eager and how quiet Renao is in a group: what its operators chose, and what holds until they do."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.clock import HOUR, MINUTE, Instant
from bot.faq.outcome import Eagerness
from bot.storage import Tx
from bot.storage.schema import faq_settings
from bot.storage.upsert import insert

NEVER = 0
"""Where a time is asked for: not at all."""


@dataclass(frozen=True)
class Settings:
    """What holds in a group; times in seconds.

    suggest_after: how long people may answer before likely answers are suggested; NEVER: nothing is.
    repeat_after, repeat_messages: an entry is said again in a topic only after both.
    remove_after: how long an answer stays; NEVER: for good.
    quiet_until: nothing is said unasked before.
    """

    eagerness: Eagerness = Eagerness.NORMAL
    suggest_after: int = int(MINUTE)
    repeat_after: int = int(10 * MINUTE)
    repeat_messages: int = 8
    remove_after: int = NEVER
    quiet_until: Instant | None = None

    def is_quiet(self, now: Instant) -> bool:
        """Say whether nothing is to be said unasked."""
        return self.quiet_until is not None and now < self.quiet_until


USUAL = Settings()
"""What holds in a group whose operators chose nothing."""

# What operators may choose from. Telegram lets nobody delete what is two days old.
CHOICES: dict[str, tuple[int, ...]] = {
    "suggest_after": (NEVER, 20, 60, 300),
    "repeat_after": (int(2 * MINUTE), int(10 * MINUTE), int(HOUR)),
    "repeat_messages": (0, 8, 30),
    "remove_after": (NEVER, int(HOUR), int(6 * HOUR), int(24 * HOUR)),
}


async def find(tx: Tx, chat_id: int) -> Settings:
    """Return what holds in a group."""
    query = sa.select(faq_settings).where(faq_settings.c.chat_id == chat_id)
    row = (await tx.execute(query)).first()
    if row is None:
        return USUAL
    chosen = {name: value for name, value in row._mapping.items() if value is not None}
    chosen.pop("chat_id")
    if "eagerness" in chosen:
        chosen["eagerness"] = Eagerness(chosen["eagerness"])
    return replace(USUAL, **chosen)


async def change(tx: Tx, chat_id: int, **chosen: Any) -> Settings:
    """Write down what was chosen, by the names of `Settings`; return what holds now."""
    await tx.execute(
        insert(tx, faq_settings)
        .values(chat_id=chat_id, **chosen)
        .on_conflict_do_update(index_elements=[faq_settings.c.chat_id], set_=chosen)
    )
    return await find(tx, chat_id)

"""What prompts must know of a group: by which clock and in which language it lives, and what it chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import chats
from bot.clock import Day
from bot.prompts.rule import Blackout, Rule, under
from bot.storage import Tx
from bot.storage.schema import holds, prompt_settings


@dataclass(frozen=True)
class Settings:
    """What a group chose for all its prompts.

    needs_approval: what a planner plans waits for an operator's yes.
    most_a_day: so many are posted on one of its days; as many as are due if None.
    control_every: one in so many times nothing is posted, on purpose; what Prompt Lab does by itself if None.
    blackout, holidays: hours and days in which nothing is posted.
    """

    needs_approval: bool = False
    most_a_day: int | None = None
    control_every: int | None = None
    blackout: Blackout | None = None
    holidays: tuple[Day, ...] = ()


@dataclass(frozen=True)
class Group:
    """A group that prompts are posted in; `held` while an operator has stopped everything."""

    chat_id: int
    title: str
    zone: ZoneInfo
    language: str
    settings: Settings = Settings()
    held: bool = False

    def bind(self, rule: Rule) -> Rule:
        """Return the rule as it counts in this group."""
        return under(rule, self.settings.blackout, self.settings.holidays)


async def group_of(tx: Tx, chat_id: int) -> Group:
    """Return one group."""
    return (await groups_of(tx, [chat_id]))[chat_id]


async def groups_of(tx: Tx, chat_ids: Iterable[int]) -> dict[int, Group]:
    """Return groups by id; one that nothing was heard of lives by UTC, and is spoken to in English."""
    wanted = set(chat_ids)
    known = await chats.many(tx, wanted)
    chosen = await _settings(tx, wanted)
    held = await tx.scalars(sa.select(holds.c.chat_id).where(holds.c.chat_id.in_(wanted)))
    stopped = set(held.all())
    found = {}
    for chat_id in wanted:
        chat = known.get(chat_id)
        found[chat_id] = Group(
            chat_id,
            chat.title if chat else "",
            # Prompts go by the new clock at once; the days that were counted follow.
            (chat.next_zone or chat.zone) if chat else ZoneInfo("UTC"),
            chat.language if chat else "en",
            chosen.get(chat_id, Settings()),
            chat_id in stopped,
        )
    return found


async def settings_of(tx: Tx, chat_id: int) -> Settings:
    """Return what a group chose."""
    return (await _settings(tx, [chat_id])).get(chat_id, Settings())


def write_blackout(blackout: Blackout | None) -> str | None:
    """Return blackout hours as the table keeps them: "23:00-07:00"."""
    return None if blackout is None else f"{blackout.start:%H:%M}-{blackout.end:%H:%M}"


async def _settings(tx: Tx, chat_ids: Iterable[int]) -> dict[int, Settings]:
    query = sa.select(prompt_settings).where(prompt_settings.c.chat_id.in_(list(chat_ids)))
    return {row.chat_id: _read(row) for row in await tx.execute(query)}


def _read(row: sa.Row[Any]) -> Settings:
    blackout = None
    if row.blackout:
        start, end = map(time.fromisoformat, row.blackout.split("-"))
        blackout = Blackout(start, end)
    return Settings(
        row.needs_approval, row.most_a_day, row.control_every, blackout, tuple(row.holidays)
    )

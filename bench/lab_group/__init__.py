"""A group that lives in the house itself: its prompts come, its members answer, its record is measured."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from math import exp
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.clock import DAY, HOUR, Instant
from bot.prompts import schedules
from bot.prompts.due import post_due
from bot.prompts.measuring import measure_due
from bot.prompts.prompt import Options, Prompt, Rotation, Variant
from bot.prompts.rule import Daily, Rule
from bot.storage import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.schema import chats, facts, member_days, recordings, runs

FANS = -100
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()


@dataclass
class Alive:
    """Members who answer a variant's posts at its rate; all of them write in the evening."""

    folder: Path
    rates: tuple[float, ...]
    members: int
    unrest: float
    seed: int

    async def live(self, posts: int) -> list[int]:
        """Let so many days pass; return which variant was posted on each."""
        chance = Random(self.seed)
        database = open_database(f"sqlite:///{self.folder}/lab.db", synchronous="OFF")
        try:
            await migrate(database)
            await self._begin(database)
            for day in range(posts):
                await self._spend(database, NINE + day * DAY, chance)
            async with database.read() as tx:
                query = sa.select(runs.c.variant).order_by(runs.c.due)
                return [int(variant) for variant in await tx.scalars(query)]
        finally:
            await database.close()

    async def _begin(self, database: Database) -> None:
        """Let the group be known, and plan the prompt."""
        chat = {"chat_id": FANS, "kind": "supergroup", "title": "Fans", "zone": "UTC"}
        chat |= {"language": "en", "joined_at": NINE - 90 * DAY}
        variants = tuple(Variant({"en": f"variant {n}"}) for n in range(len(self.rates)))
        options = Options(rotation=Rotation.LEARN, control_every=0)
        async with database.write() as tx:
            await tx.execute(sa.insert(chats).values(chat))
            up = {"started": NINE - 90 * DAY, "until": NINE + 999 * DAY}
            await tx.execute(sa.insert(recordings).values(up))
            # Who draws the lot of a run: its number, so that each seed is another life.
            for _ in range(self.seed + 1):
                held = await schedules.add(
                    tx,
                    FANS,
                    Prompt("lab", variants, (), options),
                    Rule(Daily(), (time(9),)),
                    by=1,
                    now=NINE - HOUR,
                )
                if held.schedule_id <= self.seed:
                    await schedules.remove(tx, FANS, held.schedule_id, NINE - HOUR)
        await self._talk(database, NINE - 2 * HOUR - DAY)

    async def _spend(self, database: Database, nine: Instant, chance: Random) -> None:
        """Let the prompt come and be answered; measure it; let everybody talk."""
        await post_due(database, nine)
        async with database.write() as tx:
            this = runs.c.due == nine
            number = int(nine)
            sent: dict[str, Any] = {"sent_at": nine + 1, "message_ids": [number]}
            told = sa.update(runs).where(this).values(sent | {"measure_at": nine + 3 * HOUR})
            variant = await tx.scalar(told.returning(runs.c.variant))
            day = exp(chance.gauss(-(self.unrest**2) / 2, self.unrest))
            share = min(self.rates[variant or 0] * day, 1.0)
            rows = [
                _act(number + who, who, nine + 60 + who, about=number)
                for who in range(1, self.members + 1)
                if chance.random() < share
            ]
            if rows:
                await tx.execute(sa.insert(facts), rows)
        await self._talk(database, nine + 9 * HOUR)
        while await measure_due(database, nine + 3 * HOUR + 2):
            pass

    async def _talk(self, database: Database, at: Instant) -> None:
        day, people = int(at // DAY), range(1, self.members + 1)
        async with database.write() as tx:
            spoke = {"chat_id": FANS, "day": day, "topic_id": 0, "messages": 1}
            await tx.execute(sa.insert(member_days), [spoke | {"user_id": who} for who in people])


def _act(ref: int, who: int, at: Instant, about: int) -> dict[str, Any]:
    fact = {"chat_id": FANS, "ref": ref, "kind": int(Kind.MESSAGE), "user_id": who, "at": int(at)}
    return fact | {"topic_id": None, "about": about, "form": 0}

"""What the tests of planning and posting share: groups, prompts, and looks at what became of them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.prompts import schedules
from bot.prompts.planned import Planned
from bot.prompts.prompt import Options, Place, Prompt, Variant
from bot.prompts.rule import Daily, Moment, Once, Rule, Weekly
from bot.storage import Database
from bot.storage.schema import chats, facts, messages_out, runs

FANS, OTHERS, SUPERGROUP = -100, -200, -1001000
OLGA, PIA = 7, 8
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
TEXT = "How was your day?"
EVENING = Rule(Daily(), (time(21, 30),))
THURSDAYS = Rule(Weekly((3, 6)), (time(9),))


def at(text: str) -> float:
    """Return an instant from its ISO form."""
    return datetime.fromisoformat(text).timestamp()


NOON = at("2026-01-05T12:00+01:00")
FIRST = at("2026-01-05T21:30+01:00")
SECOND = at("2026-01-06T21:30+01:00")
THIRD = at("2026-01-07T21:30+01:00")


def once(day: date, clock: time) -> Rule:
    return Rule(Once(day), (clock,))


def moment(instant: float) -> Rule:
    return Rule(Moment(instant))


@dataclass
class Plans:
    """A database with two groups that live by Berlin's clocks."""

    database: Database

    async def meet(self, chat_id: int, zone: ZoneInfo = BERLIN, language: str = "en") -> None:
        """Let Renao know a group."""
        row = {
            "chat_id": chat_id,
            "kind": "supergroup",
            "title": f"Group {-chat_id}",
            "zone": zone.key,
            "language": language,
        }
        async with self.database.write() as tx:
            await tx.execute(sa.insert(chats).values(row))

    async def plan(
        self,
        rule: Rule = EVENING,
        *texts: str,
        chat_id: int = FANS,
        topic_id: int | None = None,
        options: Options | None = None,
        prompt: Prompt | None = None,
        now: float = NOON,
        **more: Any,
    ) -> Planned:
        """Let Olga plan a prompt."""
        variants = tuple(Variant({"en": text}) for text in texts or (TEXT,))
        places = (Place(chat_id, topic_id),)
        made = prompt or Prompt("evening", variants, places, options or Options())
        async with self.database.write() as tx:
            return await schedules.add(tx, chat_id, made, rule, **{"by": OLGA, "now": now} | more)

    async def do(self, act: Any, *given: Any, **more: Any) -> Any:
        """Do something in a transaction."""
        async with self.database.write() as tx:
            return await act(tx, *given, **more)

    async def planned(self, chat_id: int = FANS) -> list[Planned]:
        """List what is planned."""
        return await self.do(schedules.planned, chat_id)

    async def put(self, chat_id: int = FANS) -> list[Any]:
        """Return the messages that were handed to the outbox."""
        async with self.database.read() as tx:
            mine = sa.select(messages_out).where(messages_out.c.chat_id == chat_id)
            return list((await tx.execute(mine.order_by(messages_out.c.id))).all())

    async def posted(self, chat_id: int = FANS) -> list[str]:
        """Return the texts that were handed to the outbox."""
        return [row.text for row in await self.put(chat_id)]

    async def record(self, chat_id: int = FANS) -> list[tuple[float, str]]:
        """Return what became of each run; where there is a reason, that."""
        async with self.database.read() as tx:
            mine = sa.select(runs).where(runs.c.chat_id == chat_id)
            rows = await tx.execute(mine.order_by(runs.c.due, runs.c.schedule_id, runs.c.topic_id))
            return [(row.due, row.reason or row.state) for row in rows]

    async def says(
        self,
        when: float,
        chat_id: int = FANS,
        topic_id: int | None = None,
        kind: int = Kind.MESSAGE,
    ) -> None:
        """Let somebody write in a group."""
        fact = {"chat_id": chat_id, "ref": int(when), "kind": kind, "user_id": 9, "at": int(when)}
        async with self.database.write() as tx:
            await tx.execute(sa.insert(facts).values(fact | {"topic_id": topic_id}))

"""A group that is recorded without a gap, and prompts that Telegram has, for the tests of Prompt Lab."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import polls
from bot.storage import Database
from bot.storage.schema import chats, metadata, recordings, runs, standings
from tests.activity import updates as u

LONG_AGO = 1_600_000_000.0
FAR = 2_000_000_000.0
PROMPT = 5_000


async def meet(database: Database, zone: ZoneInfo, down: tuple[int, int] | None = None) -> None:
    """Let Renao steer the group since long ago, but for the time that it was down."""
    chat = {"chat_id": u.GROUP, "kind": "supergroup", "title": "Fans", "zone": zone.key}
    chat |= {"language": "en", "status": "administrator", "joined_at": LONG_AGO}
    standing = {"chat_id": u.GROUP, "since": LONG_AGO, "status": "administrator"}
    up = [LONG_AGO, FAR] if down is None else [LONG_AGO, down[0], down[1], FAR]
    stretches = [{"started": up[n], "until": up[n + 1]} for n in range(0, len(up), 2)]
    async with database.write() as tx:
        await tx.execute(sa.insert(chats).values(chat))
        await tx.execute(sa.insert(standings).values(standing | {"reads_all": True}))
        await tx.execute(sa.insert(recordings), stretches)
        await polls.posted(tx, "p", u.GROUP, PROMPT)


async def posted(
    database: Database, sent_at: float, message_ids: Sequence[int] = (PROMPT,), **more: Any
) -> None:
    """Let a prompt be posted that is to be measured."""
    row = {
        "chat_id": u.GROUP,
        "schedule_id": 1,
        "topic_id": 0,
        "due": sent_at,
        "at": sent_at,
        "state": "posted",
        "variant": 0,
        "message_ids": list(message_ids),
        "sent_at": sent_at,
        "measure_at": sent_at + 3 * 3600,
    }
    async with database.write() as tx:
        await tx.execute(sa.insert(runs).values(row | more))


async def results(database: Database, **which: Any) -> Any:
    """Return the results of a run."""
    async with database.read() as tx:
        query = sa.select(runs.c.results, runs.c.measure_at)
        for name, value in which.items():
            query = query.where(runs.c[name] == value)
        return (await tx.execute(query)).one()


async def emptied(database: Database) -> None:
    """Let nothing have happened."""
    async with database.write() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(sa.delete(table))

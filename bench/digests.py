"""Digests of 500 groups for three readers each, all due in the same hour: how much of one core they cost.

    python bench/digests.py [GROUPS]

Each group has 60 days of daily rows, members and questions behind it. Composed are words, buttons and what
the pictures show; drawing and sending, which happen at Telegram's pace, are not in it.
"""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.reports.sending import send_due
from bot.storage import Database
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from bot.storage.schema import (
    awaited,
    chat_days,
    chats,
    digest_readers,
    member_days,
    members,
    messages_out,
    operators,
    recordings,
)

DAY = 86400
TODAY = 20_500
NOW = TODAY * DAY + 8 * 3600 + 60.0
DAYS = 60
READERS = (1, 2, 3)
SEED = 8


async def main(groups: int) -> None:
    """Fill a database, send what is due, and say what that cost."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'renao.db'}")
        await migrate(database)
        await fill(database, groups)
        begun, wall = time.process_time(), time.perf_counter()
        while await send_due(database, (), NOW):
            pass
        cpu, passed = time.process_time() - begun, time.perf_counter() - wall
        async with database.read() as tx:
            count = sa.select(sa.func.count()).select_from(messages_out)
            put = await tx.scalar(count) or 0
        await database.close()
    print(f"{groups} groups, {put} messages: {cpu:.1f} s of CPU, {passed:.1f} s in all")
    print(f"{cpu / groups * 1000:.0f} ms of CPU a group")


async def fill(database: Database, groups: int) -> None:
    """Write 60 days of groups of different sizes."""
    dice = random.Random(SEED)
    async with database.write() as tx:
        up = {"started": NOW - 90 * DAY, "until": NOW}
        await tx.execute(sa.insert(recordings).values(up))
    for number in range(1, groups + 1):
        async with database.write() as tx:
            for table, rows in group_rows(dice, -number).items():
                await tx.execute(sa.insert(table), rows)


def group_rows(dice: random.Random, chat_id: int) -> dict[sa.Table, list[dict[str, Any]]]:
    """Return the rows of one group: 10 to 60 of its 200 members are active on a day."""
    size = dice.choice([10, 20, 40, 60])
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        chats: [
            {
                "chat_id": chat_id, "kind": "supergroup", "title": f"Group {-chat_id}",
                "status": "administrator", "rights": {}, "zone": "UTC", "language": "en",
                "member_count": 200, "joined_at": NOW - 80 * DAY,
            }
        ],
        members: [
            {"chat_id": chat_id, "user_id": who, "first_name": f"Fan {who}", "first_act": 1.0}
            for who in range(10, 210)
        ],
        member_days: [],
        chat_days: [],
        awaited: [],
    }  # fmt: skip
    for day in range(TODAY - DAYS, TODAY):
        active = dice.sample(range(10, 210), size)
        said = [dice.randint(1, 8) for _ in active]
        rows[member_days] += [
            {"chat_id": chat_id, "day": day, "user_id": who, "topic_id": 0, "messages": count}
            for who, count in zip(active, said, strict=True)
        ]
        total = {
            "messages": sum(said),
            "replies": sum(said) // 3,
            "reactions": size,
            "questions": 5,
        }
        rows[chat_days].append({"chat_id": chat_id, "day": day, "topic_id": 0} | total)
        rows[awaited] += [
            {
                "chat_id": chat_id, "message_id": day * 10 + n, "user_id": active[n],
                "at": day * DAY + n * 3600, "is_question": True, "text": "When?",
                "response_at": None if n == 4 else day * DAY + n * 3600 + 300,
                "response_id": None if n == 4 else 1, "response_by": None if n == 4 else active[-1],
            }
            for n in range(5)
        ]  # fmt: skip
    return rows | reader_rows(chat_id)


def reader_rows(chat_id: int) -> dict[sa.Table, list[dict[str, Any]]]:
    """Return the rows of three operators who read the digest of a group."""
    last = {"last_day": TODAY - 2, "last_week": None, "last_month": None}
    private = {"topic": 0, "local_time": "08:00"}
    return {
        operators: [
            {"chat_id": chat_id, "user_id": who, "granted_by": 1, "granted_at": 0.0}
            for who in READERS
        ],
        digest_readers: [
            {"chat_id": chat_id, "user_id": who, "place": who} | private | last for who in READERS
        ],
    }


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))

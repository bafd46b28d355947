"""What the record costs as it grows: bytes and µs per fact, and how long each report takes.

A seeded history of 200 groups and 100,000 members over 400 days, in the order in which it would have
happened, goes through the record's own functions in batches of 10,000 facts, on SQLite with synchronous=FULL.
At 1 %, 10 % and 100 % of the facts the reports are timed in the largest group, which has an eighth of all
facts; the best of three. "bytes per fact" are those of the table of facts with all its indexes, "bytes of
all else" those of daily rows, members and the rest, spread over the facts. The last line is JSON.
`--facts 10000000` (the default) takes some ten minutes.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import accumulate, islice
from random import Random
from typing import TypeAlias

import sqlalchemy as sa

from bot.activity import chats
from bot.activity.chats import Chat
from bot.activity.facts import Fact, Kind
from bot.activity.figures import MONTH, Period, actives_by_day, presence_in
from bot.activity.heatmap import heat_map
from bot.activity.lifecycle import lifecycle
from bot.activity.members import Named
from bot.activity.record import keep
from bot.activity.recount import recount
from bot.activity.retention import By, retention
from bot.activity.wire import User
from bot.clock import DAY, day_of
from bot.reports.stats import stats
from bot.storage import Database, Tx
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from bot.storage.schema import chats as chats_table

GROUPS, MEMBERS, DAYS = 200, 100_000, 400
START = 1_735_689_600  # 2025-01-01 00:00 UTC
BATCH = 10_000
MARKS = (0.01, 0.1, 1.0)
# Ids as long as Telegram's: what they take is a good part of a row.
LARGEST = -1_001_000_000_000
APART = 300
SIZE = sa.text("SELECT name LIKE '%facts%', sum(pgsize) FROM dbstat GROUP BY 1 ORDER BY 1")

Question: TypeAlias = Callable[[Tx, Chat, float], Awaitable[object]]


def history(random: Random, count: int) -> Iterator[Fact]:
    """Yield so many facts in the order of their moments: few groups are large, few members talk much."""
    weights = [1 / (rank + 1) ** 0.8 for rank in range(GROUPS)]
    borders = list(accumulate(weights))
    sizes = [max(int(MEMBERS * weight / borders[-1]), 10) for weight in weights]
    posted = [1] * GROUPS
    groups = range(GROUPS)
    for number in range(count):
        (group,) = random.choices(groups, cum_weights=borders)
        user = APART * (1 + group * MEMBERS + int(sizes[group] * random.random() ** 3))
        at = START + int(number * DAYS * DAY / count)
        chat, draw = LARGEST - group, random.random()
        if draw < 0.75:
            posted[group] += 1
            about = max(posted[group] - random.randrange(1, 50), 1) if draw < 0.26 else None
            yield Fact(chat, posted[group], Kind.MESSAGE, user, at, None, about, 1)
        elif draw < 0.99:
            about = max(posted[group] - random.randrange(50), 1)
            yield Fact(chat, number, Kind.REACTION, user, at, None, about, 1)
        else:
            yield Fact(chat, number, Kind.JOINED if draw < 0.996 else Kind.LEFT, user, at)


async def dau_wau_mau(tx: Tx, chat: Chat, now: float) -> object:
    """Count active members for each of the last 30 days."""
    period = _month(chat, now)
    presence = await presence_in(tx, chat.chat_id, Period(period.first - MONTH + 1, period.last))
    return actives_by_day(presence, period)


def _month(chat: Chat, now: float, days: int = MONTH) -> Period:
    today = day_of(now, chat.zone)
    return Period(today - days + 1, today)


QUESTIONS: dict[str, Question] = {
    "DAU, WAU, MAU of 30 days": dau_wau_mau,
    "retention of 90 days": lambda tx, chat, now: retention(
        tx, chat, By.FIRST_ACT, _month(chat, now, 90), now
    ),
    "lifecycle of 7 days": lambda tx, chat, now: lifecycle(tx, chat, _month(chat, now, 7)),
    "heat map of 30 days": lambda tx, chat, now: heat_map(tx, chat, _month(chat, now), now),
    "/stats 30d": lambda tx, chat, now: stats(tx, chat, _month(chat, now), now, "en"),
    "recount of one day": lambda tx, chat, now: recount(
        tx, chat.chat_id, day_of(now, chat.zone) - 1, day_of(now, chat.zone) - 1
    ),
}


async def found_groups(tx: Tx) -> dict[int, Chat]:
    """Let Renao into all groups, and return them."""
    rows = [
        {
            "chat_id": LARGEST - group,
            "kind": "supergroup",
            "title": f"Fans {group}",
            "zone": "UTC",
            "language": "en",
            "joined_at": float(START),
            "member_count": MEMBERS,
            "status": "administrator",
        }
        for group in range(GROUPS)
    ]
    await tx.execute(sa.insert(chats_table), rows)
    return await chats.many(tx, {row["chat_id"] for row in rows})


async def build(database: Database, count: int) -> dict[str, object]:
    """Write the history down, batch by batch, and stop to measure at each mark."""
    async with database.write() as tx:
        known = await found_groups(tx)
    facts, spent, done = history(Random(1), count), [], 0
    marks = [round(count * mark) for mark in MARKS]
    found: dict[str, object] = {}
    while batch := list(islice(facts, BATCH)):
        names = {
            (fact.chat_id, fact.user_id): Named(User(id=fact.user_id, first_name="Fan"), fact.at)
            for fact in batch
        }
        began = time.perf_counter()
        async with database.write() as tx:
            await keep(tx, batch, known, names, {})
        spent.append((time.perf_counter() - began) / len(batch) * 1e6)
        done += len(batch)
        if marks and done >= marks[0]:
            marks.pop(0)
            found[f"{done:,} facts"] = await measure(database, done, spent, batch[-1].at)
    return found


async def measure(
    database: Database, done: int, spent: list[float], now: float
) -> dict[str, float]:
    """Return what a fact costs so far and lately, and how many ms each question takes."""
    tail = spent[-max(len(spent) // 10, 1) :]
    async with database.read() as tx:
        chat = await chats.get(tx, LARGEST)
        rest, facts = (size for _, size in await tx.execute(SIZE))
    assert chat is not None
    result = {
        "bytes per fact": facts / done,
        "bytes of all else": rest / done,
        "µs per fact": sorted(tail)[len(tail) // 2],
    }
    for name, question in QUESTIONS.items():
        times = []
        for _ in range(3):
            began = time.perf_counter()
            async with database.read() as tx:
                await question(tx, chat, now)
            times.append((time.perf_counter() - began) * 1000)
        result[f"{name}, ms"] = min(times)
    told = "  ".join(f"{key} {value:.1f}" for key, value in result.items())
    print(f"{done:>12,} facts  {told}", flush=True)
    return {key: round(value, 1) for key, value in result.items()}


async def bench(count: int) -> None:
    """Build and measure in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        database = open_database(f"sqlite:///{folder}/renao.db")
        try:
            await migrate(database)
            found = await build(database, count)
        finally:
            await database.close()
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    asyncio.run(bench(parser.parse_args().facts))

"""Daily rows: what facts add up to per member and day, and per chat, topic and day.

There is one sum, `tally`, for rows that grow with each batch and for rows recounted from the facts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.facts import Fact, Kind
from bot.clock import MINUTE, Day, Instant, day_of
from bot.storage import Tx
from bot.storage.schema import chat_days, member_days
from bot.storage.upsert import Insert, insert

ACTS = ("messages", "replies", "reactions", "others")
COUNTS = (*ACTS, "joined", "left")
COLUMN_OF = {
    Kind.MESSAGE: "messages",
    Kind.REACTION: "reactions",
    Kind.POLL_ANSWER: "others",
    Kind.BUTTON_PRESS: "others",
    Kind.JOINED: "joined",
    Kind.LEFT: "left",
}
QUARTER = int(15 * MINUTE)

RowKey: TypeAlias = tuple[int, Day, int]
"""Chat, day, and a member's id or a topic's (0 for none)."""


@dataclass(frozen=True)
class Tally:
    """Counts by row: what members did, and what happened in topics."""

    members: dict[RowKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    topics: dict[RowKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def tally(facts: Iterable[Fact], zones: Mapping[int, ZoneInfo]) -> Tally:
    """Add `facts` up by the local days of their chats. Pure."""
    sums = Tally()
    for fact in facts:
        column = COLUMN_OF.get(fact.kind)
        if column is None:
            continue
        day = local_day(fact.at, zones[fact.chat_id])
        rows = [sums.topics[fact.chat_id, day, fact.topic_id or 0]]
        if column in ACTS:
            rows.append(sums.members[fact.chat_id, day, fact.user_id])
        for row in rows:
            row[column] += 1
            if fact.kind is Kind.MESSAGE and fact.about is not None:
                row["replies"] += 1
    return sums


def local_day(at: Instant, zone: ZoneInfo) -> Day:
    """Return the day on which `at` lies in `zone`, remembered by the quarter of an hour. Pure.

    No zone has begun a day off the quarter since Telegram exists.
    """
    return _day_of_quarter(int(at) // QUARTER, zone)


@lru_cache(maxsize=4096)
def _day_of_quarter(quarter: int, zone: ZoneInfo) -> Day:
    return day_of(quarter * QUARTER, zone)


async def add(tx: Tx, sums: Tally) -> None:
    """Add `sums` to the stored rows."""
    if sums.members:
        await tx.execute(_adding(tx, member_days, ACTS), _rows("user_id", sums.members, ACTS))
    if sums.topics:
        await tx.execute(_adding(tx, chat_days, COUNTS), _rows("topic_id", sums.topics, COUNTS))


def adding_up(table: sa.Table, statement: Insert, columns: Iterable[str]) -> Insert:
    """Return `statement` so that where a row is there already, `columns` are added to it."""
    sums = {name: table.c[name] + statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=sums)


def _adding(tx: Tx, table: sa.Table, columns: Iterable[str]) -> Insert:
    return adding_up(table, insert(tx, table), columns)


def _rows(
    last_key: str, counts: Mapping[RowKey, Counter[str]], columns: Iterable[str]
) -> list[dict[str, Any]]:
    """Return rows in the order of their keys, so that two writers never wait for each other."""
    return [
        {"chat_id": chat_id, "day": day, last_key: key} | {name: row[name] for name in columns}
        for (chat_id, day, key), row in sorted(counts.items())
    ]

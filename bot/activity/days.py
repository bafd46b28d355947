"""Daily rows: what facts add up to per member and day, and per chat, topic and day.

There is one sum, `tally`, for rows that grow with each batch and for rows recounted from the facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.facts import Fact, Kind
from bot.clock import MINUTE, Day, Instant, day_of
from bot.storage import Tx
from bot.storage.bulk import execute_many
from bot.storage.schema import chat_days, member_days
from bot.storage.upsert import Insert, insert

ACTS = ("messages", "replies", "media", "reactions", "others")
COUNTS = (*ACTS, "questions", "joined", "left", "imported")
COLUMN_OF = {
    Kind.MESSAGE: "messages",
    Kind.REACTION: "reactions",
    Kind.POLL_ANSWER: "others",
    Kind.BUTTON_PRESS: "others",
    Kind.JOINED: "joined",
    Kind.LEFT: "left",
}
QUARTER = int(15 * MINUTE)

MemberKey: TypeAlias = tuple[int, Day, int, int]
"""Chat, day, member and topic (0 for none)."""

TopicKey: TypeAlias = tuple[int, Day, int]
"""Chat, day and topic (0 for none)."""

Row: TypeAlias = dict[str, int]
"""Counts by the names of their columns."""


@dataclass(frozen=True)
class Tally:
    """Counts by row: what members did, and what happened in topics."""

    members: dict[MemberKey, Row] = field(default_factory=lambda: _rows_of(ACTS))
    topics: dict[TopicKey, Row] = field(default_factory=lambda: _rows_of(COUNTS))


def _rows_of(columns: Sequence[str]) -> dict[Any, Row]:
    zeros = dict.fromkeys(columns, 0)
    return defaultdict(zeros.copy)


def tally(facts: Iterable[Fact], known: Mapping[int, Chat], sums: Tally | None = None) -> Tally:
    """Add `facts` up by the local days of the chats that are `known`, on top of `sums` if given."""
    sums = sums or Tally()
    for fact in facts:
        column = COLUMN_OF.get(fact.kind)
        if column is None:
            continue
        day = local_day(fact.at, known[fact.chat_id].zone_at(fact.at))
        topic = fact.topic_id or 0
        rows = [sums.topics[fact.chat_id, day, topic]]
        if column in ACTS:
            rows.append(sums.members[fact.chat_id, day, fact.user_id, topic])
        for row in rows:
            row[column] += 1
            if fact.kind == Kind.MESSAGE and fact.about is not None:
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
        await execute_many(tx, adding_up(tx, member_days), member_rows(sums))
    if sums.topics:
        await execute_many(tx, adding_up(tx, chat_days), topic_rows(sums))


def member_rows(sums: Tally) -> list[Row]:
    """Return the rows of `member_days` that `sums` make, in the order of their keys. Pure."""
    return _keyed(sums.members, "user_id", "topic_id")


def topic_rows(sums: Tally) -> list[Row]:
    """Return the rows of `chat_days` that `sums` make, in the order of their keys. Pure."""
    return _keyed(sums.topics, "topic_id")


def adding_up(tx: Tx, table: sa.Table) -> Insert:
    """Return the INSERT of daily rows that adds to the rows that are there already."""
    # Made once: on the hot path its making would cost more than its execution.
    key = tx.dialect.name, table.name
    if key not in _statements:
        statement = insert(tx, table)
        counts = [column for column in table.c if not column.primary_key]
        sums = {column.name: column + statement.excluded[column.name] for column in counts}
        keys = table.primary_key.columns
        _statements[key] = statement.on_conflict_do_update(index_elements=keys, set_=sums)
    return _statements[key]


_statements: dict[tuple[str, str], Insert] = {}


def _keyed(counts: Mapping[Any, Row], *names: str) -> list[Row]:
    keys = ("chat_id", "day", *names)
    return [{**dict(zip(keys, key, strict=True)), **counts[key]} for key in sorted(counts)]

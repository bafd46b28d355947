"""Daily rows: what facts add up to per member and day, and per chat, topic and day.

There is one sum, `tally`, for rows that grow with each batch and for rows recounted from the facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.facts import MESSAGE, Fact, Kind
from bot.activity.forms import IMPORTED, QUESTION, is_media
from bot.clock import MINUTE, Day, Instant, day_of, local
from bot.storage import Tx
from bot.storage.bulk import execute_rows
from bot.storage.schema import chat_days, chat_hours, member_days
from bot.storage.upsert import Insert, insert, made_once

ACTS = ("messages", "replies", "media", "reactions", "others")
COUNTS = (*ACTS, "questions", "joined", "left", "imported")
HOUR_COUNTS = ("messages", "acts")
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

HourKey: TypeAlias = tuple[int, Day, int]
"""Chat, day and local hour (0 to 23; one that clocks show twice is one)."""

Row: TypeAlias = dict[str, int]
"""Counts by the names of their columns, in the table's order."""


@dataclass(frozen=True)
class Tally:
    """Counts by row: what members did, and what happened in topics and hours."""

    members: dict[MemberKey, Row] = field(default_factory=lambda: rows_of(member_days))
    topics: dict[TopicKey, Row] = field(default_factory=lambda: rows_of(chat_days))
    hours: dict[HourKey, Row] = field(default_factory=lambda: rows_of(chat_hours))


def rows_of(table: sa.Table) -> dict[Any, Row]:
    """Return rows that are made when they are first asked for, with zeros in a table's counts. Pure."""
    zeros = dict.fromkeys((column.name for column in table.c if not column.primary_key), 0)
    return defaultdict(zeros.copy)


def tally(facts: Iterable[Fact], known: Mapping[int, Chat], sums: Tally | None = None) -> Tally:
    """Add `facts` up by the local days of the chats that are `known`, on top of `sums` if given. Pure.

    `imported` are the acts that came out of an export, not the comings and goings.
    """
    sums = sums or Tally()
    for chat_id, _, kind, user_id, at, topic_id, about, form in facts:
        column = COLUMN_OF.get(kind)
        if column is None:
            continue
        day, hour = local_hour(at, known[chat_id].zone_at(at))
        topic = topic_id or 0
        in_topic = sums.topics[chat_id, day, topic]
        in_topic[column] += 1
        if column not in ACTS:
            continue
        if form & IMPORTED:
            in_topic["imported"] += 1
        in_hour = sums.hours[chat_id, day, hour]
        in_hour["acts"] += 1
        by_member = sums.members[chat_id, day, user_id, topic]
        by_member[column] += 1
        if kind == MESSAGE:
            in_hour["messages"] += 1
            if form & QUESTION:
                in_topic["questions"] += 1
            if about is not None:
                in_topic["replies"] += 1
                by_member["replies"] += 1
            if is_media(form):
                in_topic["media"] += 1
                by_member["media"] += 1
    return sums


def local_day(at: Instant, zone: ZoneInfo) -> Day:
    """Return the day on which `at` lies in `zone`. Pure."""
    return local_hour(at, zone)[0]


def local_hour(at: Instant, zone: ZoneInfo) -> tuple[Day, int]:
    """Return the day and the hour in which `at` lies in `zone`, remembered by the quarter of an hour. Pure.

    No zone has begun an hour off the quarter since Telegram exists.
    """
    return _hour_of_quarter(int(at) // QUARTER, zone)


@lru_cache(maxsize=4096)
def _hour_of_quarter(quarter: int, zone: ZoneInfo) -> tuple[Day, int]:
    at = quarter * QUARTER
    return day_of(at, zone), local(at, zone).hour


async def add(tx: Tx, sums: Tally) -> None:
    """Add `sums` to the stored rows."""
    await add_to(tx, member_days, sums.members)
    await add_to(tx, chat_days, sums.topics)
    await add_to(tx, chat_hours, sums.hours)


async def add_to(tx: Tx, table: sa.Table, counts: Mapping[Any, Row]) -> None:
    """Add counts to the rows of one table."""
    if counts:
        rows = [(*key, *counts[key].values()) for key in sorted(counts)]
        await execute_rows(tx, adding_up(tx, table), rows)


def member_rows(sums: Tally) -> list[Row]:
    """Return the rows of `member_days` that `sums` make, in the order of their keys. Pure."""
    return keyed(sums.members, "user_id", "topic_id")


def topic_rows(sums: Tally) -> list[Row]:
    """Return the rows of `chat_days` that `sums` make, in the order of their keys. Pure."""
    return keyed(sums.topics, "topic_id")


def hour_rows(sums: Tally) -> list[Row]:
    """Return the rows of `chat_hours` that `sums` make, in the order of their keys. Pure."""
    return keyed(sums.hours, "hour")


@made_once
def adding_up(tx: Tx, table: sa.Table) -> Insert:
    """Return the INSERT of daily rows that adds to the rows that are there already."""
    statement = insert(tx, table)
    counts = [column for column in table.c if not column.primary_key]
    sums = {column.name: column + statement.excluded[column.name] for column in counts}
    return statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=sums)


def keyed(counts: Mapping[Any, Row], *names: str) -> list[Row]:
    """Return counts as rows with their keys, which are chat, day and what `names` says, in order. Pure."""
    keys = ("chat_id", "day", *names)
    return [{**dict(zip(keys, key, strict=True)), **counts[key]} for key in sorted(counts)]

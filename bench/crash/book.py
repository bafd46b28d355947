"""The victim's database as a judge reads it: plain SQL, read-only, also while the victim lives."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.activity.recount import Difference, recount
from bot.storage import open_database
from crash.oracle import Key


@dataclass(frozen=True)
class Doubt:
    """A message of which the outbox says that nobody knows whether it was posted."""

    id: int
    chat_id: int
    text: str
    at: float


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection that only reads."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        yield connection


@dataclass(frozen=True)
class Book:
    """Renao's own record, in one consistent view."""

    facts: dict[Key, int]
    member_days: Counter[Any]
    chat_days: Counter[Any]
    seen: set[int]
    set_aside: dict[int, str]
    doubts: list[Doubt]
    refused: list[str]
    missed: int


def read(file: Path) -> Book:
    """Read the whole record."""
    with reading(file) as db:
        db.execute("BEGIN")
        facts = {tuple(row[:4]): row[4] for row in db.execute(FACTS)}
        aside = dict(db.execute("SELECT update_id, error FROM updates WHERE state = 'dead'"))
        refusals = "SELECT chat_id || ' ' || text || ': ' || error FROM messages_out WHERE state = 'refused'"
        return Book(
            facts,
            _cells(db, "member_days", ("chat_id", "day", "user_id"), ACTS),
            _cells(db, "chat_days", ("chat_id", "day"), (*ACTS, "joined", "left")),
            {number for (number,) in db.execute("SELECT update_id FROM seen_updates")},
            aside,
            [Doubt(*row) for row in db.execute(DOUBTS)],
            [row[0] for row in db.execute(refusals)],
            db.execute("SELECT count(*) FROM runs WHERE state = 'missed'").fetchone()[0],
        )


ACTS = ("messages", "replies", "reactions", "others")
FACTS = "SELECT chat_id, ref, kind, user_id, at FROM facts"
DOUBTS = (
    "SELECT id, chat_id, coalesce(json_extract(media, '$.poll.question'), text, ''), settled_at"
    " FROM messages_out WHERE state = 'uncertain'"
)


def _cells(
    db: sqlite3.Connection, table: str, keys: tuple[str, ...], columns: tuple[str, ...]
) -> Counter[Any]:
    cells: Counter[Any] = Counter()
    db.row_factory = sqlite3.Row
    for row in db.execute(f"SELECT * FROM {table}"):
        for name in columns:
            if row[name]:
                cells[*(row[key] for key in keys), name] += row[name]
    db.row_factory = None
    return cells


def unsettled(file: Path, today: int, now: float) -> list[str]:
    """Return what Renao still has to do; nothing if it is done with everything."""
    with reading(file) as db:
        found = {name: db.execute(sql, given).fetchone()[0] for name, sql, given in (
            ("updates to handle", "SELECT count(*) FROM updates WHERE state = 'pending'", ()),
            ("messages to send", f"SELECT count(*) FROM messages_out WHERE {SENDABLE}", ()),
            ("prompts to post", f"SELECT count(*) FROM {TO_COME}", (now,)),
            ("prompts that wait", "SELECT count(*) FROM runs WHERE state = 'waiting'", ()),
            # On a day the digest of the day before is sent.
            ("digests to send", "SELECT count(*) FROM digest_readers WHERE last_day < ?", (today - 1,)),
        )}  # fmt: skip
    return [f"{count} {name}" for name, count in found.items() if count]


SENDABLE = "state IN ('queued', 'sending')"
# What is to be posted at one moment, whenever that is, and what else is due by now.
TO_COME = (
    "prompt_places JOIN schedules USING (schedule_id)"
    " WHERE next_due IS NOT NULL AND (rule LIKE '%\"moment\"%' OR next_due <= ?)"
)


def integrity(file: Path) -> str:
    """Return what SQLite says of the file: "ok"."""
    with reading(file) as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])


async def recounted(file: Path) -> list[Difference]:
    """Return where the stored rows disagree with the bot's own recount of all days."""
    with reading(file) as db:
        chats = [row[0] for row in db.execute("SELECT chat_id FROM chats")]
        first, last = db.execute("SELECT min(at) / 86400, max(at) / 86400 FROM facts").fetchone()
    database = open_database(f"sqlite:///{file}")
    try:
        async with database.read() as tx:
            return [
                difference
                for chat_id in chats
                for difference in await recount(tx, chat_id, first - 1, last + 1)
            ]
    finally:
        await database.close()

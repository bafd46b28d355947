"""Where a day has ended: all tables and all that was posted, so that two endings can be compared.

Left out is what only says when or how often something was tried, or is made by chance: serials, leases,
attempts, tokens, and the moments of our own work. Moments of what people did are compared.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.sandbox import World
from bot.storage import Database, Tx
from bot.storage.schema import (
    awaited,
    buttons,
    facts,
    faq_scores,
    faq_served,
    members,
    messages_out,
    metadata,
    moves,
    polls,
    prompt_places,
    reaction_counts,
    runs,
    silences,
    uncredited,
    updates,
)
from tests.faults.breaking import CallFault

Row = tuple[Any, ...]

# Telegram may have been asked a moment later how many members there are.
UNSEEN = re.compile(r" \d+% of the members have never been seen\.")

MOMENTS = {*members.c, prompt_places.c.next_due, runs.c.due}
LEFT_OUT = {
    *(column for table in metadata.tables.values() for column in table.c if column.name == "id"),
    *(
        column
        for table in metadata.tables.values()
        for column in table.c
        if column.type.__class__ is sa.Double
    ),
    messages_out.c.message_id,
    messages_out.c.part_of,
    messages_out.c.target_out,
    messages_out.c.attempts,
    messages_out.c.error,
    messages_out.c.lease_by,
    runs.c.message_out_id,
    faq_served.c.message_out_id,
    # What is learnt of chatter waits in memory for a minute: a fault may cost some of it.
    *faq_scores.c,
    buttons.c.token,
    updates.c.raw,
} - MOMENTS
# A digest that was made before the operator decided says, rightly, that a post is in doubt.
DOUBTFUL = re.compile(r"\n(?:\d\. |📣 |· ).*")
# The same in JSON: an entry that was removed is kept whole for a while.
MADE = ("created_at", "changed_at")
# What makes a message of its own, as these methods of Telegram begin.
POSTING = ("send", "pin")
# Where a message was posted twice or not at all, the ids of all later ones in its chat are others.
IDS = {facts.c.ref, facts.c.about, faq_served.c.message_id}
IDS |= {messages_out.c.reply_to, messages_out.c.target_id, messages_out.c.message_ids}
IDS |= {runs.c.message_ids, awaited.c.message_id, awaited.c.response_id, moves.c.ref}
IDS |= {uncredited.c.message_id, uncredited.c.ref, reaction_counts.c.message_id}


@dataclass(frozen=True)
class Ending:
    """The rows of each table, whole and without the ids of messages; the posts of each chat, in order.

    beyond_doubt: the rows without ids, and without what is another where a post was in doubt.
    """

    rows: dict[str, list[Row]]
    without_ids: dict[str, list[Row]]
    beyond_doubt: dict[str, list[Row]]
    posts: dict[int, list[str]]

    def counted_posts(self) -> Counter[tuple[int, str]]:
        """Return how often each text was posted in each chat."""
        return Counter((chat, text) for chat, texts in self.posts.items() for text in texts)


async def ending(database: Database, world: World) -> Ending:
    """Read an ending."""
    rows: dict[str, list[Row]] = {}
    without_ids: dict[str, list[Row]] = {}
    async with database.read() as tx:
        for table in metadata.tables.values():
            rows[table.name] = await _rows(tx, table, LEFT_OUT)
            without_ids[table.name] = await _rows(tx, table, LEFT_OUT | IDS, ids=False)
        beyond_doubt = without_ids | await _beyond_doubt(tx)
    return Ending(rows, without_ids, beyond_doubt, _posts(world))


def difference(found: Ending, faultless: Ending, how: CallFault | None, struck: str) -> str:
    """Say in what an ending after a fault is not the one without, as far as it must be; empty if it is. Pure.

    After a call of which nobody knows whether Telegram executed it, (1) what must not be said twice is in
    doubt, if it was that: the operator looks, and decides; (2) what must not be lost may be said twice; (3)
    then messages have other ids, and the posts of a chat may have changed places. A pin posts a message, too.

    how: how the call `struck` ended; None if it was a statement that failed.
    """
    if how in (None, "refused") or not struck.startswith(POSTING):
        return _unlike(found.rows, faultless.rows) or _unlike(found.posts, faultless.posts)
    mine, others = _undoubted(found.counted_posts()), _undoubted(faultless.counted_posts())
    more, missing = mine - others, others - mine
    if missing or more.total() > (how == "reset"):
        return f"missing: {dict(missing)}, more: {dict(more)}"
    return _unlike(found.beyond_doubt, faultless.beyond_doubt)


def _undoubted(posts: Counter[tuple[int, str]]) -> Counter[tuple[int, str]]:
    """Return posts without the lines of a digest that may tell of a doubt."""
    return Counter((chat, DOUBTFUL.sub("", text)) for chat, text in posts.elements())


def _unlike(found: Mapping[Any, Sequence[Any]], expected: Mapping[Any, Sequence[Any]]) -> str:
    """Say where one has lines that the other has not, or has them in another order."""
    for name in sorted({*found, *expected}, key=repr):
        mine, others = found.get(name, []), expected.get(name, [])
        if mine != others:
            less = [line for line in others if line not in mine]
            return f"{name} has {[line for line in mine if line not in others]}, not {less}"
    return ""


async def _rows(
    tx: Tx, table: sa.Table, left_out: Collection[sa.Column[Any]], *, ids: bool = True
) -> list[Row]:
    """Read a table; without ids also without what can only follow where a message's id is known."""
    columns = [column for column in table.c if column not in left_out]
    if not columns or (table is polls and not ids):
        return []
    statement = sa.select(*columns)
    if table is messages_out and not ids:
        statement = statement.where(messages_out.c.target_out.is_(None))
    if table is silences:
        # Waits that are over are removed when they are in the way.
        statement = statement.where(silences.c.until.is_(None))
    return await _sorted(tx, statement)


async def _beyond_doubt(tx: Tx) -> dict[str, list[Row]]:
    """Read the tables in which a doubt leaves its mark, without ids and without that mark."""
    # Who answered a post is known by its id: one that was only taken for posted is not measured.
    measured = [one for one in runs.c if one not in LEFT_OUT | IDS | {runs.c.results}]
    # What there is to do, by a digest, is another thing while a post is in doubt.
    pressed = [one for one in buttons.c if one not in LEFT_OUT | IDS]
    others = sa.select(*pressed).where(buttons.c.action.not_like("todo_%"))
    return {
        runs.name: await _sorted(tx, sa.select(*measured)),
        buttons.name: await _sorted(tx, others),
    }


async def _sorted(tx: Tx, statement: sa.Select[Any]) -> list[Row]:
    rows = await tx.execute(statement)
    return sorted((tuple(map(_without_moments, row)) for row in rows), key=repr)


def _without_moments(value: Any) -> Any:
    """Return a value; of JSON what does not say when it was made."""
    if not isinstance(value, dict):
        return value
    return {key: _without_moments(one) for key, one in value.items() if key not in MADE}


def _posts(world: World) -> dict[int, list[str]]:
    posts: dict[int, list[str]] = {}
    for entry in world.ledger.entries("posted"):
        text = UNSEEN.sub("", entry.details["text"])
        posts.setdefault(entry.details["chat_id"], []).append(text)
    return posts


def faults_in(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a database file."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found

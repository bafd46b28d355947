"""What Renao keeps of a group, as a table for other programs: CSV or JSON lines, written as it is read.

docs/formats.md lists the columns. Numbers that stand for something are given as its name, times both as the
group's clocks show them and in Unix seconds.
"""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO, TypeAlias

import msgspec
import sqlalchemy as sa

from bot.activity import forms, rows
from bot.activity.chats import Chat
from bot.activity.facts import Kind
from bot.clock import Day, Instant, local
from bot.clock.days import as_date
from bot.storage import Tx, schema

# A spreadsheet takes a cell that begins so for a formula, also in the wide forms of Chinese and Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell: TypeAlias = str | int | float | bool | None
Record: TypeAlias = Mapping[str, Cell]
Reading: TypeAlias = Callable[[Tx, Chat, Day, Day], AsyncIterator[Sequence[sa.Row[Any]]]]
Row: TypeAlias = Mapping[str, Any]
Wording: TypeAlias = Callable[[Row, Chat], Record]

KINDS = {kind.value: kind.name.lower() for kind in Kind}
# What the lowest bits of a fact's form number, from 1 on; in a kind that is not here: contents.
LISTS: Mapping[int, Sequence[str]] = {
    Kind.SERVICE_MESSAGE: forms.SERVICES,
    Kind.REACTION: forms.REACTIONS,
    Kind.REACTION_REMOVED: forms.REACTIONS,
    Kind.CHAT_REACTION: forms.REACTIONS,
    Kind.JOINED: forms.ARRIVALS,
    Kind.LEFT: forms.DEPARTURES,
    Kind.BOOSTED: forms.BOOSTS,
    Kind.BOOST_REMOVED: forms.BOOSTS,
}
MOMENTS = (
    "first_joined_at",
    "joined_at",
    "left_at",
    "first_act",
    "first_message_at",
    "last_act",
    "named_at",
)


def fact(row: Row, chat: Chat) -> Record:
    """Word a fact."""
    form = row["form"]
    return {
        "at": iso(row["at"], chat),
        "at_unix": row["at"],
        "kind": KINDS.get(row["kind"], str(row["kind"])),
        "content": content_of(row["kind"], form),
        "user_id": row["user_id"],
        "ref": row["ref"],
        "topic_id": row["topic_id"],
        "about": row["about"],
        "forwarded": bool(form & forms.FORWARDED),
        "question": bool(form & forms.QUESTION),
        "changed": bool(form & forms.CHANGED),
        "imported": bool(form & forms.IMPORTED),
    }


def day(row: Row, chat: Chat) -> Record:  # noqa: ARG001 - a day is the group's own already
    """Word a row of a day."""
    rest = {name: value for name, value in row.items() if name not in ("chat_id", "day")}
    return {"day": as_date(row["day"]).isoformat(), **rest}


def member(row: Row, chat: Chat) -> Record:
    """Word what is known of a person."""
    worded: dict[str, Cell] = {}
    for name, value in row.items():
        if name in MOMENTS:
            worded[name] = None if value is None else iso(value, chat)
            worded[f"{name}_unix"] = value
        elif name != "chat_id":
            worded[name] = value
    return worded


WHAT: Mapping[str, tuple[sa.Table, Reading, Wording]] = {
    "facts": (schema.facts, rows.facts_of, fact),
    "days": (schema.chat_days, rows.days_of, day),
    "member_days": (schema.member_days, rows.member_days_of, day),
    "members": (schema.members, rows.members_of, member),
}


async def export(
    tx: Tx, chat: Chat, first: Day, last: Day, what: str, form: str, out: TextIO
) -> int:
    """Write all there is of `what` in some days of a group to `out`, in a form; return how many rows."""
    table, reading, wording = WHAT[what]
    if form == "csv":
        out.write(as_csv([list(wording(dict.fromkeys(table.c.keys(), 0), chat))]))
    count = 0
    async for page in reading(tx, chat, first, last):
        records = [wording(dict(row._mapping), chat) for row in page]
        out.write(as_jsonl(records) if form == "jsonl" else as_csv([*map(values, records)]))
        count += len(records)
    return count


def as_jsonl(records: Iterable[Record]) -> str:
    """Return one JSON object a line. Pure."""
    return "".join(f"{msgspec.json.encode(record).decode()}\n" for record in records)


def as_csv(lines: Iterable[Sequence[Cell]]) -> str:
    """Return lines of CSV. Pure."""
    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in line] for line in lines)
    return text.getvalue()


def values(record: Record) -> Sequence[Cell]:
    """Return the cells of a row. Pure."""
    return list(record.values())


def cell(value: Cell) -> Cell:
    """Return a value as a spreadsheet may read it: what people wrote is never a formula. Pure."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def iso(at: Instant, chat: Chat) -> str:
    """Return a moment as the clocks of a group show it, with their distance from UTC. Pure."""
    return local(at, chat.zone).isoformat()


def content_of(kind: int, form: int) -> str | None:
    """Return what the lowest bits of a form say of a fact of that kind. Pure."""
    number, names = form & forms.CONTENT_BITS, LISTS.get(kind, forms.CONTENT)
    return names[number - 1] if 0 < number <= len(names) else None

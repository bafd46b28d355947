"""Whatever came live and whatever by export, in whatever order: the record is the same."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity.facts import Kind
from bot.activity.forms import IMPORTED
from bot.activity.wire import Update
from bot.storage import Database, schema
from tests.activity import exports as e
from tests.activity import updates as u

GROUP = u.group(e.GROUP)
SUMS = (
    schema.facts,
    schema.member_days,
    schema.chat_days,
    schema.chat_hours,
    schema.received_days,
    schema.awaited,
    schema.uncredited,
)


@dataclass(frozen=True)
class Moment:
    """Something that happened, as Telegram sends it and as Telegram Desktop exports it."""

    live: tuple[Update, ...]
    exported: dict[str, Any]


def written(number: int, by: int, at: int, to: int | None, text: str) -> Moment:
    more: dict[str, Any] = {"chat": GROUP, "text": text}
    reply = {"message_id": to, "chat": GROUP, "date": u.START, "text": "?"}
    live = u.message(number, by, at, **more | ({"reply_to_message": reply} if to else {}))
    exported = e.message(number, by, at, text=text)
    return Moment((live,), exported | ({"reply_to_message_id": to} if to else {}))


def came(number: int, who: int, at: int) -> Moment:
    change = u.change(number, who, "left", "member", at) | {"chat": GROUP}
    told = u.message(number, who, at, chat=GROUP, text=None, new_chat_members=[u.user(who)])
    return Moment((told, u.update(500 + number, chat_member=change)), e.joined(number, who, at))


@st.composite
def histories(draw: st.DrawFn) -> list[Moment]:
    found = []
    for number in range(1, draw(st.integers(1, 9))):
        at = u.START + number * draw(st.sampled_from([400, 9000, 50_000]))
        who = draw(st.integers(1, 3))
        if draw(st.integers(0, 5)) == 0:
            found.append(came(number, who, at))
        else:
            to = draw(st.none() | st.integers(1, 9).filter(lambda to, own=number: to != own))
            text = draw(st.sampled_from(["hello", "who are you?"]))
            found.append(written(number, who, at, to, text))
    return sorted(found, key=lambda moment: moment.exported["date_unixtime"])


async def sums(database: Database) -> Mapping[str, Any]:
    """Return the rows, without what tells an imported fact from a live one."""
    found: dict[str, Any] = {table.name: await u.rows(database, table) for table in SUMS}
    for row in found["chat_days"]:
        del row["imported"]
    joins = (Kind.JOINED, Kind.LEFT)
    for row in found["facts"]:
        row["form"] &= ~IMPORTED
        if row["kind"] in joins:
            row["ref"] = row["form"] = 0
    found["facts"].sort(key=lambda row: (row["ref"], row["kind"], row["user_id"], row["at"]))
    kept = ("user_id", "first_act", "last_act", "first_message_at", "first_joined_at", "joined_at")
    people = await u.rows(database, schema.members)
    found["members"] = [[row[name] for name in kept] for row in people]
    moves = await u.rows(database, schema.moves)
    found["moves"] = sorted((row["user_id"], row["at"], row["joined"]) for row in moves)
    return found


async def wiped(database: Database) -> None:
    async with database.write() as tx:
        for table in (*SUMS, schema.moves, schema.members, schema.chats, schema.imports):
            await tx.execute(sa.delete(table))


async def heard(database: Database, moments: Sequence[Moment]) -> None:
    for moment in moments:
        await u.recorded(database, *moment.live)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), data=st.data())
async def test_whatever_came_live_and_whatever_by_export_the_record_is_the_same(
    database: Database, history: list[Moment], data: st.DataObject
) -> None:
    await wiped(database)
    await heard(database, history)
    whole = await sums(database)
    await wiped(database)
    ways = [data.draw(st.sampled_from(["before", "export", "both", "after"])) for _ in history]
    await heard(
        database, [m for m, way in zip(history, ways, strict=True) if way in ("before", "both")]
    )
    exported = [
        m.exported for m, way in zip(history, ways, strict=True) if way in ("export", "both")
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = e.write(Path(folder) / "result.json", e.chat(*exported))
        for _ in range(data.draw(st.integers(1, 2))):
            await e.taken(database, path)
    await heard(database, [m for m, way in zip(history, ways, strict=True) if way == "after"])
    assert await sums(database) == whole

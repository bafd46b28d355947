"""A group became a supergroup: another chat id, message ids that begin anew, and the same people."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.activity import awaiting, chats, days, members, zone
from bot.activity.chats import Chat
from bot.storage import Tx
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    facts,
    imports,
    member_days,
    moves,
    polls,
    reaction_counts,
    received_days,
    recounts,
    stale_days,
    standings,
    uncredited,
    zone_wishes,
)
from bot.storage.schema import chats as chats_table
from bot.storage.schema import members as members_table
from bot.storage.upsert import Insert, insert

# By table, the columns that count messages or facts of a group. They begin anew, so what was before is
# negative.
NUMBERED: tuple[tuple[sa.Table, tuple[str, ...]], ...] = (
    (facts, ("ref", "about")),
    (uncredited, ("message_id", "ref")),
    (moves, ("ref",)),
    (awaited, ("message_id", "response_id")),
    (reaction_counts, ("message_id",)),
    (polls, ("message_id",)),
    (imports, ()),
)


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Move all that is recorded of the group `old` to the supergroup `new` that it has become.

    Both ends tell of the move, in either order, and each may be told twice: the second time changes nothing.
    What still comes in from `old` afterwards is recorded under `new`.
    """
    known = await chats.many(tx, (old, new))
    before = known.get(old) or known.get(new)
    if before is None or before.migrated_to is not None:
        return
    await _succeed(tx, before, known.get(new), new)
    await _leave_sign(tx, before, old, new)
    for table, message_ids in NUMBERED:
        negated = {name: -table.c[name] for name in message_ids}
        moved = sa.update(table).where(table.c.chat_id == old).values(chat_id=new, **negated)
        await tx.execute(moved)
    for table in (member_days, chat_days, chat_hours, received_days):
        await _merge(tx, days.adding_up(tx, table), table, old, new)
    await _merge(tx, members.merging(tx), members_table, old, new)
    for table in (standings, stale_days, zone_wishes):
        await _merge(tx, insert(tx, table).on_conflict_do_nothing(), table, old, new)
    # Whose first message it was is one question again.
    await awaiting.find_firsts(tx, new)
    await tx.execute(sa.delete(recounts).where(recounts.c.chat_id.in_((old, new))))


async def _succeed(tx: Tx, before: Chat, after: Chat | None, new: int) -> None:
    """Let `new` go on as `before` did; what it has recorded itself is counted in the old zone."""
    if after is None:
        await _put(tx, replace(before, chat_id=new, kind="supergroup"))
        return
    kept: dict[str, Any] = {
        "language": before.language,
        "joined_at": before.joined_at,
        "welcomed_at": after.welcomed_at or before.welcomed_at,
        "member_count": after.member_count or before.member_count,
        "facts_since": max(before.facts_since or 0, after.facts_since or 0) or None,
    }
    if not after.status:
        kept |= {"status": before.status, "rights": before.rights}
    await tx.execute(sa.update(chats_table).where(chats_table.c.chat_id == new).values(kept))
    await zone.count_like(tx, after, before)


async def _leave_sign(tx: Tx, before: Chat, old: int, new: int) -> None:
    """Say at `old` where the group is now."""
    sign = replace(before, chat_id=old, status="migrated", migrated_to=new)
    await _put(tx, replace(sign, next_zone=None, zoned_until=None))


async def _put(tx: Tx, chat: Chat) -> None:
    next_zone = chat.next_zone.key if chat.next_zone else None
    row = vars(chat) | {"zone": chat.zone.key, "next_zone": next_zone}
    keys = [chats_table.c.chat_id]
    statement = insert(tx, chats_table).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))


async def _merge(tx: Tx, statement: Insert, table: sa.Table, old: int, new: int) -> None:
    """Add the rows of `old` to those of `new` as `statement` does it."""
    await tx.execute(statement.from_select(*_under(table, old, new)))
    await tx.execute(sa.delete(table).where(table.c.chat_id == old))


def _under(table: sa.Table, old: int, new: int) -> tuple[list[str], sa.Select[tuple[int, ...]]]:
    """Return a table's columns, and its rows of `old` as rows of `new`."""
    rest = [column for column in table.c if column.name != "chat_id"]
    rows = sa.select(sa.literal(new).label("chat_id"), *rest).where(table.c.chat_id == old)
    return ["chat_id", *(column.name for column in rest)], rows

"""The time zone that a group's days are counted in, and its change while facts go on coming in.

A change moves a border through the facts, from the oldest to the newest, a few thousand at a time: those
before the border are counted in the next zone, those from it on in the old one. The border and the rows move
in one transaction, and whoever counts a fact asks `Chat.zone_at`: so the stored days equal their recount at
every moment, whatever comes in meanwhile and wherever Renao is killed.
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import chats, recount
from bot.activity.chats import Chat
from bot.activity.forgetting import facts_kept_since
from bot.activity.recount import by_zones_of
from bot.clock import Instant, start_of_day
from bot.storage import Tx
from bot.storage.schema import chats as chats_table
from bot.storage.schema import facts, recounts, zone_wishes
from bot.storage.upsert import insert

FACTS_AT_ONCE = 5000
LATEST = float(2**62)


@dataclass(frozen=True)
class Wish:
    """The zone that was asked for last, and where and in which language to say that it is reached."""

    zone: ZoneInfo
    answer_to: int
    topic_id: int | None
    language: str
    at: Instant


async def change(tx: Tx, chat_id: int, wish: Wish) -> bool:
    """Let a group's days be counted in another zone; False while that is still under way.

    Some facts are counted anew at once, the rest by `step`. While one change is under way, another zone
    that is wished for follows it; of several, the last.
    """
    chat = await chats.get(tx, chat_id)
    if chat is None or (chat.next_zone is None and chat.zone == wish.zone):
        return True
    row = {
        "chat_id": chat_id,
        "zone": wish.zone.key,
        "answer_to": wish.answer_to,
        "topic_id": wish.topic_id,
        "language": wish.language,
        "at": wish.at,
    }
    keys = zone_wishes.primary_key.columns
    statement = insert(tx, zone_wishes).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
    if chat.next_zone is None:
        await _begin(tx, chat_id, wish.zone)
    return await step(tx, chat_id) is not None


async def step(tx: Tx, chat_id: int) -> Wish | None:
    """Move a group's border on by a few thousand facts. Return the wish once it has come true."""
    chat = await chats.get(tx, chat_id)
    if chat is None or chat.next_zone is None:
        return None
    since = chat.zoned_until or 0
    if (until := await recount.next_border(tx, chat_id, since, FACTS_AT_ONCE)) is not None:
        await _move(tx, chat, since, until)
        return None
    await _move(tx, chat, since, LATEST)
    await _end(tx, chat, chat.next_zone)
    wish = await wished(tx, chat_id)
    if wish is not None and wish.zone != chat.next_zone:
        await _begin(tx, chat_id, wish.zone)
        return None
    await tx.execute(sa.delete(zone_wishes).where(zone_wishes.c.chat_id == chat_id))
    return wish


async def under_way(tx: Tx) -> int | None:
    """Return a group whose zone is being changed, if there is one."""
    query = sa.select(chats_table.c.chat_id).where(chats_table.c.next_zone.is_not(None))
    found: int | None = await tx.scalar(query.order_by(chats_table.c.chat_id).limit(1))
    return found


async def wished(tx: Tx, chat_id: int) -> Wish | None:
    """Return the zone that a group's days are to be counted in, as long as they are not."""
    query = sa.select(zone_wishes).where(zone_wishes.c.chat_id == chat_id)
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    return Wish(ZoneInfo(row.zone), row.answer_to, row.topic_id, row.language, row.at)


async def progress(tx: Tx, chat: Chat) -> float:
    """Return how far a group's border has come through the time of its facts, from 0 to 1."""
    moments = sa.select(sa.func.min(facts.c.at), sa.func.max(facts.c.at))
    first, last = (await tx.execute(moments.where(facts.c.chat_id == chat.chat_id))).one()
    if chat.next_zone is None or first is None:
        return 1.0
    done = (chat.zoned_until or 0) - first
    return float(min(max(done / max(last - first, 1), 0), 1))


async def count_like(tx: Tx, chat: Chat, other: Chat) -> None:
    """Count a chat's days by the zones of `other`, whose days are to be added to them, all at once."""
    like = by_zones_of(chat, other)
    if like == chat:
        return
    await recount.shift(tx, chat, like, 0, LATEST)
    await tx.execute(sa.delete(zone_wishes).where(zone_wishes.c.chat_id == chat.chat_id))
    await _set(
        tx,
        chat.chat_id,
        zone=like.zone.key,
        next_zone=like.next_zone.key if like.next_zone else None,
        zoned_until=like.zoned_until,
    )


async def _begin(tx: Tx, chat_id: int, zone: ZoneInfo) -> None:
    await _set(tx, chat_id, next_zone=zone.key, zoned_until=0)


async def _end(tx: Tx, chat: Chat, zone: ZoneInfo) -> None:
    await _set(tx, chat.chat_id, zone=zone.key, next_zone=None, zoned_until=None)
    kept, kept_there = facts_kept_since(chat), facts_kept_since(replace(chat, zone=zone))
    if kept is not None and kept_there is not None and kept_there < kept:
        # Clocks differ by up to 26 hours: what was forgotten may still stand on a day that is whole there.
        await _set(tx, chat.chat_id, facts_since=start_of_day(kept, zone))
    # What was checked were other days.
    await tx.execute(sa.delete(recounts).where(recounts.c.chat_id == chat.chat_id))


async def _move(tx: Tx, chat: Chat, since: Instant, until: Instant) -> None:
    moved = replace(chat, zoned_until=until)
    await recount.shift(tx, chat, moved, since, until)
    await _set(tx, chat.chat_id, zoned_until=until)


async def _set(tx: Tx, chat_id: int, **values: object) -> None:
    this = chats_table.c.chat_id == chat_id
    await tx.execute(sa.update(chats_table).where(this).values(values))

"""Who reads the reports of which group, when, by which clock, and where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.clock import Day, Instant, day_of, parse_zone
from bot.reports.rhythm import Hour, Rhythm, due_at, latest_due, latest_end
from bot.storage import Tx
from bot.storage.schema import digest_readers
from bot.storage.upsert import insert

c = digest_readers.c
COLUMNS = {Rhythm.DAY: "last_day", Rhythm.WEEK: "last_week", Rhythm.MONTH: "last_month"}


@dataclass(frozen=True)
class Reader:
    """Somebody who wants reports of a group, in her private chat or in another group that she steers.

    zone: her own clock, None for the group's. topic: 0 for none. sent: with which day the period ended that
    was sent last; None for what she does not want.
    """

    chat_id: int
    user_id: int
    place: int
    topic: int
    at: time
    zone: ZoneInfo | None = None
    sent: Mapping[Rhythm, Day | None] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Say whether she alone reads it."""
        return self.place == self.user_id

    def hour(self, chat: Chat) -> Hour:
        """Return when it is sent, by whichever clock."""
        return Hour(self.at, self.zone or chat.zone)


async def subscribe(
    tx: Tx, chat: Chat, reader: Reader, rhythms: Collection[Rhythm], now: Instant
) -> Instant:
    """Send reports of a group in these rhythms from now on; others that were on stay so.

    Returns:
        When the first comes. What was sent is not sent again, however the hour changes.
    """
    hour = reader.hour(chat)
    before = await find(tx, reader)
    sent = dict(before.sent) if before else dict.fromkeys(Rhythm)
    for rhythm in rhythms:
        told = (before.sent.get(rhythm) if before else None) or 0
        sent[rhythm] = max(told, _told_already(rhythm, hour, chat, now))
    row = _row(replace(reader, sent=sent))
    statement = insert(tx, digest_readers).values(row)
    keys = digest_readers.primary_key.columns
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
    return min(_next(rhythm, sent[rhythm] or 0, hour, chat) for rhythm in rhythms)


def _told_already(rhythm: Rhythm, hour: Hour, chat: Chat, now: Instant) -> Day:
    """Return with which day the period ends that a new reader need not be told of any more.

    Of weeks and months she gets those that are not over yet: the last one may be from before Renao came.
    """
    if rhythm is Rhythm.DAY:
        return latest_due(rhythm, hour, chat.zone, now)
    return latest_end(rhythm, day_of(now, chat.zone) - 1)


def _next(rhythm: Rhythm, sent: Day, hour: Hour, chat: Chat) -> Instant:
    last = sent + 1
    while latest_end(rhythm, last) != last:
        last += 1
    return due_at(last, hour, chat.zone)


async def unsubscribe(
    tx: Tx,
    chat_id: int,
    user_id: int,
    place: int | None = None,
    topic: int = 0,
    rhythm: Rhythm | None = None,
) -> bool:
    """Send a person no more reports of a group there, in one rhythm or in any. False if there were none.

    Without a place: nowhere.
    """
    mine = [c.chat_id == chat_id, c.user_id == user_id]
    if place is not None:
        mine += [c.place == place, c.topic == topic]
    if rhythm is None:
        return (await tx.execute(sa.delete(digest_readers).where(*mine))).rowcount > 0
    wanted = c[COLUMNS[rhythm]]
    stopped = sa.update(digest_readers).where(*mine, wanted.is_not(None))
    done = (await tx.execute(stopped.values({wanted: None}))).rowcount > 0
    nothing = sa.and_(*(c[name].is_(None) for name in COLUMNS.values()))
    await tx.execute(sa.delete(digest_readers).where(*mine, nothing))
    return done


async def readers(tx: Tx, chat_id: int) -> list[Reader]:
    """Return who reads the reports of a group."""
    query = sa.select(digest_readers).where(c.chat_id == chat_id)
    found = await tx.execute(query.order_by(c.user_id, c.place, c.topic))
    return [reader_of(row) for row in found]


async def everybody(tx: Tx) -> list[Reader]:
    """Return all readers, group by group: whose hour has come is to be found out."""
    query = sa.select(digest_readers).order_by(c.chat_id, c.user_id, c.place, c.topic)
    return [reader_of(row) for row in await tx.execute(query)]


async def find(tx: Tx, reader: Reader) -> Reader | None:
    """Return what a reader wanted there so far."""
    row = (await tx.execute(sa.select(digest_readers).where(_this(reader)))).first()
    return None if row is None else reader_of(row)


async def claim(tx: Tx, reader: Reader, rhythm: Rhythm, last: Day) -> bool:
    """Note that the report on the period ending with `last` is sent. False where it is, or is not wanted."""
    sent = c[COLUMNS[rhythm]]
    done = await tx.execute(
        sa.update(digest_readers).where(_this(reader), sent < last).values({sent: last})
    )
    return done.rowcount > 0


async def forget(tx: Tx, chat_id: int, user_id: int, _pseudonym: int) -> None:
    """Send no more reports of a group to a person who is to be forgotten there."""
    await unsubscribe(tx, chat_id, user_id)
    # Nobody else reads in her private chat, but what cannot be is to be forgotten, too.
    await tx.execute(sa.delete(digest_readers).where(c.chat_id == chat_id, c.place == user_id))


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Let the readers of a group that became a supergroup read the supergroup's reports, and in it."""
    for reader in await readers(tx, old):
        row = _row(replace(reader, chat_id=new))
        await tx.execute(insert(tx, digest_readers).values(row).on_conflict_do_nothing())
    await tx.execute(sa.delete(digest_readers).where(c.chat_id == old))
    there = sa.select(digest_readers).where(c.place == old)
    for reader in [reader_of(row) for row in await tx.execute(there)]:
        row = _row(replace(reader, place=new))
        await tx.execute(insert(tx, digest_readers).values(row).on_conflict_do_nothing())
    await tx.execute(sa.delete(digest_readers).where(c.place == old))


def _this(reader: Reader) -> sa.ColumnElement[bool]:
    return sa.and_(
        c.chat_id == reader.chat_id,
        c.user_id == reader.user_id,
        c.place == reader.place,
        c.topic == reader.topic,
    )


def reader_of(row: sa.Row[Any]) -> Reader:
    """Return a reader as the table has her."""
    return Reader(
        row.chat_id,
        row.user_id,
        row.place,
        row.topic,
        time.fromisoformat(row.local_time),
        None if row.zone is None else parse_zone(row.zone),
        {rhythm: getattr(row, name) for rhythm, name in COLUMNS.items()},
    )


def _row(reader: Reader) -> dict[str, Any]:
    return {
        "chat_id": reader.chat_id,
        "user_id": reader.user_id,
        "place": reader.place,
        "topic": reader.topic,
        "local_time": f"{reader.at:%H:%M}",
        "zone": None if reader.zone is None else reader.zone.key,
        **{name: reader.sent.get(rhythm) for rhythm, name in COLUMNS.items()},
    }

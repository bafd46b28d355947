"""Who reads the digest of which group and when, and the job that sends it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import sqlalchemy as sa
import structlog

from bot.activity import chats
from bot.activity.chats import Chat
from bot.clock import Day, Instant, day_of
from bot.clock.days import as_date, at_local
from bot.outbox import Draft, Policy, Priority, put
from bot.people import preferences, roles
from bot.reports.digest import compose
from bot.storage import Database, Tx
from bot.storage.schema import digest_readers
from bot.storage.upsert import insert

log = structlog.get_logger()


@dataclass(frozen=True)
class Reader:
    """Somebody who wants the digest of a group at a local time; `last_day` is when the last one was sent."""

    chat_id: int
    user_id: int
    at: time
    last_day: Day


async def subscribe(tx: Tx, chat: Chat, user_id: int, at: time, now: Instant) -> Day:
    """Send a person the digest of a group each day at the group's local time `at`.

    Returns:
        The day of the first one: today if its time is still to come, else tomorrow; tomorrow too for somebody
        who only changes the hour, after today's was sent.
    """
    today = day_of(now, chat.zone)
    first = today if now < at_local(as_date(today), at, chat.zone) else today + 1
    sent = [each.last_day for each in await readers(tx, chat.chat_id) if each.user_id == user_id]
    first = max([first, *(day + 1 for day in sent)])
    row = _row(Reader(chat.chat_id, user_id, at, first - 1))
    statement = insert(tx, digest_readers).values(row)
    keys = digest_readers.primary_key.columns
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
    return first


async def unsubscribe(tx: Tx, chat_id: int, user_id: int) -> bool:
    """Send a person no more digests of a group. False if there were none to send."""
    mine = sa.and_(digest_readers.c.chat_id == chat_id, digest_readers.c.user_id == user_id)
    return (await tx.execute(sa.delete(digest_readers).where(mine))).rowcount > 0


async def readers(tx: Tx, chat_id: int) -> list[Reader]:
    """Return who reads the digest of a group."""
    query = sa.select(digest_readers).where(digest_readers.c.chat_id == chat_id)
    found = await tx.execute(query.order_by(digest_readers.c.user_id))
    return [_reader(row) for row in found]


async def forget(tx: Tx, chat_id: int, user_id: int, _pseudonym: int) -> None:
    """Send no more digests of a group to a person who is to be forgotten there."""
    await unsubscribe(tx, chat_id, user_id)


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Let the readers of a group that became a supergroup read the supergroup's digest."""
    for reader in await readers(tx, old):
        row = _row(replace(reader, chat_id=new))
        await tx.execute(insert(tx, digest_readers).values(row).on_conflict_do_nothing())
    await tx.execute(sa.delete(digest_readers).where(digest_readers.c.chat_id == old))


async def send_due(database: Database, owners: Collection[int], now: Instant) -> bool:
    """Send every digest whose time has come, of days missed only the latest. True if there was one.

    Who steers a group no more gets none of it. A group whose digest fails is logged and tried again the
    next time; the others get theirs.
    """
    sent = False
    async with database.read() as tx:
        waiting = await _due(tx, owners, now)
    for chat, those in waiting:
        try:
            sent |= await _send(database, chat, those, now)
        except Exception:
            log.exception("A digest could not be made.", chat_id=chat.chat_id)
    return sent


async def _due(tx: Tx, owners: Collection[int], now: Instant) -> list[tuple[Chat, list[Reader]]]:
    by_chat: dict[int, list[Reader]] = defaultdict(list)
    for row in await tx.execute(sa.select(digest_readers)):
        by_chat[row.chat_id].append(_reader(row))
    groups = [chat for chat in await chats.groups(tx) if chat.chat_id in by_chat]
    due = []
    for chat in groups:
        steering = {*owners, *await roles.steering(tx, chat.chat_id)}
        those = [
            each
            for each in by_chat[chat.chat_id]
            if each.user_id in steering and is_due(each, chat, now)
        ]
        if those:
            due.append((chat, those))
    return due


def is_due(reader: Reader, chat: Chat, now: Instant) -> bool:
    """Say whether the digest of the day before is due and was not sent. Pure."""
    today = day_of(now, chat.zone)
    return reader.last_day < today and now >= at_local(as_date(today), reader.at, chat.zone)


async def _send(database: Database, chat: Chat, due: list[Reader], now: Instant) -> bool:
    """Compose from a reader's view, so that nobody waits for it; then put what is still due."""
    today = day_of(now, chat.zone)
    texts: dict[str, str] = {}
    async with database.read() as tx:
        chosen = {each.user_id: await preferences.of(tx, each.user_id) for each in due}
        languages = {who: chosen[who].language or chat.language for who in chosen}
        for language in set(languages.values()):
            texts[language] = await compose(tx, chat.chat_id, today - 1, now, language)
    async with database.write() as tx:
        sent = [
            await _put(tx, each, texts[languages[each.user_id]], today, now)
            for each in due
            if await _claim(tx, each, today)
        ]
    return bool(sent)


async def _claim(tx: Tx, reader: Reader, today: Day) -> bool:
    """Note that the digest of `today` is sent. False where it is already, or no longer wanted."""
    row = sa.and_(
        digest_readers.c.chat_id == reader.chat_id,
        digest_readers.c.user_id == reader.user_id,
        digest_readers.c.last_day < today,
    )
    done = await tx.execute(sa.update(digest_readers).where(row).values(last_day=today))
    return done.rowcount > 0


async def _put(tx: Tx, reader: Reader, text: str, today: Day, now: Instant) -> list[int]:
    draft = Draft(
        chat_id=reader.user_id,
        text=text,
        priority=Priority.DIGEST,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"digest:{reader.chat_id}:{today}",
    )
    return await put(tx, draft, now)


def _reader(row: sa.Row[Any]) -> Reader:
    return Reader(row.chat_id, row.user_id, time.fromisoformat(row.local_time), row.last_day)


def _row(reader: Reader) -> dict[str, Any]:
    return {
        "chat_id": reader.chat_id,
        "user_id": reader.user_id,
        "local_time": f"{reader.at:%H:%M}",
        "last_day": reader.last_day,
    }

"""The job that looks whether anything cannot wait, and tells those who read the daily digest of the group."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

from bot.activity import chats
from bot.activity.chats import GONE, Chat
from bot.clock import Instant
from bot.outbox import Button, Draft, Policy, Priority, put
from bot.people import preferences, roles
from bot.reports import readers
from bot.reports.alerts import house, watches
from bot.reports.alerts.alert import Alert, Sent, may_be_told
from bot.reports.alerts.house import HOUSE
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.storage import Database, Tx
from bot.storage.schema import alerts_off, alerts_sent
from bot.storage.upsert import insert
from bot.texts import plain, say

log = structlog.get_logger()


@dataclass(frozen=True)
class Limits:
    """From when on something is told: minutes of waking time that a question may wait."""

    question_minutes: int = 60


async def look(
    database: Database,
    owners: Collection[int],
    now: Instant,
    limits: Limits,
    folder: Path | None = None,
) -> int:
    """Tell what cannot wait; return how many alerts that were. `folder`: where the database file is."""
    async with database.read() as tx:
        by_chat = await _readers(tx)
        found = [
            (chat, alert)
            for chat in await chats.every(tx)
            if chat.chat_id in by_chat
            for alert in await _of_group(tx, chat, now, limits)
        ]
        mine = await _of_house(tx, now, folder)
    told = 0
    for chat, alert in found:
        told += await _tell(database, chat, alert, by_chat[chat.chat_id], owners, now)
    for alert in mine:
        told += await tell_owners(database, alert, owners, now)
    return told


async def tell_owners(
    database: Database, alert: Alert, owners: Collection[int], now: Instant
) -> bool:
    """Tell the owners who read any digest something about the house itself. False if it was told before."""
    async with database.read() as tx:
        by_chat = await _readers(tx)
    theirs = {
        reader.user_id: reader
        for those in by_chat.values()
        for reader in those
        if reader.user_id in owners and reader.is_private
    }
    return await _tell(database, None, alert, theirs.values(), owners, now)


async def _readers(tx: Tx) -> Mapping[int, list[Reader]]:
    by_chat: dict[int, list[Reader]] = defaultdict(list)
    for reader in await readers.everybody(tx):
        if reader.sent.get(Rhythm.DAY) is not None:
            by_chat[reader.chat_id].append(reader)
    return by_chat


async def _of_group(tx: Tx, chat: Chat, now: Instant, limits: Limits) -> list[Alert]:
    """Return what is new in a group; a watch that fails is logged, and keeps no other from looking."""
    last = await _last(tx, chat.chat_id)
    # Who was put out hears nothing of the group any more, but is to be told of that.
    found = [watches.right(chat, last)]
    looks: list[Callable[[], Awaitable[Alert | None]]] = [
        lambda: watches.question(tx, chat, now, last, limits.question_minutes * 60),
        lambda: watches.pace(tx, chat, now),
        lambda: watches.leaving(tx, chat, now),
    ]
    for each in looks if chat.status not in GONE else []:
        try:
            found.append(await each())
        except ArithmeticError:
            log.exception("A watch failed.", chat_id=chat.chat_id)
    return [
        alert
        for alert in found
        if alert is not None and may_be_told(alert, last.get(alert.kind), now)
    ]


async def _of_house(tx: Tx, now: Instant, folder: Path | None) -> list[Alert]:
    last = await _last(tx, HOUSE)
    found = [await house.gap(tx, now), house.space(folder) if folder is not None else None]
    return [
        alert
        for alert in found
        if alert is not None and may_be_told(alert, last.get(alert.kind), now)
    ]


async def _last(tx: Tx, chat_id: int) -> dict[str, Sent]:
    query = sa.select(alerts_sent).where(alerts_sent.c.chat_id == chat_id)
    return {row.kind: Sent(row.about, row.at) for row in await tx.execute(query)}


async def _tell(
    database: Database,
    chat: Chat | None,
    alert: Alert,
    those: Iterable[Reader],
    owners: Collection[int],
    now: Instant,
) -> bool:
    """Write down that it is told, and put it into the outbox, in one transaction. False if it was before."""
    chat_id = HOUSE if chat is None else chat.chat_id
    async with database.write() as tx:
        if not may_be_told(alert, (await _last(tx, chat_id)).get(alert.kind), now):
            return False
        row = {"chat_id": chat_id, "kind": alert.kind, "about": alert.about, "at": now}
        keys = alerts_sent.primary_key.columns
        statement = insert(tx, alerts_sent).values(row)
        await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
        if alert.silent:
            return False
        off = await _off(tx, chat_id, alert.kind)
        steering = {*owners, *(await roles.steering(tx, chat_id) if chat else ())}
        for reader in those:
            if reader.user_id in steering and reader.place not in off:
                await _put(tx, chat, alert, reader, now)
    return True


async def _put(tx: Tx, chat: Chat | None, alert: Alert, reader: Reader, now: Instant) -> None:
    if reader.is_private:
        chosen = (await preferences.of(tx, reader.user_id)).language
        language = chosen or (chat.language if chat else "en")
    else:
        place = await chats.get(tx, reader.place)
        if place is None or place.status in GONE:
            return
        language = place.language
    chat_id = HOUSE if chat is None else chat.chat_id
    draft = Draft(
        chat_id=reader.place,
        topic_id=reader.topic or None,
        text=say(f"alert.{alert.kind}", language, title=chat.title if chat else "", **alert.said),
        buttons=_buttons(chat_id, alert, reader, language),
        priority=Priority.NOTICE,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"alert:{chat_id}:{alert.kind}:{alert.about}:{int(now)}",
    )
    await put(tx, draft, now)


def _buttons(
    chat_id: int, alert: Alert, reader: Reader, language: str
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    label = plain(f"alert.button_{alert.kind}", language) if alert.link or alert.action else ""
    if alert.link is not None:
        rows.append((Button(label, url=alert.link),))
    elif alert.action:
        rows.append((Button(label, alert.action, {"chat_id": chat_id} | dict(alert.data)),))
    data: dict[str, Any] = {"kind": alert.kind, "about": chat_id, "place": reader.place}
    if chat_id != HOUSE:
        data["chat_id"] = chat_id
    action = "alert_off" if chat_id != HOUSE else "house_alert_off"
    rows.append((Button(plain("alert.off", language), action, data),))
    return tuple(rows)


async def turn_off(tx: Tx, chat_id: int, place: int, kind: str) -> None:
    """Send no more alerts of a kind about a group (0: the house) to a place."""
    row = {"chat_id": chat_id, "place": place, "kind": kind}
    await tx.execute(insert(tx, alerts_off).values(row).on_conflict_do_nothing())


async def turn_on(tx: Tx, chat_id: int, place: int) -> None:
    """Send alerts of all kinds about a group to a place again."""
    here = sa.and_(alerts_off.c.chat_id.in_((chat_id, HOUSE)), alerts_off.c.place == place)
    await tx.execute(sa.delete(alerts_off).where(here))


async def _off(tx: Tx, chat_id: int, kind: str) -> set[int]:
    c = alerts_off.c
    query = sa.select(c.place).where(c.chat_id == chat_id, c.kind == kind)
    return set((await tx.scalars(query)).all())


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Let what was told and switched off of a group hold for the supergroup that it became."""
    for table in (alerts_sent, alerts_off):
        moved = [dict(row._mapping) for row in await tx.execute(_where(table, "chat_id", old))]
        for row in moved:
            statement = insert(tx, table).values(row | {"chat_id": new})
            await tx.execute(statement.on_conflict_do_nothing())
        await tx.execute(sa.delete(table).where(table.c.chat_id == old))
    await tx.execute(sa.update(alerts_off).where(alerts_off.c.place == old).values(place=new))


def _where(table: sa.Table, column: str, value: int) -> sa.Select[Any]:
    return sa.select(table).where(table.c[column] == value)


async def forget(tx: Tx, chat_id: int, user_id: int, _pseudonym: int) -> None:
    """Forget what a person switched off about a group; in her private chat, about the house, too."""
    groups = (chat_id, HOUSE) if chat_id == user_id else (chat_id,)
    hers = sa.and_(alerts_off.c.chat_id.in_(groups), alerts_off.c.place == user_id)
    await tx.execute(sa.delete(alerts_off).where(hers))

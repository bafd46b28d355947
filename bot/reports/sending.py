"""The job that sends every report whose hour has come: at least once, and no period twice."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.activity import chats
from bot.activity.chats import GONE, Chat
from bot.activity.period import Period
from bot.clock import Day, Instant
from bot.outbox import Draft, Drawing, Policy, Priority, put
from bot.outbox.split import CAPTION_LIMIT, units, visible
from bot.people import listing, preferences, roles
from bot.reports import readers
from bot.reports.charts.chart import Chart, packed
from bot.reports.digest import Written, gather, write
from bot.reports.pages import Pages
from bot.reports.picture import pictures
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm, due, period_ending
from bot.reports.scope import Scope
from bot.storage import Database, Tx
from bot.storage.trouble import is_in_trouble

log = structlog.get_logger()


@dataclass(frozen=True)
class Due:
    """A report that is due: to whom, and on which period."""

    reader: Reader
    rhythm: Rhythm
    last: Day


@dataclass(frozen=True)
class Message:
    """A report as it is sent: words and buttons under its first picture, then the other pictures."""

    written: Written
    pictures: tuple[tuple[Chart, str], ...]


async def send_due(
    database: Database, owners: Collection[int], now: Instant, folder: Path | None = None
) -> bool:
    """Send every report whose time has come. True if there was one.

    Who steers a group no more gets none of it. A group whose report fails is logged and tried again the
    next time; the others get theirs.
    """
    sent = False
    async with database.read() as tx:
        waiting = await _due(tx, owners, now)
    for chat, those in waiting:
        try:
            sent |= await _send(database, chat, those, now, folder)
        except Exception as error:
            if is_in_trouble(error):
                raise
            log.exception("A digest could not be made.", chat_id=chat.chat_id)
    return sent


async def _due(tx: Tx, owners: Collection[int], now: Instant) -> list[tuple[Chat, list[Due]]]:
    by_chat: dict[int, list[Reader]] = defaultdict(list)
    for reader in await readers.everybody(tx):
        by_chat[reader.chat_id].append(reader)
    found = []
    for chat in await chats.groups(tx) if by_chat else []:
        those = [
            Due(reader, rhythm, last)
            for reader in by_chat.get(chat.chat_id, ())
            for rhythm, last in due(reader.sent, reader.hour(chat), chat.zone, now)
        ]
        if those:
            steering = {*owners, *await roles.steering(tx, chat.chat_id)}
            those = [each for each in those if each.reader.user_id in steering]
        if those:
            found.append((chat, those))
    return found


async def _send(
    database: Database, chat: Chat, due: list[Due], now: Instant, folder: Path | None
) -> bool:
    """Compose from a reader's view, so that nobody waits for it; then put what is still due."""
    made: dict[Any, Message] = {}
    keys = []
    async with database.read() as tx:
        for each in due:
            language = await _language(tx, chat, each.reader)
            public = each.reader.place == chat.chat_id
            key = each.rhythm, each.last, language, public
            keys.append(key)
            if key not in made:
                period = period_ending(each.rhythm, each.last)
                scope = await scope_of(tx, chat, period, now, public=public)
                made[key] = await message(tx, scope, language, Pages(folder))
    sent = False
    async with database.write() as tx:
        for each, key in zip(due, keys, strict=True):
            if await readers.claim(tx, each.reader, each.rhythm, each.last):
                await put_message(tx, made[key], each, now)
                sent = True
    return sent


async def _language(tx: Tx, chat: Chat, reader: Reader) -> str:
    """Return in which language a reader is written to: hers, or that of the group in which she reads it."""
    if reader.is_private:
        return (await preferences.of(tx, reader.user_id)).language or chat.language
    place = await chats.get(tx, reader.place)
    return place.language if place is not None else chat.language


async def scope_of(tx: Tx, chat: Chat, period: Period, now: Instant, *, public: bool) -> Scope:
    """Return what a report is about; what the group itself reads names nobody who does not want to be."""
    hidden = frozenset(await listing.hidden(tx, chat.chat_id)) if public else frozenset()
    return Scope(chat, period, now, hidden, public=public)


async def message(tx: Tx, scope: Scope, language: str, pages: Pages) -> Message:
    """Return a report in words, with its pictures."""
    digest = await gather(tx, scope)
    return Message(write(digest, language, pages), await pictures(tx, digest, language))


async def put_message(tx: Tx, message: Message, each: Due, now: Instant) -> list[int]:
    """Put a report into the outbox; its first picture stands above the words, where they fit below it."""
    reader = each.reader
    place = await chats.get(tx, reader.place)
    if place is not None and place.status in GONE:
        return []
    key = f"digest:{reader.chat_id}:{each.rhythm}:{each.last}:{reader.topic}"
    return [
        one
        for draft in drafts(message, reader.place, reader.topic or None, key, Priority.DIGEST)
        for one in await put(tx, draft, now)
    ]


def drafts(
    message: Message, place: int, topic: int | None, key: str, priority: Priority
) -> list[Draft]:
    """Return the messages that a report is. Pure."""
    written = message.written
    policy = Policy.AT_LEAST_ONCE
    first, *rest = message.pictures or [None]
    fits = units(visible(written.html)) <= CAPTION_LIMIT
    found = []
    if first is not None and not fits:
        found.append(
            Draft(
                place, first[1], topic_id=topic, kind="photo", media=Drawing(packed(first[0])),
                priority=priority, policy=policy, dedupe_key=f"{key}:picture", silent=True,
            )
        )  # fmt: skip
    above = first if first is not None and fits else None
    found.append(
        Draft(
            place, written.html, topic_id=topic, buttons=written.buttons,
            kind="text" if above is None else "photo",
            media=None if above is None else Drawing(packed(above[0])),
            priority=priority, policy=policy, dedupe_key=key,
        )
    )  # fmt: skip
    for number, picture in enumerate(rest):
        assert picture is not None
        chart, words = picture
        found.append(
            Draft(
                place, words, topic_id=topic, kind="photo", media=Drawing(packed(chart)),
                priority=priority, policy=policy, dedupe_key=f"{key}:{number}", silent=True,
            )
        )  # fmt: skip
    return found

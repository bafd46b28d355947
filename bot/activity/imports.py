"""Exports of Telegram Desktop, taken into the record by the functions that record what Telegram sends.

Each transaction holds some messages, so that a Renao that runs meanwhile need not wait; what was broken off
goes on the second time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.activity import chats, desktop_file, responses
from bot.activity.chats import Defaults
from bot.activity.facts import Fact, Kind
from bot.activity.forms import IMPORTED
from bot.activity.members import Named
from bot.activity.numbering import Numbered, numbered
from bot.activity.record import keep
from bot.activity.survey import Survey
from bot.activity.unseen import Home, Unseen, unseen
from bot.activity.wire import User
from bot.clock import DAY, Instant
from bot.storage import Database, StorageError, Tx
from bot.storage.schema import chats as chats_table
from bot.storage.schema import facts as facts_table
from bot.storage.schema import imports
from bot.storage.upsert import insert
from bot.texts import written_in

MESSAGES_AT_ONCE = 2000


@dataclass
class Taken:
    """What was new in an export, for one chat: messages, and facts of all kinds; times in Unix seconds.

    `too_young` messages are left to Telegram for another day, `too_old` ones are from days of which the facts
    have been forgotten.
    """

    messages: int = 0
    facts: int = 0
    too_young: int = 0
    too_old: int = 0
    first_at: int = 0
    last_at: int = 0

    def add(self, new: Unseen, fresh: Sequence[Fact]) -> None:
        """Count what was new in some messages."""
        self.messages += new.messages
        self.too_young += new.too_young
        self.too_old += new.too_old
        self.facts += len(fresh)
        if fresh:
            first, last = min(fact.at for fact in fresh), max(fact.at for fact in fresh)
            self.first_at = min(self.first_at or first, first)
            self.last_at = max(self.last_at, last)


async def look(
    database: Database,
    path: Path,
    surveys: Mapping[int, Survey],
    now: Instant,
    bots: frozenset[int] = frozenset(),
    told: Callable[[int], None] | None = None,
) -> dict[int, Taken]:
    """Return how many messages of an export would be new, by chat; write nothing.

    Raises:
        BadExport: the file cannot be read.
    """
    found = {chat_id: Taken() for chat_id in surveys}
    async with database.read() as tx:
        homes = {key: await _home(tx, each, bots, now) for key, each in surveys.items()}
        for chat_id, albums in _parts(path, surveys, told):
            new = await unseen(tx, homes[chat_id], surveys[chat_id], albums)
            found[chat_id].add(new, ())
    return found


async def take(
    database: Database,
    path: Path,
    surveys: Mapping[int, Survey],
    now: Instant,
    defaults: Defaults,
    bots: frozenset[int] = frozenset(),
    texts_from: Instant = -inf,
    told: Callable[[int], None] | None = None,
) -> dict[int, Taken]:
    """Take in what is new in an export; return what it was, by chat.

    The text of questions is kept of those from `texts_from` on. Each transaction is short, so that a Renao
    that runs meanwhile need not wait; where it is broken off, a second time goes on.

    Raises:
        BadExport: the file cannot be read on; it was changed since it was surveyed.
        StorageError: the database took no more; what it has taken stays.
    """
    found = {chat_id: Taken() for chat_id in surveys}
    homes: dict[int, Home] = {}
    with _in_words():
        async with database.write() as tx:
            for chat_id, each in surveys.items():
                await _introduce(tx, each, defaults)
                home = await _home(tx, each, bots, now)
                homes[chat_id] = replace(home, texts_from=texts_from)
        for chat_id, albums in _parts(path, surveys, told):
            async with database.write() as tx:
                new = await unseen(tx, homes[chat_id], surveys[chat_id], albums)
                fresh = await _keep(tx, new, homes[chat_id], defaults)
            found[chat_id].add(new, fresh)
        async with database.write() as tx:
            for chat_id, taken in found.items():
                await _sign(tx, homes[chat_id].chat_id, taken, now)
    return found


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise StorageError(
            f"The database took no more: {error.orig}. What was taken in so far stays; import the same "
            "file again to go on."
        ) from None


def _parts(
    path: Path, surveys: Mapping[int, Survey], told: Callable[[int], None] | None
) -> Iterator[tuple[int, list[list[Numbered]]]]:
    """Yield the messages of an export some at a time, with the id of their chat; no album is torn apart."""
    with path.open("rb") as file:
        every = desktop_file.messages(file, lambda chat, _: chat.id in surveys, told)
        for chat, messages in groupby(every, itemgetter(0)):
            said = (told for _, told in messages if told is not None and told.type != "unsupported")
            part: list[list[Numbered]] = []
            for album in numbered(chat, said):
                part.append(album)
                if len(part) >= MESSAGES_AT_ONCE:
                    yield chat.id, part
                    part = []
            if part:
                yield chat.id, part


async def _introduce(tx: Tx, found: Survey, defaults: Defaults) -> None:
    """Let a chat that was never heard of be known; Renao has not joined it, as far as is known."""
    chat = found.chat
    row = {
        "chat_id": chat.id,
        "kind": chat.type,
        "title": chat.title,
        "is_forum": bool(found.topics),
        "zone": defaults.zone.key,
        "language": written_in(chat.title, defaults.language),
    }
    await tx.execute(insert(tx, chats_table).values(row).on_conflict_do_nothing())


async def _home(tx: Tx, found: Survey, bots: frozenset[int], now: Instant) -> Home:
    """Return where the record of an exported chat is, and what of the export belongs there."""
    chat = await chats.get(tx, found.chat.id)
    moved = chat is not None and chat.migrated_to is not None
    if chat is not None and chat.migrated_to is not None:
        chat = await chats.get(tx, chat.migrated_to)
    if chat is None:
        return Home(found.chat.id, until=now + DAY, bots=bots | found.bots)
    here = facts_table.c.chat_id == chat.chat_id
    own = facts_table.c.form.bitwise_and(IMPORTED) == 0
    live_from = await tx.scalar(sa.select(sa.func.min(facts_table.c.at)).where(here, own))
    by_bots = sa.and_(here, facts_table.c.kind == Kind.BOT_MESSAGE)
    seen = await tx.scalars(sa.select(facts_table.c.user_id).where(by_bots).distinct())
    return Home(
        chat.chat_id,
        moved,
        since=chat.facts_since or 0,
        # What Telegram may still be handing over is left to it; what is to come, nobody wrote.
        until=now + DAY if live_from is None else now - DAY,
        live_from=inf if live_from is None else live_from,
        bots=bots.union(found.bots, seen),
    )


async def _keep(tx: Tx, new: Unseen, home: Home, defaults: Defaults) -> list[Fact]:
    """Write down what is new; return it."""
    if not new.facts:
        return []
    # Read each time: the zone may be changed meanwhile.
    known = await chats.many(tx, [home.chat_id])
    names = new.names
    if not defaults.names:
        names = {key: Named(User(id=key[1]), 0) for key in names}
    fresh = await keep(tx, new.facts, known, names, new.details)
    if fresh:
        moments = [fact.at for fact in fresh]
        await responses.reopen(tx, home.chat_id, min(moments), max(moments))
    return fresh


async def _sign(tx: Tx, chat_id: int, taken: Taken, now: Instant) -> None:
    """Write down that something was taken in."""
    if taken.facts:
        row = {
            "chat_id": chat_id,
            "at": now,
            "first_at": taken.first_at,
            "last_at": taken.last_at,
            "facts": taken.facts,
        }
        await tx.execute(sa.insert(imports).values(row))

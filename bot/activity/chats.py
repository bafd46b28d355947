"""The chats that Renao is or was in: what they are called, their zone, their language, Renao's standing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from bot.activity import standings, wire
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import select_given
from bot.storage.schema import chats
from bot.storage.upsert import insert
from bot.texts import written_in

GROUPS = ("group", "supergroup")
GONE = ("left", "kicked", "migrated")
TOLD = ("kind", "title", "username", "is_forum")


COLUMNS = tuple(chats.c.keys())
RIGHTS = COLUMNS.index("rights")
# A column of JSON is text in SQLite, and is to be so for PostgreSQL.
SELECTED = (
    f"CAST(chats.{name} AS TEXT)" if name == "rights" else f"chats.{name}" for name in COLUMNS
)
KNOWN = f"""
    SELECT {", ".join(SELECTED)}
      FROM given JOIN chats ON chats.chat_id = given.chat_id
"""  # noqa: S608 - no data in it


@dataclass(frozen=True)
class Defaults:
    """What a chat has until somebody sets something else; a Chinese title is answered in Chinese."""

    zone: ZoneInfo
    language: str
    # Whether it is kept what people are called.
    names: bool = True
    # Whether Renao's account is told every message of groups in which it is no administrator.
    reads_all: bool = True


@dataclass(frozen=True)
class Chat:
    """A group or channel; `status` is Renao's own in it, "" as long as Telegram has not told."""

    chat_id: int
    kind: str
    title: str
    username: str | None
    is_forum: bool
    status: str
    status_at: Instant | None
    rights: Mapping[str, bool] | None
    zone: ZoneInfo
    next_zone: ZoneInfo | None
    zoned_until: Instant | None
    language: str
    member_count: int | None
    migrated_to: int | None
    joined_at: Instant | None
    welcomed_at: Instant | None
    # Facts from before then have been forgotten: days that began earlier can only be believed, not recounted.
    facts_since: Instant | None = None

    @property
    def is_administered(self) -> bool:
        """Say whether Renao is an administrator there."""
        return self.status == "administrator"

    def zone_at(self, at: Instant) -> ZoneInfo:
        """Return the zone by which `at` is counted: while zones change, the next one before the border."""
        if self.next_zone is None or at >= (self.zoned_until or 0):
            return self.zone
        return self.next_zone


async def get(tx: Tx, chat_id: int) -> Chat | None:
    """Return the chat `chat_id`; None when nothing was ever heard from it."""
    return (await many(tx, [chat_id])).get(chat_id)


async def many(tx: Tx, chat_ids: Iterable[int]) -> dict[int, Chat]:
    """Return those of `chat_ids` that are known, by id."""
    found = await select_given(tx, KNOWN, ("chat_id",), [(chat_id,) for chat_id in chat_ids])
    return {row[0]: _chat_as_given(row) for row in found}


async def groups(tx: Tx) -> list[Chat]:
    """Return the groups that Renao is in, by title."""
    inside = sa.and_(chats.c.kind.in_(GROUPS), chats.c.status.not_in(GONE))
    found = await tx.execute(
        sa.select(chats).where(inside).order_by(chats.c.title, chats.c.chat_id)
    )
    return [_chat(row) for row in found]


async def every(tx: Tx) -> list[Chat]:
    """Return every chat that was ever heard from."""
    return [_chat(row) for row in await tx.execute(sa.select(chats).order_by(chats.c.chat_id))]


async def meet(
    tx: Tx,
    seen: Mapping[int, wire.Chat],
    first_heard: Callable[[int], Instant],
    defaults: Defaults,
) -> dict[int, Chat]:
    """Keep what updates say about chats: their kinds, titles and names. Return them as they are then.

    A chat that is new, or known from an export only, was joined when it was `first_heard` of, which may be
    a while ago.
    """
    known = await many(tx, seen)
    changed = [chat for chat in seen.values() if not _as_known(chat, known.get(chat.id))]
    if not changed:
        return known
    row = insert(tx, chats)
    told: dict[str, Any] = {name: row.excluded[name] for name in TOLD}
    told["joined_at"] = sa.func.coalesce(chats.c.joined_at, row.excluded.joined_at)
    statement = row.on_conflict_do_update(index_elements=[chats.c.chat_id], set_=told)
    await tx.execute(statement, [_row(chat, first_heard(chat.id), defaults) for chat in changed])
    return known | await many(tx, [chat.id for chat in changed])


async def set_status(
    tx: Tx,
    chat_id: int,
    status: str,
    rights: Mapping[str, bool],
    at: Instant,
    *,
    reads_all: bool,
) -> None:
    """Write down what Renao is in a chat since `at`; what is older than the last word is history only."""
    await standings.note(tx, chat_id, status, at, reads_all=reads_all)
    newer = sa.or_(chats.c.status_at.is_(None), chats.c.status_at <= at)
    entered = sa.and_(chats.c.status.in_(GONE), sa.literal(status).not_in(GONE))
    values: dict[str, Any] = {
        "status": status,
        "status_at": at,
        "rights": dict(rights),
        "joined_at": sa.case((entered, at), else_=chats.c.joined_at),
    }
    current = chats.c.migrated_to.is_(None)
    await tx.execute(
        sa.update(chats).where(chats.c.chat_id == chat_id, newer, current).values(values)
    )


async def set_language(tx: Tx, chat_id: int, language: str) -> None:
    """Let Renao speak `language` in a chat."""
    await _set(tx, chat_id, language=language)


async def set_member_count(tx: Tx, chat_id: int, count: int) -> None:
    """Write down how many members Telegram says a chat has."""
    await _set(tx, chat_id, member_count=count)


async def set_welcomed(tx: Tx, chat_id: int, now: Instant) -> None:
    """Write down that Renao has introduced itself to a chat."""
    await _set(tx, chat_id, welcomed_at=now)


async def _set(tx: Tx, chat_id: int, **values: object) -> None:
    await tx.execute(sa.update(chats).where(chats.c.chat_id == chat_id).values(values))


def _as_known(chat: wire.Chat, known: Chat | None) -> bool:
    if known is None or known.joined_at is None:
        return False
    told = (chat.type, wire.storable(chat.title), chat.username, chat.is_forum)
    return told == (known.kind, known.title, known.username, known.is_forum)


def _row(chat: wire.Chat, joined_at: Instant, defaults: Defaults) -> dict[str, Any]:
    return {
        "chat_id": chat.id,
        "kind": chat.type,
        "title": wire.storable(chat.title),
        "username": chat.username,
        "is_forum": chat.is_forum,
        "zone": defaults.zone.key,
        "language": written_in(chat.title, defaults.language),
        "joined_at": joined_at,
    }


def _chat(row: Sequence[Any]) -> Chat:
    """Return the chat of a row as SQLAlchemy gives it. Pure."""
    told = dict(zip(COLUMNS, row, strict=True))
    next_zone = told["next_zone"]
    told["is_forum"] = bool(told["is_forum"])
    told["zone"] = ZoneInfo(told["zone"])
    told["next_zone"] = ZoneInfo(next_zone) if next_zone else None
    return Chat(**told)


@lru_cache(maxsize=1024)
def _chat_as_given(row: tuple[Any, ...]) -> Chat:
    """Return the chat of a row as the driver gives it, with rights in JSON: mostly one that was met. Pure."""
    told = list(row)
    told[RIGHTS] = None if told[RIGHTS] is None else msgspec.json.decode(told[RIGHTS])
    return _chat(told)

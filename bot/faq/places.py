"""Where an entry answers: in its own group or one topic of it, in some groups of its writer's, or all.

It always has its place at home. Elsewhere it is a guest: that group's operators may take it out of theirs.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.faq.entry import Entry
from bot.faq.versions import changed
from bot.storage import Tx
from bot.storage.schema import faq_entries, faq_places
from bot.storage.upsert import insert


@dataclass(frozen=True)
class Place:
    """A chat in which an entry answers, or the one topic of it; `is_out`: its operators took it out."""

    chat_id: int
    topic_id: int | None = None
    is_out: bool = False


async def places(tx: Tx, entry: Entry) -> list[Place]:
    """Return the places of an entry, its home first; those that it was taken out of too."""
    c = faq_places.c
    query = sa.select(c.chat_id, c.topic_id, c.is_out).where(_of(entry))
    found = [Place(*row) for row in await tx.execute(query.order_by(c.chat_id))]
    return sorted(found, key=lambda place: place.chat_id != entry.home_id)


async def guests(tx: Tx, home_id: int) -> dict[int, list[int]]:
    """Return in which other chats the entries of a group answer, by entry."""
    c = faq_places.c
    abroad = sa.and_(c.home_id == home_id, c.chat_id != home_id, ~c.is_out)
    query = sa.select(c.entry_id, c.chat_id).where(abroad).order_by(c.entry_id, c.chat_id)
    found: dict[int, list[int]] = {}
    for entry_id, chat_id in await tx.execute(query):
        found.setdefault(entry_id, []).append(chat_id)
    return found


async def stay_home(tx: Tx, entry: Entry, topic_id: int | None, *, mine: Collection[int]) -> None:
    """Let an entry answer at home alone, or in one topic there.

    mine: the groups that who wants it so runs; from others she cannot take it away.
    """
    await _leave(tx, entry, mine)
    home = sa.and_(_of(entry), faq_places.c.chat_id == entry.home_id)
    await tx.execute(sa.update(faq_places).where(home).values(topic_id=topic_id))
    await _set_everywhere(tx, entry, everywhere=False)
    await changed(tx, entry.home_id)


async def answer_in(tx: Tx, entry: Entry, chats: Collection[int], *, mine: Collection[int]) -> None:
    """Let an entry answer in its group, in those of `chats` that are `mine`, and in no others of mine."""
    await stay_home(tx, entry, None, mine=set(mine) - set(chats))
    await _enter(tx, entry, set(chats) & set(mine))


async def answer_everywhere(tx: Tx, entry: Entry, groups: Collection[int]) -> None:
    """Let an entry answer in all groups of its writer, also in those to come; `groups` are those of now."""
    await stay_home(tx, entry, None, mine=())
    await _set_everywhere(tx, entry, everywhere=True)
    await _enter(tx, entry, groups)


async def take_out(tx: Tx, chat_id: int, entry_id: int) -> bool:
    """Let another group's entry answer no more in `chat_id`, for good; False if none such answers there."""
    c = faq_places.c
    guest = sa.and_(c.chat_id == chat_id, c.entry_id == entry_id, c.home_id != chat_id, ~c.is_out)
    left = await tx.execute(sa.update(faq_places).where(guest).values(is_out=True))
    if left.rowcount:
        await changed(tx, chat_id)
    return left.rowcount > 0


async def writers(tx: Tx) -> list[int]:
    """Return who wrote entries that answer in all of their groups."""
    c = faq_entries.c
    return list((await tx.scalars(sa.select(c.created_by).where(c.everywhere).distinct())).all())


async def follow(tx: Tx, writer: int, groups: Collection[int]) -> None:
    """Let a person's entries for all her groups answer in just those that she runs now."""
    c, p = faq_entries.c, faq_places.c
    hers = sa.and_(c.created_by == writer, c.everywhere)
    found = (await tx.execute(sa.select(c.chat_id, c.entry_id).where(hers))).all()
    for home_id, entry_id in found:
        this = sa.and_(p.home_id == home_id, p.entry_id == entry_id)
        there = set((await tx.scalars(sa.select(p.chat_id).where(this))).all()) - {home_id}
        await _add(tx, home_id, entry_id, set(groups) - there - {home_id})
        await _drop(tx, home_id, entry_id, there - set(groups))


def _of(entry: Entry) -> sa.ColumnElement[bool]:
    c = faq_places.c
    return sa.and_(c.home_id == entry.home_id, c.entry_id == entry.entry_id)


async def _enter(tx: Tx, entry: Entry, chats: Iterable[int]) -> None:
    await _add(tx, entry.home_id, entry.entry_id, set(chats) - {entry.home_id})


async def _leave(tx: Tx, entry: Entry, chats: Iterable[int]) -> None:
    await _drop(tx, entry.home_id, entry.entry_id, set(chats) - {entry.home_id})


async def _add(tx: Tx, home_id: int, entry_id: int, chats: Collection[int]) -> None:
    """Put places in; who was shown the door stays out."""
    rows = [{"chat_id": chat, "entry_id": entry_id, "home_id": home_id} for chat in sorted(chats)]
    if rows:
        await tx.execute(insert(tx, faq_places).values(rows).on_conflict_do_nothing())
        await changed(tx, *chats)


async def _drop(tx: Tx, home_id: int, entry_id: int, chats: Collection[int]) -> None:
    """Take places away, and with them the memory of having been shown the door."""
    if chats:
        c = faq_places.c
        these = sa.and_(c.home_id == home_id, c.entry_id == entry_id, c.chat_id.in_(chats))
        await tx.execute(sa.delete(faq_places).where(these))
        await changed(tx, *chats)


async def _set_everywhere(tx: Tx, entry: Entry, *, everywhere: bool) -> None:
    c = faq_entries.c
    this = sa.and_(c.chat_id == entry.home_id, c.entry_id == entry.entry_id)
    await tx.execute(sa.update(faq_entries).where(this).values(everywhere=everywhere))

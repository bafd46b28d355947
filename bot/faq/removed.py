"""Entries that were removed a moment ago: they can be put back for ten minutes, whole."""

from dataclasses import replace

import msgspec
import sqlalchemy as sa

from bot.clock import MINUTE, Instant
from bot.faq import entries
from bot.faq.entry import Entry
from bot.faq.places import Place, places
from bot.faq.versions import changed
from bot.storage import Tx
from bot.storage.schema import faq_entries, faq_places, faq_removed
from bot.storage.upsert import insert
from bot.texts import Refused

LASTS = 10 * MINUTE


async def remove(tx: Tx, entry: Entry, *, by: int, now: Instant) -> None:
    """Take an entry away; what it has answered stays on record."""
    kept = {
        "entry": msgspec.to_builtins(entry),
        "places": msgspec.to_builtins(await places(tx, entry)),
    }
    row = {"chat_id": entry.home_id, "entry_id": entry.entry_id, "entry": kept}
    answered = await entries.where(tx, entry)
    await tx.execute(insert(tx, faq_removed).values(row | {"removed_by": by, "at": now}))
    await entries.delete_texts(tx, entry.home_id, entry.entry_id)
    for table, home in ((faq_places, faq_places.c.home_id), (faq_entries, faq_entries.c.chat_id)):
        this = sa.and_(home == entry.home_id, table.c.entry_id == entry.entry_id)
        await tx.execute(sa.delete(table).where(this))
    await changed(tx, *answered)


async def restore(tx: Tx, chat_id: int, entry_id: int, *, now: Instant) -> Entry:
    """Put an entry of a group back as it was.

    Raises:
        Refused: it was removed longer ago, or is back already; its name has been given away; a fact that
            its answers use is gone.
    """
    c = faq_removed.c
    this = sa.and_(c.chat_id == chat_id, c.entry_id == entry_id)
    late = c.at <= now - LASTS
    kept = await tx.scalar(sa.select(c.entry).where(this, ~late))
    if kept is None:
        raise Refused("entries.cannot_restore")
    entry = replace(msgspec.convert(kept["entry"], Entry), home_id=chat_id)
    await entries.put_back(tx, entry)
    for place in msgspec.convert(kept["places"], list[Place]):
        if place.chat_id != entry.home_id:
            row = msgspec.to_builtins(place) | {"home_id": chat_id, "entry_id": entry_id}
            await tx.execute(insert(tx, faq_places).values(row).on_conflict_do_nothing())
    await tx.execute(sa.delete(faq_removed).where(this))
    await changed(tx, *await entries.where(tx, entry))
    return entry


async def forget_old(tx: Tx, now: Instant) -> int:
    """Delete for good what nobody can put back any more; return how many entries."""
    old = faq_removed.c.at <= now - LASTS
    return (await tx.execute(sa.delete(faq_removed).where(old))).rowcount

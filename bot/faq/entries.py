"""The entries that a group has: add, change, list, find. Where they answer is `places`' to say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.faq import details
from bot.faq.entry import Entry, Link, Media, check, handle, tidied
from bot.faq.versions import changed
from bot.storage import Tx
from bot.storage.schema import faq_answers, faq_entries, faq_phrasings, faq_places
from bot.storage.upsert import insert
from bot.texts import Refused


async def add(
    tx: Tx,
    chat_id: int,
    name: str,
    phrasings: Sequence[str],
    answers: Mapping[str, str],
    *,
    by: int,
    now: Instant,
) -> Entry:
    """Save an entry for the whole of a group, as `create` does."""
    new = Entry(0, chat_id, name, tuple(phrasings), dict(answers), created_by=by, created_at=now)
    return await create(tx, new)


async def create(tx: Tx, entry: Entry) -> Entry:
    """Save a new entry; it answers in the whole of its group, or in its `topic_id` alone.

    Names are compared without regard to case. `entry_id` is given here.

    Raises:
        Refused: the name is taken, or something cannot be matched or sent; the sentence names the place.
    """
    return await _insert(tx, entry)


async def put_back(tx: Tx, entry: Entry) -> Entry:
    """Save an entry that was removed, under the id that it had.

    Raises:
        Refused: as `create`.
    """
    return await _insert(tx, entry, entry_id=entry.entry_id)


async def change(tx: Tx, entry: Entry, *, now: Instant) -> Entry:
    """Save an entry that there is already as it is now: `replace(entry, phrasings=…)`.

    Where it answers is left as it is: see `places`.

    Raises:
        Refused: as `create`, or it is gone.
    """
    entry = replace(await _checked(tx, entry), changed_at=now)
    if await _taken(tx, entry):
        raise Refused("faq.name_taken", name=entry.name)
    this = sa.and_(faq_entries.c.chat_id == entry.home_id, faq_entries.c.entry_id == entry.entry_id)
    saved = await tx.execute(sa.update(faq_entries).where(this).values(_row(entry)))
    if not saved.rowcount:
        raise Refused("entries.gone")
    await delete_texts(tx, entry.home_id, entry.entry_id)
    await _write_texts(tx, entry)
    await changed(tx, *await where(tx, entry))
    return entry


async def entries(tx: Tx, chat_id: int) -> list[Entry]:
    """List what answers in a chat, by name: its own entries, and those of others that are to answer here.

    Not asked is whether it is their time (`Entry.is_active`); `topic_id` says in which topic alone.
    """
    here = sa.and_(faq_places.c.chat_id == chat_id, ~faq_places.c.is_out)
    return await _read(tx, here)


async def own(tx: Tx, chat_id: int) -> list[Entry]:
    """List the entries that belong to a group, by name, wherever they answer."""
    at_home = sa.and_(faq_places.c.chat_id == chat_id, faq_places.c.home_id == chat_id)
    return await _read(tx, at_home)


async def find(tx: Tx, chat_id: int, name: str) -> Entry | None:
    """Return the group's own entry of that name."""
    c = faq_entries.c
    named = sa.and_(c.chat_id == chat_id, c.name == handle(name))
    entry_id = await tx.scalar(sa.select(c.entry_id).where(named))
    return None if entry_id is None else await _own(tx, chat_id, entry_id)


async def get(tx: Tx, chat_id: int, entry_id: int) -> Entry | None:
    """Return an entry that answers in a chat."""
    here = sa.and_(
        faq_places.c.chat_id == chat_id, faq_places.c.entry_id == entry_id, ~faq_places.c.is_out
    )
    return next(iter(await _read(tx, here)), None)


async def get_own(tx: Tx, chat_id: int, entry_id: int) -> Entry:
    """Return an entry that belongs to a group.

    Raises:
        Refused: there is none, any more.
    """
    if (found := await _own(tx, chat_id, entry_id)) is None:
        raise Refused("entries.gone")
    return found


async def _own(tx: Tx, chat_id: int, entry_id: int) -> Entry | None:
    c = faq_places.c
    this = sa.and_(c.chat_id == chat_id, c.home_id == chat_id, c.entry_id == entry_id)
    return next(iter(await _read(tx, this)), None)


async def where(tx: Tx, entry: Entry) -> list[int]:
    """Return the chats in which an entry answers."""
    c = faq_places.c
    these = sa.and_(c.home_id == entry.home_id, c.entry_id == entry.entry_id, ~c.is_out)
    return list((await tx.scalars(sa.select(c.chat_id).where(these))).all())


async def delete_texts(tx: Tx, home_id: int, entry_id: int) -> None:
    """Delete the phrasings and answers of an entry."""
    for table in (faq_phrasings, faq_answers):
        this = sa.and_(table.c.chat_id == home_id, table.c.entry_id == entry_id)
        await tx.execute(sa.delete(table).where(this))


async def _insert(tx: Tx, entry: Entry, **given: int) -> Entry:
    entry = await _checked(tx, entry)
    statement = insert(tx, faq_entries).values(_row(entry) | given).on_conflict_do_nothing()
    entry_id = await tx.scalar(statement.returning(faq_entries.c.entry_id))
    if entry_id is None:
        raise Refused("faq.name_taken", name=entry.name)
    entry = replace(entry, entry_id=entry_id)
    home = {"chat_id": entry.home_id, "home_id": entry.home_id, "entry_id": entry_id}
    await tx.execute(sa.insert(faq_places).values(home | {"topic_id": entry.topic_id}))
    await _write_texts(tx, entry)
    await changed(tx, entry.home_id)
    return entry


async def _checked(tx: Tx, entry: Entry) -> Entry:
    """Return an entry as it is stored, if it would work."""
    entry = tidied(entry)
    check(entry, await details.known(tx, entry.home_id))
    return entry


async def _taken(tx: Tx, entry: Entry) -> bool:
    c = faq_entries.c
    same = sa.and_(c.chat_id == entry.home_id, c.name == entry.name, c.entry_id != entry.entry_id)
    return await tx.scalar(sa.select(c.entry_id).where(same)) is not None


async def _write_texts(tx: Tx, entry: Entry) -> None:
    key = {"chat_id": entry.home_id, "entry_id": entry.entry_id}
    lines = [{**key, "position": n, "text": text} for n, text in enumerate(entry.phrasings)]
    await tx.execute(sa.insert(faq_phrasings), lines)
    texts = [
        {**key, "language": language, "text": text} for language, text in entry.answers.items()
    ]
    await tx.execute(sa.insert(faq_answers), texts)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "chat_id": entry.home_id,
        "name": entry.name,
        "tags": list(entry.tags),
        "links": [[link.label, link.address] for link in entry.links],
        "follow_ups": list(entry.follow_ups),
        "media": entry.media and {"kind": entry.media.kind, "file": entry.media.file},
        "active_from": entry.active_from,
        "active_until": entry.active_until,
        "everywhere": entry.everywhere,
        "created_by": entry.created_by,
        "author_id": entry.author_id,
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
    }


async def _read(tx: Tx, at: sa.ColumnElement[bool]) -> list[Entry]:
    """Return the entries of some places, by name."""
    phrasings: dict[int, list[str]] = defaultdict(list)
    for entry_id, text in await _texts(tx, faq_phrasings, faq_phrasings.c.position, at):
        phrasings[entry_id].append(text)
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    for entry_id, text, language in await _texts(
        tx, faq_answers, faq_answers.c.language, at, faq_answers.c.language
    ):
        answers[entry_id][language] = text
    query = sa.select(faq_entries, faq_places.c.topic_id).join(faq_places, _same(faq_entries))
    rows = await tx.execute(query.where(at))
    found = [_entry(row, tuple(phrasings[row.entry_id]), answers[row.entry_id]) for row in rows]
    return sorted(found, key=lambda entry: entry.name)


async def _texts(
    tx: Tx,
    table: sa.Table,
    order: sa.ColumnElement[Any],
    at: sa.ColumnElement[bool],
    *columns: sa.ColumnElement[Any],
) -> Iterable[Any]:
    query = sa.select(table.c.entry_id, table.c.text, *columns).join(faq_places, _same(table))
    return await tx.execute(query.where(at).order_by(order))


def _same(table: sa.Table) -> sa.ColumnElement[bool]:
    """Say which place belongs to a row of an entry."""
    return sa.and_(
        faq_places.c.home_id == table.c.chat_id, faq_places.c.entry_id == table.c.entry_id
    )


def _entry(row: sa.Row[Any], phrasings: tuple[str, ...], answers: Mapping[str, str]) -> Entry:
    media = row.media and Media(row.media["kind"], row.media["file"])
    return Entry(
        row.entry_id,
        row.chat_id,
        row.name,
        phrasings,
        answers,
        tuple(row.tags),
        tuple(Link(*link) for link in row.links),
        tuple(row.follow_ups),
        media or None,
        row.active_from,
        row.active_until,
        row.everywhere,
        row.created_by,
        row.author_id,
        row.created_at,
        row.changed_at,
        row.topic_id,
    )

"""Answer a message if it asks what the group has an answer to; otherwise let people talk."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from bot.activity.questions import is_question
from bot.clock import MINUTE, Instant
from bot.faq.answers import word
from bot.faq.entries import Entry, entries, version
from bot.faq.matcher import ADDRESSED, UNASKED, Matcher, Silent, build, decide
from bot.storage import Tx
from bot.storage.schema import faq_served
from bot.storage.upsert import insert
from bot.texts import Refused, written_in

REPEAT_AFTER = 10 * MINUTE  # how long an entry is not said again in the same topic


@dataclass(frozen=True)
class Served:
    """An answer to send, as Telegram HTML, and the entry that it comes from."""

    html: str
    entry: Entry


@dataclass(frozen=True)
class Book:
    """A group's entries, ready to be matched, as they were at `version`."""

    version: int
    entries: dict[int, Entry]
    matcher: Matcher


# Each process keeps its own; `version` says when a book is out of date.
_books: WeakKeyDictionary[sa.Engine, dict[int, Book]] = WeakKeyDictionary()


async def answer(
    tx: Tx,
    *,
    chat_id: int,
    message_id: int,
    topic_id: int | None,
    user_id: int,
    text: str,
    language: str,
    member_name: str,
    group_title: str,
    now: Instant,
    addressed: bool = False,
) -> Served | None:
    """Return the answer to a message and put it on record; None to be silent.

    A message is answered once. Unless the bot is `addressed`, only a question is answered, and not with
    what the topic has just been told. A question in Chinese characters is answered in Chinese if possible.
    """
    if not addressed and not is_question(text):
        return None
    book = await _book(tx, chat_id)
    decision = decide(book.matcher.match(text), ADDRESSED if addressed else UNASKED)
    if isinstance(decision, Silent):
        return None
    entry = book.entries[decision.entry_id]
    if not addressed and await _said_lately(tx, chat_id, topic_id, entry.entry_id, now):
        return None
    html = _worded(entry, text, language, member_name, group_title)
    row: dict[str, object] = {
        "chat_id": chat_id,
        "message_id": message_id,
        "topic_id": topic_id,
        "entry_id": entry.entry_id,
        "user_id": user_id,
        "at": now,
    }
    return Served(html, entry) if html and await _record(tx, row) else None


async def served(tx: Tx, chat_id: int, start: Instant, end: Instant) -> int:
    """Count the group's messages that were answered from `start` to before `end`."""
    query = sa.select(sa.func.count()).where(
        faq_served.c.chat_id == chat_id, faq_served.c.at >= start, faq_served.c.at < end
    )
    return await tx.scalar(query) or 0


async def _book(tx: Tx, chat_id: int) -> Book:
    """Return the group's book, written anew if its entries have changed since."""
    books = _books.setdefault(tx.sync_engine, {})
    newest = await version(tx, chat_id)
    book = books.get(chat_id)
    if book is None or book.version != newest:
        found = {entry.entry_id: entry for entry in await entries(tx, chat_id)}
        matcher = build({key: entry.phrasings for key, entry in found.items()})
        book = books[chat_id] = Book(newest, found, matcher)
    return book


async def _said_lately(
    tx: Tx, chat_id: int, topic_id: int | None, entry_id: int, now: Instant
) -> bool:
    query = sa.select(faq_served.c.message_id).where(
        faq_served.c.chat_id == chat_id,
        # What one person was told in private, which stands there below all ids, the topic has not heard.
        faq_served.c.message_id > 0,
        faq_served.c.at > now - REPEAT_AFTER,
        faq_served.c.entry_id == entry_id,
        faq_served.c.topic_id.is_not_distinct_from(topic_id),
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def _record(tx: Tx, row: dict[str, object]) -> bool:
    """Write down that a message was answered; False if it has been already."""
    statement = insert(tx, faq_served).values(row).on_conflict_do_nothing()
    returned = await tx.execute(statement.returning(faq_served.c.message_id))
    return returned.first() is not None


def _worded(
    entry: Entry, text: str, language: str, member_name: str, group_title: str
) -> str | None:
    data: dict[str, str | int] = {"first_name": member_name, "group_title": group_title}
    try:
        return word(entry.answers, written_in(text, language), data)
    except Refused:
        # It was checked when it was saved; a newer Renao may be stricter.
        return None

"""The questions that a group has answers to: add, list, find, remove."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

import sqlalchemy as sa

from bot.clock import Instant
from bot.faq.answers import check_answer
from bot.faq.matcher import grams
from bot.storage import Tx
from bot.storage.schema import faq_answers, faq_entries, faq_phrasings, faq_served, faq_versions
from bot.storage.upsert import insert
from bot.texts import LANGUAGES, Refused

MOST_PHRASINGS = 20
LONGEST_NAME = 64
LONGEST_PHRASING = 300


@dataclass(frozen=True)
class Entry:
    """A question in several phrasings, and its answer by language, as templates of Telegram HTML."""

    entry_id: int
    name: str
    phrasings: tuple[str, ...]
    answers: Mapping[str, str]


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
    """Save an entry for the group; names are compared without regard to case.

    Raises:
        Refused: the name is taken, or something cannot be matched or sent; the sentence names the place.
    """
    name = handle(name)
    phrasings = [text.strip() for text in phrasings]
    _check(name, phrasings, answers)
    row = {"chat_id": chat_id, "name": name, "created_by": by, "created_at": now}
    statement = insert(tx, faq_entries).values(row).on_conflict_do_nothing()
    entry_id = await tx.scalar(statement.returning(faq_entries.c.entry_id))
    if entry_id is None:
        raise Refused("faq.name_taken", name=name)
    key = {"chat_id": chat_id, "entry_id": entry_id}
    lines = [{**key, "position": number, "text": text} for number, text in enumerate(phrasings)]
    await tx.execute(sa.insert(faq_phrasings), lines)
    texts = [{**key, "language": language, "text": text} for language, text in answers.items()]
    await tx.execute(sa.insert(faq_answers), texts)
    await _changed(tx, chat_id)
    return Entry(entry_id, name, tuple(phrasings), dict(answers))


async def remove(tx: Tx, chat_id: int, name: str) -> bool:
    """Forget an entry; what it has answered stays on record. False if there is no such one."""
    entry = await find(tx, chat_id, name)
    if entry is None:
        return False
    for table in (faq_phrasings, faq_answers, faq_entries):
        this = (table.c.chat_id == chat_id) & (table.c.entry_id == entry.entry_id)
        await tx.execute(sa.delete(table).where(this))
    await _changed(tx, chat_id)
    return True


async def entries(tx: Tx, chat_id: int) -> list[Entry]:
    """List the group's entries by name."""
    phrasings: dict[int, list[str]] = defaultdict(list)
    lines = sa.select(faq_phrasings.c.entry_id, faq_phrasings.c.text)
    lines = lines.where(faq_phrasings.c.chat_id == chat_id).order_by(faq_phrasings.c.position)
    for entry_id, text in await tx.execute(lines):
        phrasings[entry_id].append(text)
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    texts = sa.select(faq_answers.c.entry_id, faq_answers.c.language, faq_answers.c.text)
    for entry_id, language, text in await tx.execute(texts.where(faq_answers.c.chat_id == chat_id)):
        answers[entry_id][language] = text
    names = sa.select(faq_entries.c.entry_id, faq_entries.c.name)
    rows = await tx.execute(names.where(faq_entries.c.chat_id == chat_id))
    found = [Entry(key, name, tuple(phrasings[key]), answers[key]) for key, name in rows]
    return sorted(found, key=lambda entry: entry.name)


async def find(tx: Tx, chat_id: int, name: str) -> Entry | None:
    """Return the group's entry of that name."""
    wanted = handle(name)
    return next((each for each in await entries(tx, chat_id) if each.name == wanted), None)


async def version(tx: Tx, chat_id: int) -> int:
    """Return a number that every change to the group's entries raises; 0 if it never had one."""
    query = sa.select(faq_versions.c.version).where(faq_versions.c.chat_id == chat_id)
    return await tx.scalar(query) or 0


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Give what the chat `old` has to `new`, the supergroup that it became.

    An entry whose name has been taken there since stays behind. Messages of the old group get negative
    ids, for a supergroup counts its own from 1.
    """
    taken = sa.select(faq_entries.c.name).where(faq_entries.c.chat_id == new).scalar_subquery()
    movable = (faq_entries.c.chat_id == old) & faq_entries.c.name.not_in(taken)
    moved = await tx.execute(sa.update(faq_entries).where(movable).values(chat_id=new))
    here = sa.select(faq_entries.c.entry_id).where(faq_entries.c.chat_id == new).scalar_subquery()
    for table in (faq_phrasings, faq_answers):
        theirs = (table.c.chat_id == old) & table.c.entry_id.in_(here)
        await tx.execute(sa.update(table).where(theirs).values(chat_id=new))
    await tx.execute(
        sa.update(faq_served)
        .where(faq_served.c.chat_id == old)
        .values(chat_id=new, message_id=-faq_served.c.message_id)
    )
    if moved.rowcount:
        await _changed(tx, old)
        await _changed(tx, new)


def handle(name: str) -> str:
    """Return a name as it is stored and compared. Pure."""
    return " ".join(normalize("NFKC", name).casefold().split())


def _check(name: str, phrasings: Sequence[str], answers: Mapping[str, str]) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused("faq.bad_name", most=LONGEST_NAME)
    if not 1 <= len(phrasings) <= MOST_PHRASINGS:
        raise Refused("faq.bad_count", most=MOST_PHRASINGS, count=len(phrasings))
    for text in phrasings:
        if len(text) > LONGEST_PHRASING:
            raise Refused("faq.long_question", given=text[:40], most=LONGEST_PHRASING)
        if not any(grams(text)):
            raise Refused("faq.empty_question", given=text)
    if not answers:
        raise Refused("faq.no_answer")
    for language, text in answers.items():
        if language not in LANGUAGES:
            raise Refused("faq.bad_language", given=language, known=", ".join(LANGUAGES))
        check_answer(text)


async def _changed(tx: Tx, chat_id: int) -> None:
    """Let every process know that the group's entries are to be read again."""
    first = {"chat_id": chat_id, "version": 1}
    next_one = {"version": faq_versions.c.version + 1}
    await tx.execute(
        insert(tx, faq_versions)
        .values(first)
        .on_conflict_do_update(index_elements=[faq_versions.c.chat_id], set_=next_one)
    )

"""A group's book in a process: read when it changes, cheap for who has none, deeper in the background."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
import sqlalchemy as sa

from bot.faq import entries, matcher, negatives
from bot.faq.book import FEW, NOT_YET, SWITCHED_OFF, Books
from bot.faq.calibration import ENOUGH
from bot.faq.encoder import Encoder, Unfit
from bot.faq.entry import Entry
from bot.faq.grams import Weights
from bot.faq.outcome import Eagerness
from bot.faq.scores import KEPT_DAYS, UNLIKE, prune
from bot.storage import Database
from bot.storage.schema import faq_scores
from tests.activity import updates as u

OTHERS = -1009
NOW = float(u.START)
DAY = 86_400
ASKED = "where can I buy tickets?"


class Letters:
    """An encoder that knows but the first letters of a text; it counts what it is asked."""

    name = "letters"

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> Weights:
        """Return a row for each text, of length 1."""
        self.asked += len(texts)
        rows = np.full((len(texts), 512), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[[ord(letter) % 512 for letter in text[:40]]] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def unfit() -> Encoder:
    raise Unfit("not installed")


async def save(
    database: Database, name: str = "tickets", *phrasings: str, chat: int = u.GROUP
) -> Entry:
    async with database.write() as tx:
        return await entries.add(
            tx, chat, name, phrasings or (ASKED,), {"en": "At the door."}, by=7, now=NOW
        )


async def look(books: Books, database: Database, *chats: int) -> None:
    async with database.read() as tx:
        await books.look(tx, chats or (u.GROUP,))


async def test_in_a_group_without_entries_nothing_is_worth_a_look(database: Database) -> None:
    books = Books(database, None)
    await save(database, chat=OTHERS)
    await look(books, database)
    assert not books.lets_through(u.GROUP, ASKED)
    assert not books.lets_through(-12345, ASKED)


async def test_questions_come_through_before_the_book_is_read_and_requests_after(
    database: Database,
) -> None:
    books = Books(database, None)
    await save(database, "signup", "send me the signup link")
    await look(books, database)
    assert books.lets_through(u.GROUP, "when does it start?")
    assert not books.lets_through(u.GROUP, "haha same here")
    await books.refresh()
    assert books.lets_through(u.GROUP, "please send the signup link")


async def test_what_the_gate_stops_is_counted_as_chatter_and_what_was_looked_at_by_its_score(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1))
    books = Books(database, None)
    await save(database)
    await books.refresh()
    assert not books.lets_through(u.GROUP, "zzz")
    for score in (None, -0.337, 0.5, 99.0):
        books.tally.note(u.GROUP, score)
    await books.learn(NOW)
    books.tally.note(u.GROUP, -0.337)
    await books.learn(NOW + 60)
    await books.learn(NOW + 120)
    async with database.read() as tx:
        rows = await tx.execute(sa.select(faq_scores).order_by(faq_scores.c.hundredth))
        counts = {row.hundredth: row._mapping["count"] for row in rows}
    assert counts == {UNLIKE: 2, -34: 2, 50: 1, 300: 1}


async def test_enough_chatter_makes_thresholds_of_its_own_and_old_days_fade(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1))
    books = Books(database, None)
    learnt = await books.learnt(u.GROUP, NOW)
    assert not learnt.at(Eagerness.NORMAL).own
    for _ in range(ENOUGH):
        books.tally.note(u.GROUP, None)
    for step in range(400):
        books.tally.note(u.GROUP, step / 1000)
    await books.learn(NOW)
    then = (await books.learnt(u.GROUP, NOW)).at(Eagerness.NORMAL)
    assert then.own
    assert then.seen == ENOUGH + 400
    # Weeks later it is another group, in which nothing comes near.
    for _ in range(ENOUGH):
        books.tally.note(u.GROUP, -0.4)
    await books.learn(NOW + 14 * DAY)
    later = (await books.learnt(u.GROUP, NOW)).at(Eagerness.NORMAL)
    assert later.seen == 2 * ENOUGH + 400
    assert later.thresholds.suggest < then.thresholds.suggest
    async with database.write() as tx:
        await prune(tx, NOW + (KEPT_DAYS + 2) * DAY)
        kept = await tx.scalar(sa.select(sa.func.sum(faq_scores.c["count"])))
    assert kept == ENOUGH


async def test_letters_serve_at_once_and_meaning_follows(database: Database) -> None:
    encoder = Letters()
    books = Books(database, lambda: encoder)
    await save(database)
    assert not (await books.of(u.GROUP)).matcher.semantic
    assert books.without == NOT_YET
    await books.refresh()
    book = await books.of(u.GROUP)
    assert book.matcher.semantic
    assert books.without == ""
    assert (await books.match(u.GROUP, ASKED, NOW)).candidates[0].evidence.meaning is not None
    await save(database, "doors", "when do the doors open?")
    assert (await books.of(u.GROUP)).matcher.semantic


async def test_many_new_phrasings_are_served_by_their_letters_first(database: Database) -> None:
    books = Books(database, Letters)
    await save(database)
    await books.refresh()
    for number in range(FEW // 20 + 1):
        texts = [f"what about the {number} and the {word}?" for word in range(20)]
        await save(database, f"entry {number}", *texts)
    assert not (await books.of(u.GROUP)).matcher.semantic
    await books.refresh()
    assert (await books.of(u.GROUP)).matcher.semantic


@pytest.mark.parametrize(("load", "why"), [(None, SWITCHED_OFF), (unfit, "not installed")])
async def test_without_an_encoder_letters_alone_serve_and_it_says_why(
    database: Database, load: None, why: str
) -> None:
    books = Books(database, load)
    await save(database)
    await books.refresh()
    await books.refresh()
    assert not (await books.of(u.GROUP)).matcher.semantic
    assert books.without == why
    assert (await books.match(u.GROUP, ASKED, NOW)).candidates


async def test_what_an_entry_does_not_answer_stands_beside_it(database: Database) -> None:
    books = Books(database, None)
    entry = await save(database)
    other = "where can I buy tickets for the train?"
    before = (await books.match(u.GROUP, other, NOW)).candidates[0].score
    async with database.write() as tx:
        assert await negatives.add(tx, u.GROUP, entry.entry_id, other, by=8, now=NOW)
    after = await books.match(u.GROUP, other, NOW)
    assert not after.candidates or after.candidates[0].score < before
    async with database.write() as tx:
        await negatives.take_back(tx, u.GROUP, entry.entry_id, by=8)
    assert (await books.match(u.GROUP, other, NOW)).candidates[0].score == pytest.approx(before)


async def test_of_one_person_one_no_counts_and_an_operators_stays(database: Database) -> None:
    entry = await save(database)
    async with database.write() as tx:
        for text in ("one", "two", "three"):
            await negatives.add(tx, u.GROUP, entry.entry_id, text, by=8, now=NOW)
        await negatives.add(tx, u.GROUP, entry.entry_id, "kept", by=7, now=NOW, kept=True)
        assert not await negatives.add(
            tx, u.GROUP, entry.entry_id, f"  {ASKED.upper()} ", by=9, now=NOW
        )
        assert await negatives.of(tx, u.GROUP) == {entry.entry_id: ["kept", "three"]}
        assert await negatives.of(tx, OTHERS) == {}
        assert await negatives.forget_texts(tx, NOW + 1) == 1
        assert await negatives.of(tx, u.GROUP) == {entry.entry_id: ["kept"]}


async def test_a_large_book_takes_a_change_in_at_once_and_is_made_whole_in_the_background(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matcher, "LARGE", 1)
    encoder = Letters()
    books = Books(database, lambda: encoder)
    await save(database)
    await books.refresh()
    await save(database, "dogs", "may I bring my dog?")
    found = await books.match(u.GROUP, "may I bring my dog?", NOW)
    assert found.candidates[0].evidence.phrasing == "may I bring my dog?"
    assert not found.book.matcher.is_whole
    assert found.book.matcher.semantic
    asked = encoder.asked
    await books.refresh()
    again = await books.match(u.GROUP, "may I bring my dog?", NOW)
    assert again.book.matcher.is_whole
    assert again.candidates[0].score == pytest.approx(found.candidates[0].score, abs=0.05)
    # Nothing was read anew but the question itself.
    assert encoder.asked == asked + 1


async def test_many_who_ask_at_once_read_the_book_once(database: Database) -> None:
    encoder = Letters()
    books = Books(database, lambda: encoder)
    await save(database)
    await books.refresh()
    await save(database, "doors", "when do the doors open?")
    encoder.asked = 0
    found = await asyncio.gather(*(books.of(u.GROUP) for _ in range(8)))
    assert all(book is found[0] for book in found)

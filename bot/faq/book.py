"""What a group answers, ready to be matched: each process keeps its own, and reads it again when it changes.

Matching takes milliseconds of thought and never waits for the database's one writer: it is done beforehand,
in a thread, and whoever then acts on it in a transaction looks whether the book is still the newest.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import structlog

from bot.activity import chats
from bot.activity.questions import is_question
from bot.clock import DAY, Instant
from bot.faq import negatives, scores, votes
from bot.faq.calibration import Learnt
from bot.faq.encoder import Encoder, Unfit, shipped_encoder
from bot.faq.entries import entries
from bot.faq.entry import Entry
from bot.faq.matcher import Candidate, Matcher, build
from bot.faq.scores import Sample, Tally
from bot.faq.versions import all_versions, version, versions
from bot.storage import Database, Tx

log = structlog.get_logger()

# So many new phrasings are read with the encoder at once; of more, a book does without for a moment.
FEW = 60
SWITCHED_OFF = "switched off in the settings (faq.semantic)"
NOT_YET = "not loaded yet"
EVERYWHERE = -1
"""In the place of a topic: among all entries, whether or not they answer now and here."""


@dataclass(frozen=True)
class Book:
    """A group's entries by id, and what finds them, as they were at `version`."""

    version: int
    entries: Mapping[int, Entry]
    matcher: Matcher

    @cached_property
    def _limited(self) -> list[Entry]:
        """Return the entries that do not always answer, or not in every topic."""
        return [entry for entry in self.entries.values() if not entry.is_always_open]

    def match(self, text: str, topic_id: int | None, now: Instant) -> list[Candidate]:
        """Match a text among the entries that answer in a topic at this time."""
        closed: list[int] = []
        if topic_id != EVERYWHERE:
            closed = [each.entry_id for each in self._limited if not each.is_open(topic_id, now)]
        return self.matcher.match(text, closed=closed)

    def open_to(
        self, candidates: Sequence[Candidate], topic_id: int | None, now: Instant
    ) -> list[Candidate]:
        """Return those candidates whose entries answer in a topic at this time."""
        return [each for each in candidates if self.entries[each.entry_id].is_open(topic_id, now)]


@dataclass(frozen=True)
class Match:
    """What the book of a chat has for a text, and what was learnt of the chat."""

    chat_id: int
    text: str
    book: Book
    candidates: Sequence[Candidate]
    learnt: Learnt

    async def is_fresh(self, tx: Tx) -> bool:
        """Say whether the group's entries are still what they were."""
        return await version(tx, self.chat_id) == self.book.version


class Books:
    """The books of all groups, and what was learnt of how people talk there.

    load: returns the encoder, if the meaning of texts is to be looked at.
    """

    def __init__(
        self, database: Database, load: Callable[[], Encoder] | None = shipped_encoder
    ) -> None:
        self.tally = Tally()
        self._database = database
        self._load = load
        self._encoder: Encoder | None = None
        self._without = SWITCHED_OFF if load is None else NOT_YET
        self._books: dict[int, Book] = {}
        self._newest: dict[int, int] = {}
        self._learnt: dict[int, Learnt] = {}
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def without(self) -> str:
        """Return why texts are compared by their letters alone; empty if they are not."""
        return "" if self._encoder is not None else self._without

    async def look(self, tx: Tx, chat_ids: Collection[int]) -> None:
        """Learn which are the newest books of some chats: what `lets_through` goes by."""
        found = await versions(tx, chat_ids)
        for chat_id in chat_ids:
            self._newest[chat_id] = found.get(chat_id, 0)

    def lets_through(self, chat_id: int, text: str) -> bool:
        """Say whether a text that is put to nobody is worth a look: in a group without entries none is.

        What is not is counted as chatter.
        """
        newest = self._newest.get(chat_id, 0)
        if not newest:
            return False
        book = self._books.get(chat_id)
        if book is None or book.version != newest:
            # It is read when the first question comes, or in a moment.
            return is_question(text)
        if not book.entries:
            return False
        if book.matcher.worth_matching(text):
            return True
        self.tally.note(chat_id, None)
        return False

    async def match(
        self, chat_id: int, text: str, now: Instant, topic_id: int | None = EVERYWHERE
    ) -> Match:
        """Return what the newest book of a chat has for a text in a topic; outside of any transaction."""
        book = await self.of(chat_id)
        if book.matcher.semantic:
            found = await asyncio.to_thread(book.match, text, topic_id, now)
        else:
            found = book.match(text, topic_id, now)
        return Match(chat_id, text, book, found, await self.learnt(chat_id, now))

    async def of(self, chat_id: int) -> Book:
        """Return the newest book of a chat; outside of any transaction."""
        async with self._turns[chat_id]:
            async with self._database.read() as tx:
                newest = await version(tx, chat_id)
                book = self._books.get(chat_id)
                if book is not None and book.version == newest:
                    return book
                found = {entry.entry_id: entry for entry in await entries(tx, chat_id)}
                refused = await negatives.of(tx, chat_id)
            matcher = await self._built(found, refused, book)
            self._newest[chat_id] = max(newest, self._newest.get(chat_id, 0))
            book = self._books[chat_id] = Book(newest, found, matcher)
            return book

    async def refresh(self) -> None:
        """Read again what has changed, let new books look at meaning too, and make patched ones whole."""
        async with self._database.read() as tx:
            found = await all_versions(tx)
        self._newest |= found
        for chat_id, newest in found.items():
            if (book := self._books.get(chat_id)) is None or book.version != newest:
                await self.of(chat_id)
        shallow = [chat_id for chat_id, book in self._books.items() if _is_shallow(book)]
        if shallow and await self._encoder_is_here():
            for chat_id in shallow:
                await self._rebuild(chat_id)
        for chat_id in [key for key, book in self._books.items() if not book.matcher.is_whole]:
            await self._rebuild(chat_id)

    async def learnt(self, chat_id: int, now: Instant) -> Learnt:
        """Return what was learnt of how people talk in a chat; outside of any transaction."""
        if chat_id not in self._learnt:
            await self._learn(chat_id, now)
        return self._learnt[chat_id]

    async def learn(self, now: Instant) -> None:
        """Write down what was counted, and learn from it."""
        for chat_id in await self.tally.write_down(self._database, now):
            await self._learn(chat_id, now)

    async def _learn(self, chat_id: int, now: Instant) -> None:
        async with self._database.read() as tx:
            chat = await chats.get(tx, chat_id)
            sample = Sample() if chat is None else await scores.sample(tx, chat, now)
            wrong = await votes.complaints(tx, chat_id, now - scores.KEPT_DAYS * DAY)
        self._learnt[chat_id] = Learnt(sample, wrong)

    async def _built(
        self,
        found: Mapping[int, Entry],
        refused: Mapping[int, Sequence[str]],
        before: Book | None,
    ) -> Matcher:
        """Build a matcher in a thread: with the encoder if it is here and little is new."""
        known = _phrasings(before.entries) if before and before.matcher.semantic else set()
        few = len(_phrasings(found) - known) <= FEW
        return await asyncio.to_thread(
            build,
            {key: entry.phrasings for key, entry in found.items()},
            encoder=self._encoder if few else None,
            negatives=refused,
            previous=before.matcher if before else None,
        )

    async def _rebuild(self, chat_id: int) -> None:
        """Build the matcher of a book as a whole, with the encoder if it is here, however long that takes."""
        book = self._books[chat_id]
        async with self._database.read() as tx:
            refused = await negatives.of(tx, chat_id)
        phrasings = {key: entry.phrasings for key, entry in book.entries.items()}
        matcher = await asyncio.to_thread(
            build,
            phrasings,
            encoder=self._encoder,
            negatives=refused,
            previous=book.matcher,
            whole=True,
        )
        # Unless it has changed meanwhile.
        if self._books[chat_id] is book:
            self._books[chat_id] = replace(book, matcher=matcher)

    async def _encoder_is_here(self) -> bool:
        """Load the encoder, if there is one; once."""
        if self._encoder is None and self._load is not None:
            load, self._load = self._load, None
            try:
                self._encoder = await asyncio.to_thread(load)
            except Unfit as error:
                self._without = str(error)
                log.warning("texts are compared by their letters alone", reason=str(error))
        return self._encoder is not None


def _is_shallow(book: Book) -> bool:
    """Say whether a book looks at the letters of texts alone."""
    return bool(book.entries) and not book.matcher.semantic


def _phrasings(found: Mapping[int, Entry]) -> set[str]:
    return {text for entry in found.values() for text in entry.phrasings}

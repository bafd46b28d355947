"""A group in which questions are asked, as the flywheel's tests need it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.activity import chats, responses
from bot.activity.asked import Question
from bot.activity.chats import Chat
from bot.faq import entries
from bot.faq.entry import Entry
from bot.faq.served import How, Served, record
from bot.storage import Database, Tx
from tests.activity import updates as u

HOUR = 3600.0
NOON = u.START + 12 * HOUR
EVENING = NOON + 6 * HOUR
OLGA, BOB, MING, LEA, IVAN = 7, 8, 9, 10, 11
TICKETS = "where can I buy tickets?"
BUY = "where do i buy tickets"
CHINESE = "哪里可以买票？"
MERCH = "is there a merch stand inside?"


async def ask(
    database: Database,
    number: int,
    text: str = TICKETS,
    by: int = BOB,
    at: float = NOON,
    **more: Any,
) -> None:
    """Let somebody ask something in the group."""
    await u.recorded(database, u.message(number, by, at, text=text, **more), now=at)


async def reply(
    database: Database, number: int, to: int, text: str, by: int = OLGA, at: float = NOON + 60
) -> None:
    """Let somebody reply to a message, and the response be found."""
    await u.recorded(database, u.reply(number, to, by, at, text=text), now=at)
    await responses.settle(database, at)


async def serve(
    database: Database,
    number: int,
    entry_id: int = 1,
    outcome: How = How.ANSWERED,
    at: float = NOON,
    by: int = BOB,
    text: str | None = TICKETS,
) -> None:
    """Let Renao answer a message."""
    async with database.write() as tx:
        row = Served(u.GROUP, number, None, entry_id, by, outcome, 0.5, text, None, at)
        assert await record(tx, row)


async def save(
    database: Database,
    name: str,
    *phrasings: str,
    answers: Mapping[str, str] | None = None,
    at: float = NOON,
) -> Entry:
    """Let Olga write an entry."""
    async with database.write() as tx:
        return await entries.add(
            tx, u.GROUP, name, phrasings, answers or {"en": "At the door."}, by=OLGA, now=at
        )


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[tuple[Tx, Chat]]:
    """Lend a reading transaction and the group."""
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        yield tx, chat


def question(number: int, text: str = TICKETS, by: int = BOB, at: float = NOON) -> Question:
    """Return a question as the record has it."""
    return Question(number, 0, by, int(at), text)

"""Proposals: what is asked often is proposed by itself, and whoever reads the digest is told of it."""

from datetime import time

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.faq import proposals, untold
from bot.faq.proposals import Answered
from bot.jobs.offers import MOST_A_DAY, propose_often, tell
from bot.people import preferences, roles
from bot.reports import readers
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.storage import Database
from bot.storage.schema import messages_out
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
    BUY,
    CHINESE,
    EVENING,
    HOUR,
    IVAN,
    LEA,
    MERCH,
    MING,
    NOON,
    OLGA,
    TICKETS,
    ask,
    question,
    reply,
)  # fmt: skip

ANSWER = Answered("At the <b>door</b>, from 18:00.", 50, LEA)
OTHERS = -1002


async def reads(database: Database, who: int = OLGA, chat_id: int = u.GROUP) -> None:
    """Let somebody be an operator who reads the digest and has started the bot."""
    async with database.write() as tx:
        chat = await chats.get(tx, chat_id)
        assert chat is not None
        await roles.grant(tx, chat_id, who, who, NOON)
        reader = Reader(chat_id, who, who, 0, time(8))
        await readers.subscribe(tx, chat, reader, [Rhythm.DAY], NOON)
        await preferences.started(tx, who, NOON)


async def told(database: Database, to: int = OLGA) -> list[str]:
    async with database.read() as tx:
        query = sa.select(messages_out.c.text).where(messages_out.c.chat_id == to)
        return list(await tx.scalars(query.order_by(messages_out.c.id)))


async def propose(database: Database, *texts: str, chat_id: int = u.GROUP) -> None:
    async with database.write() as tx:
        for number, text in enumerate(texts, start=100):
            await proposals.propose(tx, chat_id, [question(number, text)], ANSWER)


@pytest.fixture
async def group(database: Database) -> None:
    """The group is known."""
    await u.recorded(database, u.promoted(5), u.message(1, LEA, NOON))


@pytest.mark.usefixtures("group")
async def test_what_three_people_ask_is_proposed_once(database: Database) -> None:
    await ask(database, 11, TICKETS, by=BOB)
    await ask(database, 12, BUY, by=BOB)
    await ask(database, 13, TICKETS, by=MING)
    assert await propose_often(database, EVENING) == 0
    await ask(database, 14, BUY, by=IVAN)
    assert await propose_often(database, EVENING) == 1
    assert await propose_often(database, EVENING) == 0
    async with database.read() as tx:
        [found] = await proposals.waiting(tx, u.GROUP)
    assert set(found.questions) == {11, 12, 13, 14}


@pytest.mark.usefixtures("group")
async def test_what_was_answered_or_is_longer_ago_is_not_proposed(database: Database) -> None:
    await ask(database, 11, TICKETS, by=BOB, at=NOON - 14 * 24 * HOUR)
    await ask(database, 12, TICKETS, by=MING)
    await ask(database, 13, TICKETS, by=LEA)
    await ask(database, 14, TICKETS, by=IVAN)
    await reply(database, 15, to=14, text="at the door")
    assert await propose_often(database, EVENING) == 0


@pytest.mark.usefixtures("group")
async def test_who_steers_the_group_and_reads_its_digest_is_told_once(database: Database) -> None:
    await reads(database)
    await propose(database, TICKETS)
    assert await tell(database, [], EVENING) == 1
    assert await tell(database, [], EVENING) == 0
    [text] = await told(database)
    assert "Make it an entry?" in text and TICKETS in text
    assert "At the &lt;b&gt;door&lt;/b&gt;" in text and "In the words of Fan 10" in text


@pytest.mark.usefixtures("group")
async def test_nobody_is_told_at_night(database: Database) -> None:
    await reads(database)
    await propose(database, TICKETS)
    assert await tell(database, [], u.START + 23 * HOUR) == 0
    assert await tell(database, [], u.START + 32 * HOUR) == 1


@pytest.mark.usefixtures("group")
async def test_who_has_had_enough_for_today_or_for_ever_is_left_alone(database: Database) -> None:
    await reads(database)
    texts = [
        "who sings tonight?",
        MERCH,
        TICKETS,
        CHINESE,
        "几点开始",
        "how old is he?",
        "is it far?",
    ]
    await propose(database, *texts)
    assert await tell(database, [], EVENING) == MOST_A_DAY
    assert await tell(database, [], EVENING + HOUR) == 0
    async with database.write() as tx:
        await untold.stop(tx, u.GROUP, OLGA)
    assert await tell(database, [], EVENING + 24 * HOUR) == 0
    async with database.write() as tx:
        await untold.resume(tx, u.GROUP, OLGA)
    assert await tell(database, [], EVENING + 24 * HOUR) == 2


@pytest.mark.usefixtures("group")
async def test_five_a_day_are_of_all_her_groups_together(database: Database) -> None:
    await u.recorded(database, u.message(2, LEA, NOON, chat=u.group(OTHERS, title="Others")))
    await reads(database)
    await reads(database, chat_id=OTHERS)
    await propose(database, "who sings tonight?", MERCH, TICKETS)
    await propose(database, "几点开始", "how old is he?", "is it far?", chat_id=OTHERS)
    assert await tell(database, [], EVENING) == MOST_A_DAY


@pytest.mark.usefixtures("group")
async def test_who_steers_nothing_or_never_started_the_bot_is_told_nothing(
    database: Database,
) -> None:
    await reads(database)
    await propose(database, TICKETS)
    async with database.write() as tx:
        await roles.revoke(tx, u.GROUP, OLGA)
    assert await tell(database, [], EVENING) == 0
    assert await tell(database, [OLGA], EVENING) == 1

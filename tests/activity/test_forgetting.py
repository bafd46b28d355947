"""What the record forgets with time: facts and words go, sums stay, and there is a border to be told by."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import chats, forgetting, pseudonyms, recount
from bot.activity.record import record
from bot.clock import DAY
from bot.clock.zones import parse_zone
from bot.storage import Database
from bot.storage.schema import awaited, chat_days, facts, member_days, members, stale_days
from bot.storage.schema import chats as chats_table
from tests.activity.updates import DEFAULTS, GROUP, START, message, recorded, rows, set_zone

TODAY = START + 20 * DAY + 100


async def forgotten(database: Database, days: int = 7, now: float = TODAY) -> int:
    """Forget all facts that are older than so many days; return how many."""
    gone = 0
    while True:
        async with database.write() as tx:
            some = await forgetting.forget_old_facts(tx, days, now)
        if not some:
            return gone
        gone += some


async def facts_since(database: Database) -> float | None:
    async with database.read() as tx:
        chat = await chats.get(tx, GROUP)
    assert chat is not None
    return chat.facts_since


async def test_old_facts_go_and_what_they_add_up_to_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "FACTS_AT_ONCE", 2)
    await recorded(database, *(message(day, at=START + day * DAY) for day in range(20)))
    await recorded(database, *(message(100 + n, by=2) for n in range(5)))
    before = {table: await rows(database, table) for table in (member_days, chat_days, members)}
    assert await facts_since(database) is None
    assert await forgotten(database) == 18
    assert {row["at"] for row in await rows(database, facts)} == {
        START + day * DAY for day in range(13, 20)
    }
    for table, kept in before.items():
        assert await rows(database, table) == kept
    assert await facts_since(database) == START + 13 * DAY


async def test_days_whose_facts_went_are_neither_compared_nor_counted_anew(
    database: Database,
) -> None:
    await recorded(database, *(message(day, at=START + day * DAY) for day in range(20)))
    before = await rows(database, chat_days)
    await forgotten(database)
    async with database.write() as tx:
        first, last = before[0]["day"], before[-1]["day"]
        assert await recount.recount(tx, GROUP, first, last) == []
        await recount.rebuild(tx, GROUP, first, last)
        chat = await chats.get(tx, GROUP)
    assert await rows(database, chat_days) == before
    assert chat is not None
    assert forgetting.facts_kept_since(chat) == first + 13
    elsewhere = replace(chat, zone=parse_zone("Asia/Shanghai"))
    assert forgetting.facts_kept_since(elsewhere) == first + 14


async def test_days_end_as_the_group_counts_them(database: Database) -> None:
    await recorded(database, message(1, at=START + 13 * DAY - 3600))
    async with database.write() as tx:
        await set_zone(tx, GROUP, parse_zone("Europe/Berlin"))
        # Whatever else a change of the zone takes is done.
        await tx.execute(sa.update(chats_table).values(zone="Europe/Berlin", next_zone=None))
        await tx.execute(sa.delete(stale_days))
    assert await forgotten(database) == 0
    assert await forgotten(database, now=TODAY + DAY) == 1


async def test_days_that_are_still_to_be_counted_keep_their_facts(database: Database) -> None:
    await recorded(database, message(1))
    async with database.write() as tx:
        await tx.execute(sa.insert(stale_days).values(chat_id=GROUP, day=1))
    assert await forgotten(database) == 0
    async with database.write() as tx:
        await tx.execute(sa.delete(stale_days))
        await tx.execute(sa.update(chats_table).values(next_zone="Asia/Shanghai"))
    assert await forgotten(database) == 0
    async with database.write() as tx:
        await tx.execute(sa.update(chats_table).values(next_zone=None))
    assert await forgotten(database) == 1


async def test_the_border_never_moves_back(database: Database) -> None:
    await recorded(database, message(1), message(2, at=START + 9 * DAY))
    await forgotten(database, days=7)
    assert await facts_since(database) == START + 13 * DAY
    await recorded(database, message(3, at=START))
    await forgotten(database, days=15)
    assert await facts_since(database) == START + 13 * DAY


async def test_questions_lose_their_words_and_stay_questions(database: Database) -> None:
    question = {"chat_id": GROUP, "user_id": 1, "is_question": True, "text": "where?"}
    async with database.write() as tx:
        for number, at in ((1, START), (2, TODAY)):
            await tx.execute(sa.insert(awaited).values(question | {"message_id": number, "at": at}))
        assert await forgetting.forget_question_texts(tx, START + DAY) == 1
        assert await forgetting.forget_question_texts(tx, START + DAY) == 0
    kept = await rows(database, awaited)
    assert [(row["text"], row["is_question"]) for row in kept] == [(None, True), ("where?", True)]


async def test_where_names_are_not_kept_none_is_written_and_old_ones_go(
    database: Database,
) -> None:
    await recorded(database, message(1, by=1), message(2, by=2))
    async with database.write() as tx:
        nameless = replace(DEFAULTS, names=False)
        await record(tx, [message(3, by=3), message(4, by=1)], START, nameless)
    assert [row["first_name"] for row in await rows(database, members)] == ["", "Fan 2", ""]
    async with database.write() as tx:
        assert await forgetting.forget_names(tx) == 1
    assert [row["first_name"] for row in await rows(database, members)] == ["", "", ""]


@given(st.randoms())
def test_a_pseudonym_is_nobodys_id_and_exact_as_a_float(random: object) -> None:
    pseudonym = pseudonyms.draw(random)
    assert pseudonyms.is_pseudonym(pseudonym)
    assert pseudonym >= 2**52
    assert int(float(pseudonym)) == pseudonym
    assert not pseudonyms.is_pseudonym(2**52 - 1)

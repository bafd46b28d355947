"""First responses, as they are found in what was recorded: soon, late, once more, and for good."""

import random
from pathlib import Path
from typing import Any

import pytest

from bot.activity import responses, waits
from bot.activity.answers import Waiting
from bot.activity.conversation import conversation
from bot.activity.forgetting import forget
from bot.activity.period import Period
from bot.activity.rates import Rate
from bot.activity.wire import Update
from bot.storage import Database
from bot.storage.schema import awaited
from tests.activity import exports as e
from tests.activity import updates as u
from tests.activity.groups import in_group

MINUTE, HOUR, DAY = 60, 3600, 86400
TODAY = u.START // DAY
SETTLED = u.START + 2 * DAY


def question(number: int, by: int = 1, at: float = u.START, **more: Any) -> Update:
    return u.message(number, by=by, at=at, text="When does it start?", **more)


async def known(database: Database) -> dict[int, tuple[int | None, bool, bool]]:
    """Return the response to each message that awaits one, if it is in line, and if its row is closed."""
    rows = await u.rows(database, awaited)
    return {row["message_id"]: (row["response_id"], row["in_line"], row["closed"]) for row in rows}


async def people_in(database: Database) -> tuple[set[int], int | None]:
    """Return who asked or responded anywhere, and the response to message 10."""
    rows = await u.rows(database, awaited)
    people = {row[name] for row in rows for name in ("user_id", "response_by")}
    return people - {None}, (await known(database))[10][0]


async def test_what_comes_in_the_last_minutes_is_found_by_a_look(database: Database) -> None:
    await u.recorded(database, question(10), u.message(11, by=2, at=u.START + MINUTE))
    assert await responses.look(database, u.START + 2 * MINUTE) == 1
    assert (await known(database))[10] == (11, True, False)
    # A reply hours later goes before what was in line.
    await u.recorded(database, u.reply(12, to=10, by=3, at=u.START + 5 * HOUR))
    assert await responses.look(database, u.START + 5 * HOUR + MINUTE) == 1
    assert (await known(database))[10] == (12, False, False)
    assert await responses.look(database, u.START + 5 * HOUR + MINUTE) == 0


async def test_a_reply_that_was_missed_is_found_when_all_is_looked_through(
    database: Database,
) -> None:
    await u.recorded(database, question(10), u.reply(12, to=10, by=3, at=u.START + HOUR))
    assert await responses.look(database, u.START + 5 * HOUR) == 0
    assert await responses.settle(database, u.START + 5 * HOUR) == 1
    assert (await known(database))[10] == (12, False, False)


@pytest.mark.parametrize("forgotten", [1, 2])
async def test_who_is_forgotten_between_look_and_writing_is_not_written_down(
    database: Database, forgotten: int
) -> None:
    await u.recorded(database, question(10), u.reply(11, to=10, by=2, at=u.START + MINUTE))
    waiting = Waiting(10, 1, u.START, 0)
    async with database.read() as tx:
        found = await responses.responses_to(tx, u.GROUP, [waiting])
    async with database.write() as tx:
        await forget(tx, u.GROUP, forgotten, -7)
    async with database.write() as tx:
        await responses.write(tx, u.GROUP, [(waiting, found[10], False)])
    assert await people_in(database) == ({1, 2} - {forgotten} | {-7}, None)
    assert await responses.look(database, u.START + 2 * MINUTE) == 1
    assert await people_in(database) == ({1, 2} - {forgotten} | {-7}, 11)


async def test_after_two_days_a_row_is_closed_and_looked_at_no_more(database: Database) -> None:
    await u.recorded(database, question(10))
    await responses.settle(database, SETTLED - 1)
    assert (await known(database))[10] == (None, False, False)
    await responses.settle(database, SETTLED)
    assert (await known(database))[10] == (None, False, True)
    await u.recorded(database, u.reply(12, to=10, by=3, at=u.START + HOUR))
    assert await responses.settle(database, SETTLED) == 0
    async with database.write() as tx:
        await responses.reopen(tx, u.GROUP, u.START + HOUR, u.START + HOUR)
    assert await responses.settle(database, SETTLED) == 1
    assert (await known(database))[10] == (12, False, True)


async def test_an_export_may_hold_the_response_to_what_was_settled(
    database: Database, tmp_path: Path
) -> None:
    live = u.group(e.GROUP)
    await u.recorded(database, question(10, chat=live))
    await responses.settle(database, SETTLED)
    exported = e.chat(e.message(11, 2, u.START + MINUTE, reply_to_message_id=10))
    await e.taken(database, e.write(tmp_path / "result.json", exported))
    await responses.settle(database, e.LATER)
    assert (await known(database))[10] == (11, False, True)


async def test_neither_a_bot_nor_a_chat_nor_a_reaction_nor_another_group_responds(
    database: Database,
) -> None:
    bot = u.user(99, is_bot=True)
    await u.recorded(
        database,
        question(10),
        u.reply(11, to=10, **{"from": bot}),
        u.reply(12, to=10, sender_chat=u.group()),
        u.reaction(50, to=10, by=2),
        u.reply(13, to=10, by=2, chat=u.group(-5)),
        u.reply(14, to=10, by=1),
    )
    await responses.settle(database, SETTLED)
    assert (await known(database))[10] == (None, False, True)


async def test_many_open_rows_are_looked_through_in_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "ROWS_AT_ONCE", 2)
    asked = [question(10 + number, by=number % 3 + 1) for number in range(5)]
    late = [question(20 + number, at=u.START + 9 * HOUR + number) for number in range(3)]
    replies = [u.reply(number + 100, to=number, by=9) for number in (10, 12, 14)]
    await u.recorded(database, *asked, *late, *replies)
    await responses.settle(database, SETTLED)
    found = await known(database)
    assert [number for number in found if found[number][0] == number + 100] == [10, 12, 14]
    assert [number for number in found if not found[number][2]] == [20, 21, 22]


def crowd() -> list[Update]:
    """Return some days of questions, replies and talk, the same each time."""
    dice = random.Random(5)
    told = []
    at = u.START
    for number in range(1, 200):
        at += dice.randrange(HOUR)
        by, to = dice.randint(1, 5), number - dice.randint(1, 3)
        chosen = dice.random()
        if chosen < 0.3:
            told.append(question(number, by, at))
        elif chosen < 0.6:
            told.append(u.reply(number, to, by, at))
        else:
            told.append(u.message(number, by, at))
    return told


async def test_rows_made_anew_are_those_that_grew_in_any_order(database: Database) -> None:
    told = crowd()
    random.Random(6).shuffle(told)
    now = u.START
    for start in range(0, len(told), 40):
        await u.recorded(database, *told[start : start + 40])
        now += 2 * DAY
        await responses.look(database, now)
        await responses.settle(database, now)
    now = u.START + 20 * DAY
    async with database.write() as tx:
        await responses.reopen(tx, u.GROUP, u.START, now)
    await responses.settle(database, now)
    grown = await u.rows(database, awaited)
    assert len([row for row in grown if row["response_id"]]) > 20
    for period in (Period(TODAY + 2, TODAY + 3), Period(TODAY, TODAY + 8)):
        async with in_group(database) as (_, chat):
            pass
        async with database.write() as tx:
            await waits.recompute(tx, chat, period, now)
        assert await u.rows(database, awaited) == grown


async def test_rows_that_were_lost_are_made_anew_and_what_is_none_goes(database: Database) -> None:
    told = crowd()
    await u.recorded(database, *told)
    now = u.START + 20 * DAY
    await responses.settle(database, now)
    grown = await u.rows(database, awaited)
    async with in_group(database) as (_, chat):
        pass
    async with database.write() as tx:
        await tx.execute(awaited.delete().where(awaited.c.message_id % 3 == 0))
        await tx.execute(awaited.update().values(is_first=True, is_question=True))
        await waits.recompute(tx, chat, Period(TODAY, TODAY + 8), now)
    remade = await u.rows(database, awaited)
    # Only what was asked is lost with the row.
    for row in (*grown, *remade):
        row.pop("text")
    assert remade == grown


async def test_a_groups_conversation_by_hand(database: Database) -> None:
    noon = u.START + 12 * HOUR
    await u.recorded(
        database,
        question(10, by=1, at=noon),  # a first message, answered in line
        u.message(11, by=2, at=noon + MINUTE),  # a first message, left alone
        question(20, by=2, at=noon + 2 * HOUR),  # replied to
        u.reply(21, to=20, by=1, at=noon + 2 * HOUR + 5 * MINUTE),
        question(30, by=1, at=noon + 4 * HOUR),  # never
    )
    await responses.settle(database, SETTLED)
    async with in_group(database) as (tx, chat):
        found = await conversation(tx, chat, Period(TODAY, TODAY), SETTLED)
        elsewhere = await conversation(tx, chat, Period(TODAY, TODAY), SETTLED, topic=7)
    assert (found.questions, found.median, found.p90) == (3, 3 * MINUTE, 5 * MINUTE)
    assert found.response_rates[HOUR] == Rate(2, 3)
    assert found.unanswered == Rate(1, 3)
    assert found.first_replies == Rate(1, 2)
    assert elsewhere.questions == 0

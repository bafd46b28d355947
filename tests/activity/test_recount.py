"""Rows counted anew: differences are found, rows rebuilt, days checked and mended."""

from random import Random

import sqlalchemy as sa

from bot.activity import checking, recount
from bot.activity.checking import Off
from bot.activity.recount import Difference
from bot.storage import Database
from bot.storage.schema import (
    chat_days,
    chat_hours,
    member_days,
    moves,
    received_days,
    recounts,
    stale_days,
)
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
TABLES = (member_days, chat_days, chat_hours, received_days, moves)


async def spoil(database: Database) -> None:
    """Store one message too many for member 7."""
    async with database.write() as tx:
        mine = sa.and_(member_days.c.chat_id == u.GROUP, member_days.c.user_id == 7)
        await tx.execute(sa.update(member_days).where(mine).values(messages=3))


async def differences(database: Database, first: int, last: int) -> list[Difference]:
    async with database.read() as tx:
        return await recount.recount(tx, u.GROUP, first, last)


async def everything(database: Database) -> list[list[dict[str, object]]]:
    return [await u.rows(database, table) for table in TABLES]


async def talk(database: Database) -> None:
    """Fill every table that follows from facts on two days."""
    for day in (0, 1):
        at = u.START + day * DAY + 3600
        await u.recorded(
            database,
            u.message(10 * day + 1, by=7, at=at),
            u.reply(10 * day + 2, to=10 * day + 1, by=8, at=at),
            u.reaction(50 + day, to=10 * day + 1, by=8, at=at),
            u.joined(60 + day, 9, at=at),
        )


async def test_a_wrong_row_is_named_with_both_counts(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=7))
    await spoil(database)
    found = await differences(database, TODAY, TODAY)
    assert found == [Difference("member_days", TODAY, (7, 0), "messages", 3, 2)]


async def test_rows_for_nothing_and_missing_rows_are_differences(database: Database) -> None:
    await talk(database)
    async with database.write() as tx:
        for table in (member_days, chat_hours, received_days, moves):
            await tx.execute(sa.delete(table))
        await tx.execute(sa.update(chat_days).values(topic_id=5))
    found = await differences(database, TODAY, TODAY)
    kinds = {(each.table, each.column, each.stored, each.recounted) for each in found}
    assert {
        ("member_days", "messages", 0, 1),
        ("chat_hours", "acts", 0, 3),
        ("received_days", "replies", 0, 1),
        ("received_days", "reactions", 0, 1),
        ("moves", "joined", 0, 1),
        ("chat_days", "messages", 2, 0),
        ("chat_days", "messages", 0, 2),
    } <= kinds


async def test_a_row_without_acts_would_make_somebody_active_so_it_is_a_difference(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=7))
    async with database.write() as tx:
        row = {"chat_id": u.GROUP, "day": TODAY, "user_id": 8, "topic_id": 0}
        await tx.execute(sa.insert(member_days).values(row))
    found = await differences(database, TODAY, TODAY)
    assert found == [Difference("member_days", TODAY, (8, 0), "active", 1, 0)]


async def test_a_rebuild_makes_all_rows_right_and_leaves_other_days_alone(
    database: Database,
) -> None:
    await talk(database)
    right = await everything(database)
    async with database.write() as tx:
        for table in (chat_days, chat_hours, received_days, moves):
            await tx.execute(sa.delete(table))
    await spoil(database)
    async with database.write() as tx:
        await recount.rebuild(tx, u.GROUP, TODAY, TODAY)
    assert await differences(database, TODAY, TODAY) == []
    assert await differences(database, TODAY + 1, TODAY + 1) != []
    async with database.write() as tx:
        await recount.rebuild(tx, u.GROUP, TODAY + 1, TODAY + 1)
    assert await everything(database) == right


async def test_yesterday_and_a_random_day_before_are_recounted_once_for_each_group(
    database: Database,
) -> None:
    await u.recorded(
        database,
        u.message(1, by=7),
        u.message(1, chat=u.group(-2)),
        u.message(2, by=7, at=u.START - 5 * DAY),
    )
    await spoil(database)
    random, tomorrow = Random(1), u.START + DAY + 60
    done = [await checking.check_next(database, random, tomorrow) for _ in range(3)]
    assert done == [True, True, False]
    checked = await u.rows(database, recounts)
    mine = [row["day"] for row in checked if row["chat_id"] == u.GROUP]
    assert mine[-1] == TODAY
    assert TODAY - 5 <= mine[0] < TODAY
    async with database.read() as tx:
        # Two messages too many, of one: for the member, the group and the hour (there an act, too).
        assert await checking.error_of(tx, u.GROUP, TODAY, TODAY) == 2 / 4
        assert await checking.error_of(tx, -2, TODAY, TODAY) == 0
        found = await checking.off(tx, u.GROUP)
        assert found is not None
        assert found.latest == TODAY
        assert await checking.off(tx, -2) is None
    assert await checking.check_next(database, random, tomorrow + DAY)


async def test_what_is_mended_is_off_no_more(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7))
    await spoil(database)
    async with database.write() as tx:
        await checking.check(tx, u.GROUP, TODAY, u.START)
        assert await checking.off(tx, u.GROUP) == Off(1, TODAY, TODAY)
        assert await checking.off(tx, u.GROUP, TODAY + 1) is None
        assert await checking.mend(tx, u.GROUP, TODAY, u.START)
        assert await checking.off(tx, u.GROUP) is None


async def test_days_that_are_known_to_need_it_are_rebuilt_the_newest_first(
    database: Database,
) -> None:
    await talk(database)
    right = await everything(database)
    async with database.write() as tx:
        for table in (member_days, chat_hours, received_days):
            await tx.execute(sa.delete(table))
        days = [{"chat_id": u.GROUP, "day": TODAY + day} for day in (0, 1)]
        await tx.execute(sa.insert(stale_days), days)
    assert await checking.rebuild_stale(database, u.START)
    assert await differences(database, TODAY + 1, TODAY + 1) == []
    assert await differences(database, TODAY, TODAY) != []
    assert await checking.rebuild_stale(database, u.START)
    assert not await checking.rebuild_stale(database, u.START)
    assert await everything(database) == right

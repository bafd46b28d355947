"""Rows counted anew: differences are found, rows rebuilt, zones changed."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.activity import chats, recount
from bot.activity.recount import Difference
from bot.activity.zone import set_zone
from bot.storage import Database
from bot.storage.schema import chat_days, member_days
from tests.activity import updates as u

TODAY = u.START // 86400


async def spoil(database: Database) -> None:
    """Store one message too many for member 7."""
    async with database.write() as tx:
        mine = sa.and_(member_days.c.chat_id == u.GROUP, member_days.c.user_id == 7)
        await tx.execute(sa.update(member_days).where(mine).values(messages=3))


async def test_a_wrong_row_is_named_with_both_counts(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=7))
    await spoil(database)
    async with database.read() as tx:
        differences = await recount.recount(tx, u.GROUP, TODAY, TODAY)
    assert differences == [Difference("member_days", TODAY, (7, 0), "messages", 3, 2)]


async def test_rows_for_nothing_and_missing_rows_are_differences(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7))
    async with database.write() as tx:
        await tx.execute(sa.delete(member_days))
        await tx.execute(sa.update(chat_days).values(topic_id=5))
        differences = await recount.recount(tx, u.GROUP, TODAY, TODAY)
    found = [(each.table, each.key, each.stored, each.recounted) for each in differences]
    assert found == [
        ("chat_days", (0,), 0, 1),
        ("chat_days", (5,), 1, 0),
        ("member_days", (7, 0), 0, 1),
    ]


async def test_a_rebuild_makes_the_rows_right_and_leaves_other_days_alone(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=7, at=u.START + 86400))
    await spoil(database)
    async with database.write() as tx:
        await recount.rebuild(tx, u.GROUP, TODAY, TODAY)
        differences = await recount.recount(tx, u.GROUP, TODAY, TODAY + 1)
    assert [(each.day, each.stored) for each in differences] == [(TODAY + 1, 3)]


async def test_another_zone_moves_acts_to_other_days(database: Database) -> None:
    late = u.START + 20 * 3600
    await u.recorded(
        database, u.message(1, at=u.START), u.message(2, at=late), u.joined(1, 7, late)
    )
    async with database.write() as tx:
        await set_zone(tx, u.GROUP, ZoneInfo("Asia/Shanghai"))
        chat = await chats.get(tx, u.GROUP)
        assert await recount.recount(tx, u.GROUP, TODAY - 2, TODAY + 3) == []
    assert chat is not None
    assert chat.zone.key == "Asia/Shanghai"
    rows = await u.rows(database, chat_days)
    assert [(row["day"], row["messages"], row["joined"]) for row in rows] == [
        (TODAY, 1, 0),
        (TODAY + 1, 1, 1),
    ]
    async with database.write() as tx:
        await set_zone(tx, u.GROUP, ZoneInfo("UTC"))
    assert [row["messages"] for row in await u.rows(database, chat_days)] == [2]


async def test_yesterday_is_recounted_once_for_each_group(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(1, chat=u.group(-2)))
    await spoil(database)
    tomorrow = u.START + 86400 + 60
    assert [await recount.check_yesterday(database, tomorrow) for _ in range(3)] == [
        True,
        True,
        False,
    ]
    async with database.read() as tx:
        # Two of three are too many: |3 - 1| ÷ (1 for the member + 1 for the chat).
        assert await recount.error_of(tx, u.GROUP, TODAY, TODAY) == 1.0
        assert await recount.error_of(tx, -2, TODAY, TODAY) == 0.0
    assert await recount.check_yesterday(database, tomorrow + 86400)

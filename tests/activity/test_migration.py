"""A group that becomes a supergroup keeps its record, whichever end tells first and however often."""

from zoneinfo import ZoneInfo

import pytest

from bot.activity import chats, members, polls, recount, waits
from bot.activity.migration import carry_over
from bot.activity.period import Period
from bot.activity.wire import Update
from bot.storage import Database
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    facts,
    member_days,
    moves,
    received_days,
    standings,
    uncredited,
)
from bot.storage.schema import members as members_table
from tests.activity import updates as u

OLD, NEW = -77, u.GROUP
TODAY = u.START // 86400
CARRIED = (
    awaited,
    chat_days,
    chat_hours,
    facts,
    member_days,
    moves,
    received_days,
    standings,
    uncredited,
    members_table,
)
SMALL = {"id": OLD, "type": "group", "title": "Fans"}


def before(number: int, by: int = 1, at: float = u.START) -> Update:
    return u.message(number, by, at, chat=SMALL)


LEAVING = u.message(9, text=None, chat=SMALL, migrate_to_chat_id=NEW)
ARRIVING = u.message(1, text=None, migrate_from_chat_id=OLD)


async def move(database: Database) -> None:
    async with database.write() as tx:
        await carry_over(tx, OLD, NEW)


async def counted(database: Database) -> tuple[int, int]:
    """Return the stored messages of the supergroup, with no difference to the recount, and all facts."""
    async with database.read() as tx:
        assert await recount.recount(tx, NEW, TODAY - 3, TODAY + 3) == []
    days = await u.rows(database, chat_days)
    assert {row["chat_id"] for row in days} <= {NEW}
    return sum(row["messages"] for row in days), len(await u.rows(database, facts))


async def test_an_album_that_asks_is_its_first_part_also_when_all_is_made_anew(
    database: Database,
) -> None:
    album = {"text": None, "photo": [{}], "media_group_id": "a", "chat": SMALL}
    asking = u.message(5, 7, caption="when does it start?", **album)
    await u.recorded(database, before(1, by=7), asking, u.message(6, 7, **album))
    await move(database)
    grown = await u.rows(database, awaited)
    assert sorted(row["message_id"] for row in grown) == [-5, -1]
    async with database.write() as tx:
        chat = await chats.get(tx, NEW)
        assert chat is not None
        await waits.recompute(tx, chat, Period(TODAY, TODAY), u.START)
    assert await u.rows(database, awaited) == grown


async def test_everything_stands_under_the_new_id(database: Database) -> None:
    await u.recorded(database, before(1, by=7), before(2, by=8), LEAVING)
    async with database.write() as tx:
        await polls.posted(tx, "p", OLD, 3)
        await chats.set_language(tx, OLD, "zh-CN")
        await chats.set_welcomed(tx, OLD, u.START)
    await u.recorded(database, ARRIVING, u.message(2, by=7, at=u.START + 60))
    await move(database)
    assert await counted(database) == (3, 5)
    for table in (facts, member_days, chat_days, members_table):
        assert {row["chat_id"] for row in await u.rows(database, table)} == {NEW}
    assert sorted(row["ref"] for row in await u.rows(database, facts)) == [-9, -2, -1, 1, 2]
    async with database.read() as tx:
        known = await chats.many(tx, [OLD, NEW])
        member = await members.get(tx, NEW, 7)
        assert [chat.chat_id for chat in await chats.groups(tx)] == [NEW]
    assert (known[OLD].status, known[OLD].migrated_to) == ("migrated", NEW)
    assert (known[NEW].language, known[NEW].welcomed_at) == ("zh-CN", u.START)
    assert member is not None
    assert (member.first_act, member.last_act) == (u.START, u.START + 60)
    assert await u.recorded(database, u.voted(1, by=7)) == 1


@pytest.mark.parametrize("first", [LEAVING, ARRIVING])
async def test_either_end_may_tell_first_and_both_may_tell_twice(
    database: Database, first: Update
) -> None:
    second = ARRIVING if first is LEAVING else LEAVING
    await u.recorded(database, before(1, by=7))
    await u.recorded(database, first)
    await move(database)
    await u.recorded(database, u.message(2, by=7), second)
    await move(database)
    await u.recorded(database, first, second)
    await move(database)
    assert await counted(database) == (2, 4)


async def test_what_comes_late_or_again_from_the_old_group_is_recorded_once(
    database: Database,
) -> None:
    await u.recorded(database, before(1, by=7), LEAVING)
    await move(database)
    await u.recorded(database, before(1, by=7), before(2, by=7))
    assert await counted(database) == (2, 3)
    async with database.read() as tx:
        known = await chats.many(tx, [OLD, NEW])
    assert (known[OLD].status, known[NEW].kind) == ("migrated", "supergroup")


async def test_the_days_of_both_are_those_of_the_zone_that_was_set(database: Database) -> None:
    late = u.START + 20 * 3600
    await u.recorded(database, before(1, at=late))
    async with database.write() as tx:
        await u.set_zone(tx, OLD, ZoneInfo("Asia/Shanghai"))
    await u.recorded(database, u.message(2, at=late))
    await move(database)
    assert await counted(database) == (2, 2)
    assert [row["day"] for row in await u.rows(database, chat_days)] == [TODAY + 1]


async def test_a_group_never_heard_of_has_nothing_to_carry(database: Database) -> None:
    await move(database)
    async with database.read() as tx:
        assert await chats.many(tx, [OLD, NEW]) == {}


async def test_all_that_follows_from_facts_goes_along(database: Database) -> None:
    question = {"chat": SMALL, "text": "when does it start?"}
    await u.recorded(
        database,
        u.message(3, by=7, **question),
        u.reply(4, to=3, by=8, chat=SMALL),
        u.reply(6, to=5, by=8, chat=SMALL),
        u.update(50, chat_member=u.change(50, 9, "left", "member") | {"chat": SMALL}),
        u.update(51, my_chat_member=u.change(51, 99, "left", "member") | {"chat": SMALL}),
    )
    await u.recorded(database, u.message(2, by=7, at=u.START + 60), ARRIVING)
    await move(database)
    for table in CARRIED:
        assert {row["chat_id"] for row in await u.rows(database, table)} == {NEW}, table.name
    waiting = await u.rows(database, awaited)
    assert [(row["message_id"], row["is_question"], row["is_first"]) for row in waiting] == [
        (-4, False, True),
        (-3, True, True),
    ]
    assert [(row["user_id"], row["replies"]) for row in await u.rows(database, received_days)] == [
        (7, 1)
    ]
    # A message of the old group that comes late finds who has answered it.
    await u.recorded(database, before(5, by=7))
    assert await u.rows(database, uncredited) == []
    assert [row["replies"] for row in await u.rows(database, received_days)] == [2]

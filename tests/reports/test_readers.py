"""Digests leave once a day, at the group's hour, whatever happens in between."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.people import preferences, roles
from bot.reports import readers
from bot.storage import Database
from bot.storage.schema import messages_out
from tests.activity import updates as u

DAY = 86400
HOUR = 3600
OLGA, ALICE = 100, 101
EIGHT = time(8)


async def subscribe(
    database: Database, who: int = OLGA, at: time = EIGHT, now: float = u.START, chat: int = u.GROUP
) -> int:
    async with database.write() as tx:
        known = await chats.get(tx, chat)
        assert known is not None
        await roles.grant(tx, chat, who, by=1, now=now)
        return await readers.subscribe(tx, known, who, at, now) - u.START // DAY


async def sent(database: Database) -> list[int]:
    """Return to whom messages are waiting to go, in the order in which they were put."""
    async with database.read() as tx:
        return list(await tx.scalars(sa.select(messages_out.c.chat_id).order_by(messages_out.c.id)))


@pytest.fixture(autouse=True)
async def a_group(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7))


async def test_a_digest_leaves_at_its_hour_once(database: Database) -> None:
    assert await subscribe(database) == 0
    assert not await readers.send_due(database, (), u.START + 8 * HOUR - 1)
    assert await readers.send_due(database, (), u.START + 8 * HOUR)
    assert not await readers.send_due(database, (), u.START + 8 * HOUR)
    assert not await readers.send_due(database, (), u.START + 23 * HOUR)
    assert await readers.send_due(database, (), u.START + DAY + 9 * HOUR)
    assert await sent(database) == [OLGA, OLGA]


async def test_who_subscribes_after_the_hour_gets_the_first_one_tomorrow(
    database: Database,
) -> None:
    assert await subscribe(database, now=u.START + 9 * HOUR) == 1
    assert not await readers.send_due(database, (), u.START + 10 * HOUR)
    assert await readers.send_due(database, (), u.START + DAY + 8 * HOUR)


async def test_who_steers_the_group_no_more_gets_no_digest(database: Database) -> None:
    await subscribe(database)
    async with database.write() as tx:
        await roles.revoke(tx, u.GROUP, OLGA)
    assert not await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await readers.send_due(database, (OLGA,), u.START + 8 * HOUR)


async def test_of_missed_days_only_the_latest_is_caught_up(database: Database) -> None:
    await subscribe(database)
    await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await readers.send_due(database, (), u.START + 5 * DAY + 12 * HOUR)
    assert not await readers.send_due(database, (), u.START + 5 * DAY + 12 * HOUR)
    assert len(await sent(database)) == 2


async def test_a_crash_before_the_commit_neither_skips_nor_doubles(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribe(database)

    async def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(readers, "put", dies)
        await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == []
    assert await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [OLGA]


async def test_a_group_whose_digest_fails_holds_no_other_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await u.recorded(database, u.message(1, chat=u.group(-2, title="A")))
    await subscribe(database, chat=-2)
    await subscribe(database, ALICE)
    compose = readers.compose

    async def fails_for_one(tx: object, chat_id: int, *rest: object) -> str:
        if chat_id == -2:
            raise ZeroDivisionError
        return await compose(tx, chat_id, *rest)

    monkeypatch.setattr(readers, "compose", fails_for_one)
    assert await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [ALICE]


async def test_the_hour_is_the_groups_own(database: Database) -> None:
    async with database.write() as tx:
        await u.set_zone(tx, u.GROUP, ZoneInfo("Asia/Shanghai"))
    # It is eight in the morning in Shanghai when the test begins: today's hour has come.
    assert await subscribe(database, at=time(9)) == 0
    assert not await readers.send_due(database, (), u.START + HOUR - 1)
    assert await readers.send_due(database, (), u.START + HOUR)


async def test_each_reader_is_told_in_her_language(database: Database) -> None:
    await subscribe(database)
    await subscribe(database, ALICE)
    async with database.write() as tx:
        await preferences.choose_language(tx, ALICE, "zh-CN")
    await readers.send_due(database, (), u.START + DAY + 8 * HOUR)
    async with database.read() as tx:
        rows = await tx.execute(sa.select(messages_out.c.chat_id, messages_out.c.text))
        texts = {row.chat_id: row.text for row in rows}
    assert "Active members" in texts[OLGA]
    assert "活跃成员" in texts[ALICE]


async def test_a_reader_may_change_the_hour_or_stop(database: Database) -> None:
    await subscribe(database)
    await subscribe(database, at=time(20))
    async with database.read() as tx:
        assert [each.at for each in await readers.readers(tx, u.GROUP)] == [time(20)]
        assert await readers.readers(tx, -5) == []
    async with database.write() as tx:
        assert await readers.unsubscribe(tx, u.GROUP, OLGA)
        assert not await readers.unsubscribe(tx, u.GROUP, OLGA)
    assert not await readers.send_due(database, (), u.START + 3 * DAY)


async def test_a_later_hour_on_a_day_that_had_its_digest_brings_no_second_one(
    database: Database,
) -> None:
    await subscribe(database)
    await readers.send_due(database, (), u.START + 8 * HOUR)
    assert await subscribe(database, at=time(20), now=u.START + 9 * HOUR) == 1
    await readers.send_due(database, (), u.START + 20 * HOUR)
    assert await sent(database) == [OLGA]


async def test_a_group_that_renao_left_sends_nothing(database: Database) -> None:
    await subscribe(database)
    gone = u.change(1, 99, "member", "kicked", u.START + 5)
    await u.recorded(database, u.update(1, my_chat_member=gone))
    assert not await readers.send_due(database, (), u.START + 8 * HOUR)


async def test_the_readers_of_a_group_go_with_it_to_its_supergroup(database: Database) -> None:
    await subscribe(database)
    await subscribe(database, ALICE)
    for _ in range(2):
        async with database.write() as tx:
            await readers.carry_over(tx, u.GROUP, -5)
    async with database.read() as tx:
        assert await readers.readers(tx, u.GROUP) == []
        assert [each.user_id for each in await readers.readers(tx, -5)] == [OLGA, ALICE]

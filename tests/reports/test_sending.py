"""Digests leave once a day, at the reader's hour, whatever happens in between."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.activity import chats
from bot.people import preferences, roles
from bot.reports import readers, sending
from bot.reports.digest import Digest
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.reports.scope import Scope
from bot.storage import Database, Tx
from bot.storage.schema import messages_out
from tests.activity import updates as u

DAY = 86400
HOUR = 3600
OLGA, ALICE = 100, 101
EIGHT = time(8)


async def subscribe(
    database: Database,
    who: int = OLGA,
    at: time = EIGHT,
    now: float = u.START,
    chat: int = u.GROUP,
    *,
    rhythms: tuple[Rhythm, ...] = (Rhythm.DAY,),
    place: int | None = None,
    zone: ZoneInfo | None = None,
) -> float:
    """Subscribe somebody who steers the group; return after how many hours the first digest comes."""
    async with database.write() as tx:
        known = await chats.get(tx, chat)
        assert known is not None
        await roles.grant(tx, chat, who, by=1, now=now)
        reader = Reader(chat, who, place or who, 0, at, zone)
        before = await readers.find(tx, reader)
        first = await readers.subscribe(tx, known, reader, rhythms, now)
        if before is None and len(rhythms) == 1:
            for other in Rhythm:
                if other not in rhythms:
                    await readers.unsubscribe(tx, chat, who, reader.place, 0, other)
        return (first - u.START) / HOUR


async def sent(database: Database) -> list[int]:
    """Return to whom messages are waiting to go, in the order in which they were put."""
    async with database.read() as tx:
        return list(await tx.scalars(sa.select(messages_out.c.chat_id).order_by(messages_out.c.id)))


@pytest.fixture(autouse=True)
async def a_group(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7))


async def test_a_digest_leaves_at_its_hour_once(database: Database) -> None:
    assert await subscribe(database) == 8
    assert not await sending.send_due(database, (), u.START + 8 * HOUR - 1)
    assert await sending.send_due(database, (), u.START + 8 * HOUR)
    assert not await sending.send_due(database, (), u.START + 8 * HOUR)
    assert not await sending.send_due(database, (), u.START + 23 * HOUR)
    assert await sending.send_due(database, (), u.START + DAY + 9 * HOUR)
    assert await sent(database) == [OLGA, OLGA]


async def test_who_subscribes_after_the_hour_gets_the_first_one_tomorrow(
    database: Database,
) -> None:
    assert await subscribe(database, now=u.START + 9 * HOUR) == 24 + 8
    assert not await sending.send_due(database, (), u.START + 10 * HOUR)
    assert await sending.send_due(database, (), u.START + DAY + 8 * HOUR)


async def test_who_steers_the_group_no_more_gets_no_digest(database: Database) -> None:
    await subscribe(database)
    async with database.write() as tx:
        await roles.revoke(tx, u.GROUP, OLGA)
    assert not await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sending.send_due(database, (OLGA,), u.START + 8 * HOUR)


async def test_of_missed_days_only_the_latest_is_caught_up(database: Database) -> None:
    await subscribe(database)
    await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sending.send_due(database, (), u.START + 5 * DAY + 12 * HOUR)
    assert not await sending.send_due(database, (), u.START + 5 * DAY + 12 * HOUR)
    assert len(await sent(database)) == 2


async def test_a_crash_before_the_commit_neither_skips_nor_doubles(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribe(database)

    async def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(sending, "put", dies)
        await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == []
    assert await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [OLGA]


async def test_a_group_whose_digest_fails_holds_no_other_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await u.recorded(database, u.message(1, chat=u.group(-2, title="A")))
    await subscribe(database, chat=-2)
    await subscribe(database, ALICE)
    gather = sending.gather

    async def fails_for_one(tx: Tx, scope: Scope) -> Digest:
        if scope.chat_id == -2:
            raise ZeroDivisionError
        return await gather(tx, scope)

    monkeypatch.setattr(sending, "gather", fails_for_one)
    assert await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [ALICE]


async def test_a_database_in_trouble_is_no_groups_fault(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribe(database)

    async def in_trouble(*_: object) -> Digest:
        raise OperationalError("", {}, ValueError())

    with monkeypatch.context() as trouble, pytest.raises(OperationalError):
        trouble.setattr(sending, "gather", in_trouble)
        await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [OLGA]


async def test_the_hour_is_the_groups_own(database: Database) -> None:
    async with database.write() as tx:
        await u.set_zone(tx, u.GROUP, ZoneInfo("Asia/Shanghai"))
    # It is eight in the morning in Shanghai when the test begins: today's hour has come.
    assert await subscribe(database, at=time(9)) == 1
    assert not await sending.send_due(database, (), u.START + HOUR - 1)
    assert await sending.send_due(database, (), u.START + HOUR)


async def test_each_reader_is_told_in_her_language(database: Database) -> None:
    await subscribe(database)
    await subscribe(database, ALICE)
    async with database.write() as tx:
        await preferences.choose_language(tx, ALICE, "zh-CN")
    await sending.send_due(database, (), u.START + DAY + 8 * HOUR)
    async with database.read() as tx:
        columns = messages_out.c.chat_id, messages_out.c.text
        rows = await tx.execute(sa.select(*columns).order_by(messages_out.c.id))
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
    assert not await sending.send_due(database, (), u.START + 3 * DAY)


async def test_a_later_hour_on_a_day_that_had_its_digest_brings_no_second_one(
    database: Database,
) -> None:
    await subscribe(database)
    await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await subscribe(database, at=time(20), now=u.START + 9 * HOUR) == 24 + 20
    await sending.send_due(database, (), u.START + 20 * HOUR)
    assert await sent(database) == [OLGA]


async def test_a_group_that_renao_left_sends_nothing(database: Database) -> None:
    await subscribe(database)
    gone = u.change(1, 99, "member", "kicked", u.START + 5)
    await u.recorded(database, u.update(1, my_chat_member=gone))
    assert not await sending.send_due(database, (), u.START + 8 * HOUR)


async def test_the_readers_of_a_group_go_with_it_to_its_supergroup(database: Database) -> None:
    await subscribe(database)
    await subscribe(database, ALICE)
    for _ in range(2):
        async with database.write() as tx:
            await readers.carry_over(tx, u.GROUP, -5)
    async with database.read() as tx:
        assert await readers.readers(tx, u.GROUP) == []
        assert [each.user_id for each in await readers.readers(tx, -5)] == [OLGA, ALICE]


async def test_the_hour_may_be_the_readers_own(database: Database) -> None:
    # Eight in Shanghai is midnight in London.
    assert await subscribe(database, zone=ZoneInfo("Asia/Shanghai")) == 24
    assert not await sending.send_due(database, (), u.START + DAY - 1)
    assert await sending.send_due(database, (), u.START + DAY)


async def test_on_a_monday_the_week_comes_too_and_on_the_first_the_month(
    database: Database,
) -> None:
    await subscribe(database, rhythms=tuple(Rhythm))
    kinds: set[tuple[str, ...]] = set()
    for day in range(32):
        await sending.send_due(database, (), u.START + day * DAY + 9 * HOUR)
    async with database.read() as tx:
        for key in await tx.scalars(sa.select(messages_out.c.dedupe_key)):
            kinds.add(tuple(key.split(":")[2:4]))
    # The first of January 2026 is a Thursday: four Mondays, and the first of February.
    assert [sum(kind == rhythm for kind, _ in kinds) for rhythm in Rhythm] == [32, 4, 1]


async def test_one_rhythm_can_be_stopped_and_the_others_go_on(database: Database) -> None:
    await subscribe(database, rhythms=tuple(Rhythm))
    async with database.write() as tx:
        assert await readers.unsubscribe(tx, u.GROUP, OLGA, rhythm=Rhythm.DAY)
        assert not await readers.unsubscribe(tx, u.GROUP, OLGA, rhythm=Rhythm.DAY)
    for day in range(7):
        await sending.send_due(database, (), u.START + day * DAY + 9 * HOUR)
    async with database.read() as tx:
        keys = list(await tx.scalars(sa.select(messages_out.c.dedupe_key)))
    assert {key.split(":")[2] for key in keys} == {Rhythm.WEEK}
    async with database.write() as tx:
        for rhythm in (Rhythm.WEEK, Rhythm.MONTH):
            await readers.unsubscribe(tx, u.GROUP, OLGA, rhythm=rhythm)
        assert await readers.readers(tx, u.GROUP) == []


async def test_operators_read_it_where_they_meet_once_however_many_asked_for_it(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, chat=u.group(-7, title="Operators")))
    await subscribe(database, place=-7)
    await subscribe(database, ALICE, place=-7)
    await subscribe(database, ALICE)
    await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == [-7, ALICE]


async def test_where_renao_is_no_more_nothing_is_posted(database: Database) -> None:
    await u.recorded(database, u.message(1, chat=u.group(-7, title="Operators")))
    await subscribe(database, place=-7)
    async with database.write() as tx:
        await chats.set_status(tx, -7, "left", {}, u.START, reads_all=True)
    await sending.send_due(database, (), u.START + 8 * HOUR)
    assert await sent(database) == []


async def test_a_place_that_becomes_a_supergroup_is_read_there(database: Database) -> None:
    await subscribe(database, place=-7)
    async with database.write() as tx:
        await readers.carry_over(tx, -7, -8)
        assert [each.place for each in await readers.readers(tx, u.GROUP)] == [-8]

"""A group's zone changes while facts go on coming in: at every moment stored days equal their recount."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity import chats, forgetting, recount, zone
from bot.activity.chats import Chat, Defaults
from bot.activity.migration import carry_over
from bot.activity.record import record
from bot.activity.wire import Update
from bot.activity.zone import Wish
from bot.storage import Database
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    facts,
    member_days,
    members,
    moves,
    received_days,
    recounts,
    uncredited,
    zone_wishes,
)
from bot.storage.schema import chats as chats_table
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
UTC, BERLIN, SHANGHAI = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
CHATHAM, KIRITIMATI = ZoneInfo("Pacific/Chatham"), ZoneInfo("Pacific/Kiritimati")
PAGO_PAGO = ZoneInfo("Pacific/Pago_Pago")
DAYS = (member_days, chat_days, chat_hours, received_days)
FILLED = (*DAYS, facts, members, moves, awaited, uncredited, recounts, zone_wishes, chats_table)
# Clocks in Berlin change on 29 March, those of Chatham on 5 April, each at its own quarter of an hour.
SPRING = 1_774_656_000  # 2026-03-28 00:00 UTC


@pytest.fixture(autouse=True)
def _few_facts_a_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(zone, "FACTS_AT_ONCE", 8)
    yield


def talk(since: int = u.START, hours: int = 40) -> list[Update]:
    """Return some of everything, an hour apart: messages, replies, reactions, comings and goings."""
    told: list[Update] = []
    for n in range(1, hours):
        at = since + n * 3600
        told += [
            u.message(n, by=n % 4 + 1, at=at),
            u.reply(n + 200, to=n, by=n % 3 + 1, at=at + 60),
            u.reaction(n, to=max(n - 1, 1), by=n % 5 + 1, at=at + 1800),
        ]
    return [*told, u.joined(900, 9, at=since + 3600), u.left(901, 9, at=since + 30 * 3600)]


def wish(wanted: ZoneInfo, at: float = u.START) -> Wish:
    return Wish(wanted, u.GROUP, None, "en", at)


async def asked(database: Database, wanted: ZoneInfo) -> bool:
    async with database.write() as tx:
        return await zone.change(tx, u.GROUP, wish(wanted))


async def stepped(database: Database) -> Wish | None:
    async with database.write() as tx:
        return await zone.step(tx, u.GROUP)


async def group(database: Database) -> Chat:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
    assert chat is not None
    return chat


async def agrees(database: Database, first: int = TODAY - 2, last: int = TODAY + 6) -> bool:
    async with database.read() as tx:
        return await recount.recount(tx, u.GROUP, first, last) == []


async def days(database: Database) -> list[list[dict[str, object]]]:
    return [await u.rows(database, table) for table in DAYS]


async def emptied(database: Database) -> None:
    async with database.write() as tx:
        for table in FILLED:
            await tx.execute(sa.delete(table))


async def counted_in(database: Database, wanted: ZoneInfo, told: list[Update]) -> object:
    """Return the days of `told` as they are where the group has lived by `wanted` from the start."""
    async with database.write() as tx:
        await record(tx, told, u.START, Defaults(wanted, "en"))
    found = await days(database)
    await emptied(database)
    return found


@pytest.mark.parametrize("wanted", [BERLIN, SHANGHAI, CHATHAM, KIRITIMATI], ids=str)
async def test_after_a_change_days_are_as_if_they_had_always_been_counted_so(
    database: Database, wanted: ZoneInfo
) -> None:
    # Nine days, over the nights in which clocks change.
    told = talk(SPRING) + [
        u.message(500 + n, by=n % 4 + 1, at=SPRING + n * 6 * 3600 + 1) for n in range(40)
    ]
    right = await counted_in(database, wanted, told)
    await u.recorded(database, *told)
    assert not await asked(database, wanted)
    first = SPRING // DAY
    while await stepped(database) is None:
        assert await agrees(database, first - 1, first + 20)
    assert await days(database) == right
    chat = await group(database)
    assert (chat.zone, chat.next_zone, chat.zoned_until) == (wanted, None, None)
    assert not await u.rows(database, zone_wishes)
    assert await stepped(database) is None


async def test_there_and_back_leaves_every_row_as_it_was(database: Database) -> None:
    await u.recorded(database, *talk())
    before = await days(database)
    async with database.write() as tx:
        await u.set_zone(tx, u.GROUP, SHANGHAI)
    assert await days(database) != before
    async with database.write() as tx:
        await u.set_zone(tx, u.GROUP, UTC)
    assert await days(database) == before


async def test_a_small_group_changes_at_once_and_the_same_zone_again_is_nothing(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1))
    assert await asked(database, SHANGHAI)
    assert (await group(database)).zone == SHANGHAI
    assert await asked(database, SHANGHAI)
    assert not await u.rows(database, zone_wishes)


async def test_of_several_wishes_the_last_comes_true_and_is_told_of_once(
    database: Database,
) -> None:
    await u.recorded(database, *talk())
    assert not await asked(database, SHANGHAI)
    assert not await asked(database, BERLIN)
    assert not await asked(database, CHATHAM)
    told = []
    while (await group(database)).next_zone is not None:
        told.append(await stepped(database))
        assert await agrees(database)
    assert [each.zone for each in told if each] == [CHATHAM]
    assert (await group(database)).zone == CHATHAM


async def test_who_changes_her_mind_is_back_where_she_was(database: Database) -> None:
    await u.recorded(database, *talk())
    before = await days(database)
    assert not await asked(database, SHANGHAI)
    assert not await asked(database, UTC)
    while (await group(database)).next_zone is not None:
        await stepped(database)
    assert await days(database) == before


async def test_progress_grows_from_none_to_all(database: Database) -> None:
    await u.recorded(database, *talk())
    await asked(database, BERLIN)
    shares = []
    while (chat := await group(database)).next_zone is not None:
        async with database.read() as tx:
            shares.append(await zone.progress(tx, chat))
        await stepped(database)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.2
    assert 0.8 < shares[-1] <= 1


async def test_a_kill_in_the_middle_of_a_step_leaves_the_one_before(database: Database) -> None:
    await u.recorded(database, *talk())
    await asked(database, SHANGHAI)
    before, border = await days(database), (await group(database)).zoned_until
    with pytest.raises(KeyboardInterrupt):
        async with database.write() as tx:
            await zone.step(tx, u.GROUP)
            raise KeyboardInterrupt
    assert await days(database) == before
    assert (await group(database)).zoned_until == border
    assert await agrees(database)


async def test_what_was_checked_were_other_days(database: Database) -> None:
    await u.recorded(database, u.message(1))
    async with database.write() as tx:
        row = {"chat_id": u.GROUP, "day": TODAY, "error": 0.5, "at": 0}
        await tx.execute(sa.insert(recounts).values(row))
    await asked(database, SHANGHAI)
    assert await u.rows(database, recounts) == []


@pytest.mark.parametrize("new_speaks_first", [False, True])
async def test_a_group_that_moves_in_the_middle_of_a_change_goes_on_with_it(
    database: Database, new_speaks_first: bool
) -> None:
    await u.recorded(database, *talk())
    await asked(database, SHANGHAI)
    await stepped(database)
    new = u.group(-2)
    if new_speaks_first:
        later = [u.message(n, by=3, at=u.START + n * 3600, chat=new) for n in range(20, 30)]
        await u.recorded(database, *later)
    async with database.write() as tx:
        await carry_over(tx, u.GROUP, -2)
    # One of the old group comes late, one of the new one as always.
    late = u.message(80, by=2, at=u.START + 5)
    await u.recorded(database, late, u.message(50, by=2, at=u.START + 2 * DAY, chat=new))
    async with database.write() as tx:
        assert await recount.recount(tx, -2, TODAY - 2, TODAY + 6) == []
        assert (await chats.many(tx, [u.GROUP]))[u.GROUP].next_zone is None
        assert await zone.under_way(tx) == -2
        while (reached := await zone.step(tx, -2)) is None:
            assert await recount.recount(tx, -2, TODAY - 2, TODAY + 6) == []
        assert await recount.recount(tx, -2, TODAY - 2, TODAY + 6) == []
        assert await zone.under_way(tx) is None
        moved = (await chats.many(tx, [-2]))[-2]
    assert reached.zone == moved.zone == SHANGHAI


@pytest.mark.parametrize("wanted", [BERLIN, SHANGHAI, PAGO_PAGO], ids=str)
async def test_what_was_forgotten_stays_counted_once_and_what_is_kept_is_recounted(
    database: Database, wanted: ZoneInfo
) -> None:
    async with database.write() as tx:
        await record(tx, talk(hours=60), u.START, Defaults(KIRITIMATI, "en"))
        await forgetting.forget_old_facts(tx, 1, u.START + 3 * DAY)
    before = await u.rows(database, chat_days)
    assert (await group(database)).facts_since
    assert not await asked(database, wanted)
    while await stepped(database) is None:
        assert await agrees(database)
    assert await agrees(database)
    after = await u.rows(database, chat_days)
    for column in ("messages", "replies", "reactions"):
        assert sum(row[column] for row in after) == sum(row[column] for row in before)


moments = st.integers(0, 5 * DAY).map(lambda seconds: u.START + seconds)
events = st.one_of(
    st.builds(u.message, st.integers(1, 400), st.integers(1, 4), moments),
    st.builds(u.reply, st.integers(401, 500), st.integers(1, 40), st.integers(1, 4), moments),
    st.builds(u.reaction, st.integers(1, 400), st.integers(1, 40), st.integers(1, 4), moments),
    st.builds(u.joined, st.integers(500, 600), st.integers(1, 4), moments),
)
zones = st.sampled_from([UTC, BERLIN, SHANGHAI, CHATHAM, KIRITIMATI])


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    told=st.lists(events, min_size=5, max_size=40),
    script=st.lists(st.one_of(zones, st.lists(events, max_size=4), st.none()), max_size=10),
)
async def test_whatever_comes_in_between_and_whatever_is_wished_rows_equal_the_recount(
    database: Database, told: list[Update], script: list[ZoneInfo | list[Update] | None]
) -> None:
    await emptied(database)
    await u.recorded(database, *told)
    for event in script:
        if event is None:
            await stepped(database)
        elif isinstance(event, list):
            if event:
                await u.recorded(database, *event)
        else:
            await asked(database, event)
        assert await agrees(database)
    wished = [event for event in script if isinstance(event, ZoneInfo)]
    while (await group(database)).next_zone is not None:
        await stepped(database)
    assert await agrees(database)
    assert (await group(database)).zone == (wished or [UTC])[-1]

"""What is mended: not only the days, but all that follows from their facts and that later facts will need."""

from random import Random

import pytest
import sqlalchemy as sa

from bot.activity import checking, recount
from bot.storage import Database
from bot.storage.schema import awaited, received_days, stale_days, uncredited
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY


async def mended(database: Database, *days: int) -> None:
    """Let days be stale, and the job run until none is."""
    async with database.write() as tx:
        stale = [{"chat_id": u.GROUP, "day": day} for day in days]
        await tx.execute(sa.insert(stale_days), stale)
    while await checking.rebuild_stale(database, u.START + 9 * DAY):
        pass


async def test_what_awaits_a_response_is_found_anew_with_its_response(database: Database) -> None:
    await u.recorded(
        database,
        u.message(1, by=7, text="when does it start?"),
        u.message(2, by=8, at=u.START + DAY, text="where is it?"),
        u.reply(3, to=2, by=7, at=u.START + DAY + 60),
    )
    async with database.write() as tx:
        await tx.execute(sa.delete(awaited).where(awaited.c.message_id == 1))
        await tx.execute(sa.update(awaited).values(is_first=False))
    await mended(database, TODAY, TODAY + 1)
    found = await u.rows(database, awaited)
    told = [(row["message_id"], row["is_question"], row["is_first"]) for row in found]
    assert told == [(1, True, True), (2, True, True)]
    assert found[1]["response_id"] == 3


async def test_what_waits_for_its_author_does_so_again(database: Database) -> None:
    """As after an upgrade: until then nobody kept whose message a reaction was for."""
    await u.recorded(
        database, u.message(1, by=7), u.reaction(50, to=9, by=8), u.reply(2, to=1, by=8)
    )
    right = await u.rows(database, uncredited)
    async with database.write() as tx:
        await tx.execute(sa.delete(uncredited))
        await tx.execute(sa.delete(received_days))
    await mended(database, TODAY)
    assert await u.rows(database, uncredited) == right
    await u.recorded(database, u.message(9, by=5))
    async with database.read() as tx:
        assert await recount.recount(tx, u.GROUP, TODAY, TODAY) == []
    given = [(row["user_id"], row["reactions"]) for row in await u.rows(database, received_days)]
    assert given == [(5, 1), (7, 0)]


async def test_a_day_of_many_facts_is_counted_in_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [u.message(n, by=n % 3, at=u.START + n // 2) for n in range(1, 12)]
    given = [u.reaction(50 + n, to=n, by=9, at=u.START + n) for n in range(1, 12)]
    await u.recorded(database, *said, *given)
    right = await u.rows(database, received_days)
    monkeypatch.setattr(recount, "FACTS_AT_ONCE", 2)
    async with database.write() as tx:
        assert await recount.recount(tx, u.GROUP, TODAY, TODAY) == []
        await recount.rebuild(tx, u.GROUP, TODAY, TODAY)
    assert await u.rows(database, received_days) == right


async def test_a_day_that_is_mended_before_it_is_over_is_still_recounted_after_it(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=7))
    async with database.write() as tx:
        assert await checking.mend(tx, u.GROUP, TODAY, u.START + 3600)
    tomorrow = u.START + DAY + 60
    assert await checking.check_next(database, Random(1), tomorrow)
    assert not await checking.check_next(database, Random(1), tomorrow)

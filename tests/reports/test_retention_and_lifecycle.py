"""What operators read of who stays and who moves: each share with its interval, nobody as a number."""

from bot.activity import chats, forgetting, pseudonyms
from bot.activity.chats import Chat
from bot.activity.retention import By
from bot.reports.charts import Retention
from bot.reports.cohorts import cohorts
from bot.reports.moved import moved
from bot.storage import Database, Tx
from tests.activity import updates as u

DAY = 86400


async def group(tx: Tx) -> Chat:
    found = await chats.get(tx, u.GROUP)
    assert found is not None
    return found


async def test_each_share_of_few_people_has_its_own_interval_beside_it(database: Database) -> None:
    """Of four, one is there on the day after, and another one two days later."""
    came = [u.message(number, by=number) for number in range(1, 5)]
    later = [u.message(5, by=1, at=u.START + DAY), u.message(6, by=2, at=u.START + 3 * DAY)]
    await u.recorded(database, *came, *later)
    async with database.read() as tx:
        shown = await cohorts(tx, await group(tx), By.FIRST_ACT, u.START + 5 * DAY, "en")
    assert "D1 <b>25%</b> (4.6% to 69.9%) · on it or later 50% (15% to 85%) · n = 4" in shown.html


async def test_in_the_picture_a_share_is_of_all_whose_number_stands_beside_it(
    database: Database,
) -> None:
    """Two come on a Thursday and one on Friday; on Saturday the day after is over for two of the three."""
    came = [u.message(1, by=1), u.message(2, by=2), u.message(3, by=3, at=u.START + DAY)]
    await u.recorded(database, *came)
    shares = []
    for days in (2, 3):
        async with database.read() as tx:
            now = u.START + days * DAY
            shown = await cohorts(tx, await group(tx), By.FIRST_ACT, now, "en")
        assert isinstance(shown.chart, Retention)
        shares += [(size, cells[0]) for _, size, cells in shown.chart.cohorts]
    assert shares == [(3, None), (3, 0)]


async def test_who_was_forgotten_is_counted_among_who_moved_and_not_named(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=1), u.message(2, by=2))
    async with database.write() as tx:
        await forgetting.forget(tx, u.GROUP, 2, pseudonyms.FIRST + 5)
    async with database.read() as tx:
        shown = await moved(tx, await group(tx), u.START + DAY, "en")
    assert "New <b>2</b>: Fan 1 +1" in shown.html

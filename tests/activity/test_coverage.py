"""How much of a period was recorded, and the grade for it."""

from dataclasses import replace

import pytest

from bot.activity import chats
from bot.activity.coverage import Coverage, beat, coverage, overlap
from bot.storage import Database
from bot.storage.schema import recordings, recounts
from bot.storage.upsert import insert
from tests.activity import updates as u

TODAY = u.START // 86400
HOUR = 3600


@pytest.mark.parametrize(
    ("recorded", "error", "grade"),
    [
        (24, 0, "A"),
        (23.77, 0, "A"),
        (23.75, 0, "B"),
        (22.79, 0, "C"),
        (19.1, 0, "D"),
        (0, 0, "D"),
        (24, 0.01, "D"),
    ],
)
def test_the_grade_follows_the_share_and_the_recount(
    recorded: float, error: float, grade: str
) -> None:
    assert Coverage(recorded, 24, 0, error).grade == grade


def test_stretches_count_as_far_as_they_lie_in_the_period() -> None:
    assert overlap([(0, 10), (15, 20), (28, 40)], 5, 30) == 5 + 5 + 2
    assert overlap([(0, 3), (50, 60)], 5, 30) == 0


async def beaten(
    database: Database, *beats: tuple[float, float | None]
) -> list[tuple[float, float]]:
    """Return the stretches after some beats: seconds from the start, and from when the updates were."""
    for second, heard_from in beats:
        async with database.write() as tx:
            await beat(tx, u.START + second, None if heard_from is None else u.START + heard_from)
    found = await u.rows(database, recordings)
    return [(row["started"] - u.START, row["until"] - u.START) for row in found]


async def test_the_intake_writes_one_row_a_stretch_and_at_most_one_a_minute(
    database: Database,
) -> None:
    beats = [(second, None) for second in (0, 30, 59, 70, 130, 180)]
    assert await beaten(database, *beats) == [(-24 * HOUR, 130)]


async def test_a_day_down_is_no_gap_since_telegram_held_what_happened(database: Database) -> None:
    back = 23 * HOUR
    assert await beaten(database, (0, None), (back, 60)) == [(-24 * HOUR, back)]


async def test_longer_down_is_a_gap_up_to_what_telegram_still_held(database: Database) -> None:
    back = 60 * HOUR
    stretches = await beaten(database, (0, None), (back, 40 * HOUR))
    assert stretches == [(-24 * HOUR, 0), (36 * HOUR, back)]


async def test_the_first_stretch_reaches_back_to_the_first_thing_heard(database: Database) -> None:
    assert await beaten(database, (0, -30 * 24 * HOUR)) == [(-30 * 24 * HOUR, 0)]


async def covered(database: Database, first: int, last: int, now: float) -> Coverage:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        return await coverage(tx, chat, first, last, now)


async def recording(database: Database, since: float, until: float) -> None:
    async with database.write() as tx:
        await tx.execute(insert(tx, recordings).values(started=since, until=until))


async def test_hours_that_renao_was_down_are_missing(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START - HOUR, u.START + 12 * HOUR)
    await recording(database, u.START + 18 * HOUR, u.START + 30 * HOUR)
    day = await covered(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert (day.recorded, day.hours, day.missing, day.absent) == (18, 24, 6, 0)
    assert day.grade == "D"


async def test_today_counts_only_as_far_as_it_is_past(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START, u.START + 6 * HOUR)
    day = await covered(database, TODAY, TODAY, u.START + 6 * HOUR)
    assert (day.share, day.hours, day.grade) == (1, 6, "A")
    dawn = await covered(database, TODAY, TODAY, u.START)
    assert replace(dawn, recount_error=0).share == 1


async def test_hours_before_renao_came_are_not_covered(database: Database) -> None:
    await u.recorded(database, u.message(1, at=u.START + 12 * HOUR))
    await recording(database, u.START, u.START + 24 * HOUR)
    day = await covered(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert (day.recorded, day.absent, day.missing) == (12, 12, 0)


async def test_a_recount_that_disagreed_stands_beside_the_figures(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START, u.START + 24 * HOUR)
    async with database.write() as tx:
        row = {"chat_id": u.GROUP, "day": TODAY, "error": 0.5, "at": 0}
        await tx.execute(insert(tx, recounts).values(row))
    day = await covered(database, TODAY - 3, TODAY, u.START + 24 * HOUR)
    assert (day.recount_error, day.grade) == (0.5, "D")

"""What stands behind figures, and the grade for it."""

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.activity.coverage import Gap, Reason
from bot.activity.forgetting import forget
from bot.activity.provenance import Provenance, provenance
from bot.activity.pseudonyms import FIRST
from bot.storage import Database
from bot.storage.schema import chat_days, recordings, recounts, stale_days
from bot.storage.schema import chats as chats_table
from bot.storage.upsert import insert
from tests.activity import updates as u

TODAY = u.START // 86400
HOUR = 3600


@pytest.mark.parametrize(
    ("recorded", "error", "grade"),
    [
        (24, 0, "A"),
        (23.76, 0, "A"),
        (23.75, 0, "B"),
        (22.8, 0, "B"),
        (22.79, 0, "C"),
        (19.2, 0, "C"),
        (19.1, 0, "D"),
        (0, 0, "D"),
        (24, 0.01, "D"),
    ],
)
def test_the_grade_follows_the_share_and_the_recount(
    recorded: float, error: float, grade: str
) -> None:
    gap = Gap(recorded * HOUR, 24 * HOUR, Reason.DOWN)
    assert Provenance(24, (gap,), recount_error=error).grade == grade


def test_what_is_lost_is_summed_by_its_reason_the_most_hours_first() -> None:
    gaps = (
        Gap(0, HOUR, Reason.DOWN),
        Gap(2 * HOUR, 5 * HOUR, Reason.REMOVED),
        Gap(6 * HOUR, 7 * HOUR, Reason.DOWN),
    )
    found = Provenance(24, gaps)
    assert hours_of(found) == [(Reason.REMOVED, 3), (Reason.DOWN, 2)]
    assert found.missing == 5
    assert found.losses[1].longest == gaps[0]


def test_the_worst_reason_is_told_where_it_costs_the_figures_an_a() -> None:
    gaps = (Gap(0, 3 * HOUR, Reason.DOWN), Gap(3 * HOUR, 8 * HOUR, Reason.REMOVED))
    short = Provenance(24, gaps)
    assert short.worst == (Reason.REMOVED, gaps[1:])
    assert Provenance(24_000, gaps).worst is None
    # What differs from its recount is wrong, not short.
    assert Provenance(24, gaps, recount_error=0.1).worst is None
    assert Provenance(0).worst is None


def hours_of(found: Provenance) -> list[tuple[Reason, float]]:
    return [(loss.reason, loss.hours) for loss in found.losses]


async def behind(database: Database, first: int, last: int, now: float) -> Provenance:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        return await provenance(tx, chat, first, last, now)


async def recording(database: Database, since: float, until: float) -> None:
    async with database.write() as tx:
        await tx.execute(insert(tx, recordings).values(started=since, until=until))


async def test_hours_that_renao_was_down_are_missing(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START - HOUR, u.START + 12 * HOUR)
    await recording(database, u.START + 18 * HOUR, u.START + 30 * HOUR)
    day = await behind(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert day.gaps == (Gap(u.START + 12 * HOUR, u.START + 18 * HOUR, Reason.DOWN),)
    assert (day.hours, day.coverage, day.grade) == (24, 0.75, "D")


async def test_today_counts_only_as_far_as_it_is_past(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START, u.START + 6 * HOUR)
    day = await behind(database, TODAY, TODAY, u.START + 6 * HOUR)
    assert (day.coverage, day.hours, day.grade) == (1, 6, "A")
    dawn = await behind(database, TODAY, TODAY, u.START)
    assert (dawn.coverage, dawn.hours) == (1, 0)


async def test_a_beat_that_is_a_minute_old_is_no_gap(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START - HOUR, u.START - 20)
    dawn = await behind(database, TODAY, TODAY, u.START + 40)
    assert (dawn.coverage, dawn.grade) == (1, "A")
    down = await behind(database, TODAY, TODAY, u.START + 600)
    assert down.gaps == (Gap(u.START, u.START + 600, Reason.DOWN),)


async def test_a_group_that_renao_knows_from_an_export_only_it_never_came_to(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START - HOUR, u.START + 30 * HOUR)
    async with database.write() as tx:
        await tx.execute(sa.update(chats_table).values(joined_at=None))
    day = await behind(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert hours_of(day) == [(Reason.ABSENT, 24)]


async def test_what_renao_was_before_the_period_holds_until_it_changes(database: Database) -> None:
    await recording(database, u.START - HOUR, u.START + 60 * HOUR)
    await u.recorded(database, u.promoted(1, u.START), u.demoted(2, u.START + HOUR))
    await u.recorded(database, u.promoted(3, u.START + 30 * HOUR))
    later = await behind(database, TODAY + 1, TODAY + 1, u.START + 60 * HOUR)
    assert hours_of(later) == [(Reason.RIGHT_MISSING, 6)]
    before = await behind(database, TODAY, TODAY, u.START + 60 * HOUR)
    assert hours_of(before) == [(Reason.RIGHT_MISSING, 23)]


async def test_hours_before_renao_came_are_not_covered(database: Database) -> None:
    await u.recorded(database, u.message(1, at=u.START + 12 * HOUR))
    await recording(database, u.START, u.START + 24 * HOUR)
    day = await behind(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert hours_of(day) == [(Reason.ABSENT, 12)]


async def test_what_renao_is_in_the_group_through_time_is_a_reason(database: Database) -> None:
    def mine(number: int, before: str, after: str, hour: int) -> u.Update:
        content = u.change(number, 99, before, after, u.START + hour * HOUR)
        return u.update(number, my_chat_member=content)

    await recording(database, u.START - HOUR, u.START + 30 * HOUR)
    await u.recorded(database, mine(1, "left", "member", 0))
    await u.recorded(database, mine(2, "member", "administrator", 2))
    await u.recorded(database, mine(3, "administrator", "kicked", 10))
    await u.recorded(database, mine(4, "left", "administrator", 13))
    day = await behind(database, TODAY, TODAY, u.START + 30 * HOUR)
    assert hours_of(day) == [(Reason.REMOVED, 3), (Reason.RIGHT_MISSING, 2)]
    # Coming back is no first arrival.
    assert {gap.reason for gap in (await behind(database, TODAY - 1, TODAY, u.START)).gaps} == {
        Reason.ABSENT
    }


async def test_a_recount_that_disagreed_stands_beside_the_figures(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await recording(database, u.START, u.START + 24 * HOUR)
    async with database.write() as tx:
        row = {"chat_id": u.GROUP, "day": TODAY, "error": 0.5, "at": 0}
        await tx.execute(insert(tx, recounts).values(row))
    day = await behind(database, TODAY - 3, TODAY, u.START + 24 * HOUR)
    assert (day.recount_error, day.grade) == (0.5, "D")


async def test_who_was_forgotten_is_known_no_more(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=8))
    async with database.write() as tx:
        await chats.set_member_count(tx, u.GROUP, 2)
        await forget(tx, u.GROUP, 8, FIRST + 1)
    assert (await behind(database, TODAY, TODAY, u.START + HOUR)).unknown_members == 0.5


async def test_what_was_imported_never_seen_or_is_being_counted_is_told(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=8), u.joined(3, 9), u.left(4, 9))
    day = await behind(database, TODAY, TODAY, u.START + HOUR)
    assert (day.imported, day.unknown_members, day.counting) == (0, None, 0)
    async with database.write() as tx:
        await chats.set_member_count(tx, u.GROUP, 8)
        await tx.execute(sa.update(chat_days).values(imported=1))
        await tx.execute(sa.insert(stale_days).values(chat_id=u.GROUP, day=TODAY))
    day = await behind(database, TODAY - 2, TODAY, u.START + HOUR)
    # Two of eight were seen; the third has left.
    assert (day.imported, day.unknown_members, day.counting) == (0.5, 0.75, 1)
    async with database.write() as tx:
        await chats.set_member_count(tx, u.GROUP, 1)
        await tx.execute(sa.update(chats_table).values(next_zone="Asia/Shanghai", zoned_until=0))
    day = await behind(database, TODAY - 2, TODAY, u.START + HOUR)
    assert (day.unknown_members, day.counting) == (0, 3)

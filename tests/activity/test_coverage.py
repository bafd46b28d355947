"""When Renao was recording, and why not."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.activity.coverage import Gap, Reason, Standing, beat, gaps
from bot.storage import Database
from bot.storage.schema import recordings
from tests.activity import updates as u

HOUR = 3600


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


def test_a_gap_has_the_gravest_of_its_reasons() -> None:
    recorded = [(0, 50), (60, 200)]
    told = [
        Standing(20, "member", False),
        Standing(40, "member", True),
        Standing(45, "administrator", False),
        Standing(80, "kicked", False),
        Standing(90, "administrator", False),
    ]
    assert gaps(0, 100, 10, recorded, told) == [
        Gap(0, 10, Reason.ABSENT),
        Gap(20, 40, Reason.PRIVACY_MODE),
        Gap(40, 45, Reason.RIGHT_MISSING),
        Gap(50, 60, Reason.DOWN),
        Gap(80, 90, Reason.REMOVED),
    ]


def test_what_is_not_told_is_not_taken_to_be_missing() -> None:
    assert gaps(0, 100, 0, [(0, 100)], []) == []
    assert gaps(0, 100, 0, [(0, 100)], [Standing(0, "", False)]) == []
    assert gaps(0, 100, 0, [], []) == [Gap(0, 100, Reason.DOWN)]
    assert gaps(5, 5, 0, [], []) == []


moments = st.integers(0, 60)
statuses = st.sampled_from(["", "member", "restricted", "administrator", "left", "kicked"])


@given(
    ends=st.lists(moments, max_size=8, unique=True).map(sorted),
    told=st.lists(
        st.builds(Standing, moments, statuses, st.booleans()),
        max_size=5,
        unique_by=lambda standing: standing.since,
    ).map(sorted),
    arrival=moments,
    since=moments,
    length=st.integers(1, 30),
)
def test_every_second_is_recorded_or_in_the_gap_of_its_reason(
    ends: list[int], told: list[Standing], arrival: int, since: int, length: int
) -> None:
    recorded = list(zip(ends[::2], ends[1::2], strict=False))
    found = gaps(since, since + length, arrival, recorded, told)
    for second in range(since, since + length):
        holding = [gap.reason for gap in found if gap.since <= second < gap.until]
        status = ([each for each in told if each.since <= second] or [Standing(0, "", True)])[-1]
        up = any(start <= second < end for start, end in recorded)
        if second < arrival:
            assert holding == [Reason.ABSENT]
        elif status.status in ("left", "kicked"):
            assert holding == [Reason.REMOVED]
        elif not up:
            assert holding == [Reason.DOWN]
        elif status.status in ("", "administrator"):
            assert holding == []
        else:
            reason = Reason.RIGHT_MISSING if status.reads_all else Reason.PRIVACY_MODE
            assert holding == [reason]
    for before, after in pairwise(found):
        assert before.until <= after.since
        assert before.until < after.since or before.reason != after.reason

"""Activation by hand: who joined, and who said something soon."""

from bot.activity.activation import Activation, activation
from bot.activity.period import Period
from bot.activity.rates import Rate
from bot.storage import Database
from tests.activity import updates as u
from tests.activity.groups import in_group

DAY = 86400
TODAY = u.START // DAY


async def found(database: Database, now: float) -> Activation:
    async with in_group(database) as (tx, chat):
        return await activation(tx, chat, Period(TODAY, TODAY + 1), now)


async def test_joiners_who_write_within_a_day_or_a_week_are_activated(database: Database) -> None:
    await u.recorded(
        database,
        u.promoted(1, at=u.START - 30 * DAY),
        u.joined(11, 1),  # writes on the dot
        u.message(101, by=1, at=u.START + DAY),
        u.joined(12, 2),  # writes in the week, after a reaction
        u.reaction(51, to=101, by=2, at=u.START + 60),
        u.message(102, by=2, at=u.START + 7 * DAY),
        u.joined(13, 3),  # writes too late
        u.message(103, by=3, at=u.START + 7 * DAY + 1),
        u.joined(14, 4),  # leaves without a word
        u.left(15, 4, at=u.START + 60),
        u.message(104, by=5, at=u.START - DAY),  # had written before: no joiner
        u.joined(16, 5),
        u.joined(17, 6, at=u.START - DAY),  # had joined before: no joiner
        u.left(18, 6, at=u.START - 60),
        u.joined(19, 6),
        u.message(105, by=6, at=u.START + 60),
        u.joined(20, 7, at=u.START + DAY),
    )
    assert await found(database, u.START + 90 * DAY) == Activation(5, Rate(1, 5), Rate(2, 5))
    # The last one's week is not over yet.
    assert await found(database, u.START + 7 * DAY) == Activation(5, Rate(1, 5), Rate(2, 4))


async def test_nobody_is_activated_before_the_time_is_over(database: Database) -> None:
    await u.recorded(database, u.promoted(1, at=u.START - DAY), u.joined(11, 1))
    assert await found(database, u.START + DAY - 1) == Activation(1, None, None)
    assert await found(database, u.START + DAY) == Activation(1, Rate(0, 1), None)

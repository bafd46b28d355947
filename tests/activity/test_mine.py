"""One member's own days, and who has been silent."""

import pytest

from bot.activity import chats
from bot.activity.mine import streak
from bot.activity.silent import silent_since
from bot.storage import Database
from tests.activity import updates as u

DAY = 86400


@pytest.mark.parametrize(
    ("days", "length"),
    [
        ({}, 0),
        ({10: 1}, 1),
        ({9: 2}, 1),
        ({8: 2}, 0),
        ({10: 1, 9: 1, 8: 5, 6: 1}, 3),
        ({9: 1, 8: 1, 7: 0}, 2),
    ],
)
def test_a_streak_goes_on_until_a_whole_day_has_passed(days: dict[int, int], length: int) -> None:
    assert streak(days, today=10) == length


async def test_whoever_came_back_lately_is_not_among_the_silent(database: Database) -> None:
    back, again = u.START + 40 * DAY, u.START + 80 * DAY
    await u.recorded(
        database, u.message(1), u.left(2, 1, u.START + DAY), u.joined(3, 1, back), u.message(4, 2)
    )
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        now = await silent_since(tx, chat, back, skip=0, limit=9)
        later = await silent_since(tx, chat, again, skip=0, limit=9)
    assert [who.user_id for who in now.shown] == [2]
    assert [who.user_id for who in later.shown] == [2, 1]


async def test_renao_itself_is_no_member_that_was_never_seen(database: Database) -> None:
    await u.recorded(database, u.message(1, by=1), u.message(2, by=2))
    async with database.write() as tx:
        await chats.set_member_count(tx, u.GROUP, 3)
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        found = await silent_since(tx, chat, u.START, skip=0, limit=9)
    assert found.unseen == 0

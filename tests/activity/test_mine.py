"""One member's own days, and who has been silent."""

import pytest

from bot.activity.mine import streak


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

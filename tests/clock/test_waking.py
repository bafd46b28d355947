"""At night the clock of whoever waits stands still."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clock.waking import after_waking

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-06-01 12:00", 1, "2026-06-01 13:00"),
        ("2026-06-01 22:50", 1, "2026-06-02 08:50"),
        ("2026-06-01 22:00", 1, "2026-06-01 23:00"),
        ("2026-06-01 03:00", 1, "2026-06-01 09:00"),
        ("2026-06-01 23:30", 0.5, "2026-06-02 08:30"),
        ("2026-06-01 12:00", 24, "2026-06-02 21:00"),
        # In this night clocks go forward; the waking hours are as many as ever.
        ("2026-03-28 22:00", 2, "2026-03-29 09:00"),
    ],
)
def test_waiting_ends_after_so_much_waking_time(asked: str, hours: float, due: str) -> None:
    assert after_waking(at(asked), hours * 3600, BERLIN) == at(due)

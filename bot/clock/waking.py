"""Waking hours: the part of a group's day in which somebody may be expected to answer. Pure."""

from datetime import time
from zoneinfo import ZoneInfo

from bot.clock.days import Instant, as_date, at_local, day_of

WAKES, SLEEPS = time(8), time(23)


def after_waking(since: Instant, seconds: float, zone: ZoneInfo) -> Instant:
    """Return when `seconds` of waking time have passed since `since`: at night the clock stands still."""
    day, left = day_of(since, zone), seconds
    while True:
        begins = max(since, at_local(as_date(day), WAKES, zone))
        awake = max(at_local(as_date(day), SLEEPS, zone) - begins, 0.0)
        if left <= awake:
            return begins + left
        left -= awake
        day += 1

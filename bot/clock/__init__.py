"""What time it is, here and for a group; injected everywhere, so that tests never sleep."""

from bot.clock.days import DAY, HOUR, MINUTE, Day, Instant, day_of, local, start_of_day
from bot.clock.now import Clock, SystemClock
from bot.clock.zones import parse_zone

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "Clock",
    "Day",
    "Instant",
    "SystemClock",
    "day_of",
    "local",
    "parse_zone",
    "start_of_day",
]

"""When people talk: by the hour, by the day of the week, and one night on which everybody does. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

HOUR = 3600
DAY = 24 * HOUR
# Share of the usual hour, from midnight on, in the group's own time.
BY_HOUR = (
    *(0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.8, 1.0, 0.9, 0.8, 0.9),
    *(1.3, 1.1, 0.8, 0.8, 0.9, 1.2, 1.6, 2.2, 2.6, 2.3, 1.5, 0.8),
)
# Monday first.
BY_WEEKDAY = (0.8, 0.8, 0.9, 0.9, 1.1, 1.5, 1.4)
# A release night: so many days before the last, and how loud its hours are.
RELEASE_DAYS_AGO = 8
RELEASE_HOURS = {18: 2.0, 19: 6.0, 20: 14.0, 21: 8.0, 22: 3.0, 23: 1.5}
SPREAD = 0.6


@dataclass(frozen=True)
class Moment:
    """An instant (seconds since 1970) at which something happens, and whether it is release night."""

    at: int
    loud: bool


def moments(
    chance: Random, first_day: int, days: int, per_day: float, utc_offset: int
) -> Iterator[Moment]:
    """Yield the moments of so many days from `first_day` (midnight UTC) on, in order."""
    for hour_start in range(first_day, first_day + days * DAY, HOUR):
        weight, loud = _weight(hour_start + utc_offset * HOUR, first_day + days * DAY)
        expected = per_day / 24 * weight
        count = max(0, round(chance.gauss(expected, SPREAD * expected**0.5)))
        for second in sorted(chance.randrange(HOUR) for _ in range(count)):
            yield Moment(hour_start + second, loud)


def _weight(local: int, end: int) -> tuple[float, bool]:
    """Return how lively an hour is, by local seconds."""
    hour = local // HOUR % 24
    weekday = (local // DAY + 3) % 7  # 1 January 1970 was a Thursday.
    weight = BY_HOUR[hour] * BY_WEEKDAY[weekday]
    days_ago = end // DAY - 1 - local // DAY
    loud = days_ago == RELEASE_DAYS_AGO and hour in RELEASE_HOURS
    return weight * (RELEASE_HOURS[hour] if loud else 1.0), loud

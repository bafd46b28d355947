"""What was due while nobody was there to post it: the latest may still be, all others are missed. Pure."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import Instant
from bot.prompts.calendar import next_run
from bot.prompts.rule import Rule

# A prompt that is due every minute, and was not looked after for a week, is caught up with bit by bit.
AT_ONCE = 200


class Overdue(NamedTuple):
    """Due times up to now, ascending; `latest` is None where there are more than are looked at at once."""

    earlier: list[Instant]
    latest: Instant | None


def overdue(rule: Rule, first: Instant, now: Instant, zone: ZoneInfo) -> Overdue:
    """Return `first`, a due time, and every later one up to `now`."""
    # What is missed does not count as posted.
    rule = msgspec.structs.replace(rule, most=None)
    dues = [first]
    while (due := next_run(rule, dues[-1], zone)) is not None and due <= now:
        if len(dues) == AT_ONCE:
            return Overdue(dues, None)
        dues.append(due)
    return Overdue(dues[:-1], dues[-1])

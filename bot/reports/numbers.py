"""The eight numbers of a report, each beside the same weekdays of the four weeks before."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from bot.activity.coverage import Gap, Reason, gaps_of
from bot.activity.figures import WEEK, Presence, Totals, active_within, presence_in, totals_by_day
from bot.activity.newcomers import first_words_by_day
from bot.activity.period import Period, bounds
from bot.clock import Day, Instant, day_of, start_of_day
from bot.reports.noise import WEEKS, Change, change
from bot.reports.scope import Scope
from bot.storage import Tx

KEYS = (
    "active",
    "messages",
    "replies",
    "reactions",
    "questions",
    "first_words",
    "joined",
    "left",
)
# What only an administrator is told of.
PRIVILEGED = ("reactions", "joined", "left")
# A day of which more than this is missing is compared with nothing.
MISSING = 0.05
# For so many days after Renao came a first message is not told from one of somebody long known.
SETTLED = 14
# A day before the four weeks: two days are looked at together.
BEFORE = WEEKS * WEEK + 1


@dataclass(frozen=True)
class Number:
    """One number and how it changed; `key` is its name in the catalogue, `reports.<key>`."""

    key: str
    change: Change

    @property
    def value(self) -> int:
        """Return the number itself."""
        return self.change.value


@dataclass(frozen=True)
class Numbers:
    """All numbers of a period, and what they were by day from four weeks before on."""

    all: tuple[Number, ...]
    by_day: Mapping[str, Mapping[Day, int]]
    presence: Presence
    known: Set[Day]

    def __getitem__(self, key: str) -> Number:
        """Return one number by its key."""
        return next(number for number in self.all if number.key == key)

    @property
    def is_dead(self) -> bool:
        """Say whether nothing happened at all."""
        return not any(number.value for number in self.all)

    @property
    def most_changed(self) -> Number | None:
        """Return what changed most of all that is more than noise; None where nothing is."""
        real = [number for number in self.all if number.change.is_real]
        return max(real, key=lambda number: abs(number.change.t or 0), default=None)


async def numbers(tx: Tx, scope: Scope) -> Numbers:
    """Count a group's numbers in a period, out of daily rows."""
    chat, period = scope.chat, scope.period
    seen = Period(period.first - BEFORE, period.last)
    happened = await totals_by_day(tx, chat.chat_id, seen)
    presence = await presence_in(tx, chat.chat_id, seen)
    by_day: dict[str, dict[Day, int]] = {
        "active": {day: len(people) for day, people in presence.items()},
        "first_words": await first_words_by_day(tx, chat, seen),
    }
    for key in Totals._fields:
        by_day[key] = {day: getattr(totals, key) for day, totals in happened.items()}
    gaps = await gaps_of(tx, chat, *bounds(seen, chat.zone))
    over = [day for day in seen.days if day < day_of(scope.now, chat.zone)]
    known = {key: _known(scope, over, gaps, privileged=key in PRIVILEGED) for key in KEYS}
    if chat.joined_at is not None:
        # At first everybody who writes has not been heard of before.
        settled = day_of(chat.joined_at, chat.zone) + SETTLED
        known["first_words"] = {day for day in known["first_words"] if day >= settled}
    each = {key: change(by_day[key], period, known[key]) for key in KEYS}
    each["active"] = _active(each["active"], presence, period, known["active"])
    return Numbers(
        tuple(Number(key, each[key]) for key in KEYS), by_day, presence, known["messages"]
    )


def _active(daily: Change, presence: Presence, period: Period, known: Set[Day]) -> Change:
    """Return the distinct members of a period beside those of the four before it.

    Whether that is more than noise is a matter of how many came each day.
    """
    if len(period.days) == 1:
        return daily
    value = len(active_within(presence, period))
    change = replace(daily, value=value, expected=None)
    if len(period.days) != WEEK or not daily.expected or period.last not in known:
        return replace(change, t=None, is_real=False)
    weeks = [
        Period(period.first - ago * WEEK, period.last - ago * WEEK) for ago in range(1, WEEKS + 1)
    ]
    whole = [week for week in weeks if all(day in known for day in week.days)]
    if not whole:
        return replace(change, t=None, is_real=False)
    expected = sum(len(active_within(presence, week)) for week in whole) / len(whole)
    agrees = (value - expected) * (daily.t or 0) > 0
    return replace(change, expected=expected, is_real=daily.is_real and agrees)


def _known(scope: Scope, days: list[Day], gaps: list[Gap], *, privileged: bool) -> set[Day]:
    """Return which days are as good as whole on record."""
    zone = scope.chat.zone
    missing = [gap for gap in gaps if privileged or gap.reason is not Reason.RIGHT_MISSING]
    return {
        day
        for day in days
        if _missing(missing, start_of_day(day, zone), start_of_day(day + 1, zone)) <= MISSING
    }


def _missing(gaps: list[Gap], since: Instant, until: Instant) -> float:
    """Return what share of a stretch lies in gaps. Pure."""
    lost = sum(max(min(gap.until, until) - max(gap.since, since), 0.0) for gap in gaps)
    return lost / (until - since)

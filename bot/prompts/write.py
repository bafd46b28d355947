"""Write a rule in the words that `parse.py` reads back as the very same rule. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import starmap

from bot.prompts.rule import (
    Cron,
    Daily,
    Days,
    EveryDays,
    Moment,
    MonthEnd,
    MonthlyDates,
    MonthlyWeekday,
    Once,
    Rule,
    Weekly,
    spans,
)
from bot.prompts.words import WEEKDAYS

NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def write_when(rule: Rule) -> str:
    """Return a rule in words, such as `weekly mon,thu 18:00 until 2027-01-31`."""
    clocks = ",".join(map(_clock, rule.clocks))
    return " ".join(part for part in (_days(rule.days), clocks, *_limits(rule)) if part)


def _days(days: Days) -> str:
    match days:
        case Moment(at=at):
            return f"at {datetime.fromtimestamp(at, UTC).isoformat()}"
        case Once(day=day):
            return f"once {day}"
        case Daily():
            return "daily"
        case Weekly(weekdays=weekdays):
            return f"weekly {','.join(WEEKDAYS[day][:3] for day in weekdays)}"
        case MonthlyDates(dates=dates):
            return f"monthly {','.join(map(str, dates))}"
        case MonthlyWeekday(nth=nth, weekday=weekday):
            return f"monthly {NTH[nth]} {WEEKDAYS[weekday]}"
        case MonthEnd():
            return "monthly last day"
        case EveryDays(days=step):
            return f"every {step} days"
        case Cron(text=text):
            return f"cron {text}"


def _limits(rule: Rule) -> Iterator[str]:
    first = rule.days.start if isinstance(rule.days, EveryDays) else rule.first
    if first:
        yield f"from {first}"
    if rule.last:
        yield f"until {rule.last}"
    if rule.most is not None:
        yield f"x {rule.most}"
    if rule.without:
        yield f"except {','.join(starmap(_span, spans(rule.without)))}"
    if rule.blackout:
        yield f"not {_clock(rule.blackout.start)}-{_clock(rule.blackout.end)}"
    if rule.zone:
        yield f"in {rule.zone}"


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first}..{last}"


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"

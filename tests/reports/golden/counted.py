"""What a digest should say, counted from what people did by the rules in the documents."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from math import sqrt
from statistics import fmean

from tests.activity.oracle.crowd import NOW, Event
from tests.activity.oracle.oracle import HOUR, Oracle, days
from tests.activity.oracle.test_figures_against_the_oracle import UP

ONE = timedelta(days=1)
# Student's t, out of the tables: for 1 % and for 2 %, by degrees of freedom.
TABLES = {
    16: (2.921, 2.583),
    17: (2.898, 2.567),
    18: (2.878, 2.552),
    19: (2.861, 2.539),
    20: (2.845, 2.528),
    21: (2.831, 2.518),
}


COUNTED: dict[tuple[str, date, date], int] = {}


def count(oracle: Oracle, key: str, first: date, last: date) -> int:
    """Return a number of the digest, counted from what people did."""
    if (key, first, last) not in COUNTED:
        COUNTED[key, first, last] = counted(oracle, key, first, last)
    return COUNTED[key, first, last]


def counted(oracle: Oracle, key: str, first: date, last: date) -> int:
    kinds: dict[str, Callable[[], int]] = {
        "active": lambda: len(oracle.active(first, last)),
        "messages": lambda: len(oracle.within(first, last, "message")),
        "replies": lambda: len([e for e in oracle.within(first, last, "message") if e.to]),
        "reactions": lambda: len(oracle.within(first, last, "reaction")),
        "questions": lambda: len(oracle.questions(first, last, None)),
        "first_words": lambda: len(oracle.first_messages(first, last, None)),
        "joined": lambda: len(oracle.within(first, last, "join")),
        "left": lambda: len(oracle.within(first, last, "leave")),
    }
    return kinds[key]()


@cache
def is_known(oracle: Oracle, day: date) -> bool:
    return oracle.coverage(UP, day, day) >= 0.95


def base_of(oracle: Oracle, first: date, day: date) -> list[date]:
    """Return the same weekdays of the four weeks before a period, as far as they are known."""
    four_weeks = days(first - ONE * 28, first - ONE)
    return [
        each for each in four_weeks if each.weekday() == day.weekday() and is_known(oracle, each)
    ]


def expected(oracle: Oracle, key: str, first: date, last: date) -> float | None:
    """Return what the weekdays before lead one to expect."""
    if key == "active" and first != last:
        weeks = [(first - ONE * 7 * ago, last - ONE * 7 * ago) for ago in range(1, 5)]
        whole = [week for week in weeks if all(is_known(oracle, day) for day in days(*week))]
        known = is_known(oracle, last) and whole
        return fmean(count(oracle, key, *week) for week in whole) if known else None
    total = 0.0
    for day in days(first, last):
        base = base_of(oracle, first, day)
        if is_known(oracle, day) and base:
            total += fmean(count(oracle, key, each, each) for each in base)
        else:
            total += count(oracle, key, day, day)
    told = [day for day in days(first, last) if is_known(oracle, day)]
    return total if told else None


def stray_of(oracle: Oracle, key: str, first: date, last: date) -> tuple[float, int] | None:
    """Return how far a day or two stray, by the rule in the documents, and the degrees of freedom."""
    four_weeks = [d for d in days(first - ONE * 28, first - ONE) if is_known(oracle, d)]
    span = days(first, last)
    if not all(is_known(oracle, day) for day in span):
        return None

    def scaled(day: date) -> float:
        return 2 * sqrt(count(oracle, key, day, day) + 0.375)

    same = {n: [scaled(day) for day in four_weeks if day.weekday() == n] for n in range(7)}
    freedom = len(four_weeks) - 7
    squares = sum((scaled(day) - fmean(same[day.weekday()])) ** 2 for day in four_weeks)
    spread = sqrt(max(squares / freedom, 1))
    stray = fmean(scaled(day) - fmean(same[day.weekday()]) for day in span)
    # One or two days, each of another weekday.
    error = 1 / len(span) + sum(1 / len(same[day.weekday()]) for day in span) / len(span) ** 2
    return stray / (spread * sqrt(error)), freedom


def is_real(oracle: Oracle, key: str, day: date) -> bool | None:
    """Say whether a day's number deserves an arrow; None where the tables here do not say."""
    alone = stray_of(oracle, key, day, day)
    both = stray_of(oracle, key, day - ONE, day)
    before = stray_of(oracle, key, day - ONE, day - ONE)
    if alone is None or alone[1] not in TABLES:
        return None
    if abs(alone[0]) >= TABLES[alone[1]][0]:
        return True
    if both is None or before is None:
        return False
    if both[1] not in TABLES:
        return None
    return before[0] * alone[0] > 0 and abs(both[0]) >= TABLES[both[1]][1]


def waiting(oracle: Oracle) -> list[Event]:
    """Return the questions of the last three days of people still here that nobody has answered in time."""
    return [
        each
        for each in oracle.messages
        if each.at >= NOW - 72 * HOUR
        and is_open(oracle, each)
        and not oracle.is_gone(each.who, oracle.today)
    ]


@cache
def is_open(oracle: Oracle, each: Event) -> bool:
    """Say whether a message asks something that nobody has answered in an hour of waking time, nor later."""
    return (
        each.asks
        and oracle.response(each) is None
        and each.at + oracle.asleep_and_awake(each.at, HOUR) <= NOW
    )

"""The state that each member is in on a day, and who moved from one to another in between. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.activity.period import MONTH, WEEK
from bot.activity.presence import Presence
from bot.clock import Day


class State(StrEnum):
    """What a member is on a day. A member is whoever has acted at least once up to then."""

    NEW = "new"
    CURRENT = "current"
    REACTIVATED = "reactivated"
    RESURRECTED = "resurrected"
    AT_RISK_WEEK = "at_risk_week"
    AT_RISK_MONTH = "at_risk_month"
    DORMANT = "dormant"
    LEFT = "left"


ACTIVE = (State.NEW, State.CURRENT, State.REACTIVATED, State.RESURRECTED)
# Days before and after all that are looked at.
LONG_AGO: Day = -1_000_000
NEVER: Day = 1_000_000

Flow: TypeAlias = Mapping[tuple[State | None, State], tuple[int, ...]]
"""The members whose state changed, by the state before (None: no member yet) and the state after."""


@dataclass(frozen=True)
class Past:
    """What must be known of members beside who was active when, from the first day of presence on.

    So many as `older` had their first act before that day; `newcomers` have it in these days. `gone` were
    outside the group when the first day began. `moved` says of those who came or went on a day whether they
    were outside at its end; it and `gone` name nobody who never acts.
    """

    older: int = 0
    newcomers: Set[int] = frozenset()
    gone: Set[int] = frozenset()
    moved: Mapping[Day, Mapping[int, bool]] = field(default_factory=dict)


def state_of(day: Day, first: Day, before: Day | None, *, active: bool, gone: bool) -> State | None:
    """Return a member's state on `day`; None before the first act ever, which was on `first`.

    `before` is the day of the last act before `day`; None stands for more than 30 days ago. Who acts on the
    day on which she leaves is active on it, and has left from the next day on.
    """
    if first > day:
        return None
    if active:
        return active_state(day, first, before)
    if gone:
        return State.LEFT
    if before is None or day - before >= MONTH:
        return State.DORMANT
    return State.AT_RISK_WEEK if day - before < WEEK else State.AT_RISK_MONTH


def active_state(day: Day, first: Day, before: Day | None) -> State:
    """Return the state of a member who is active on `day`, as in `state_of`. Pure."""
    if first == day:
        return State.NEW
    if before is None or day - before > MONTH:
        return State.RESURRECTED
    return State.CURRENT if day - before <= WEEK else State.REACTIVATED


def states_on(
    day: Day, people: Iterable[int], presence: Presence, past: Past
) -> dict[int, State | None]:
    """Return the state of each of `people` on `day`; `presence` begins 30 days before it or earlier."""
    first: dict[int, Day] = dict.fromkeys(past.newcomers, NEVER)
    for each in sorted(presence, reverse=True):
        first.update(dict.fromkeys(presence[each] & past.newcomers, each))
    latest: dict[int, Day] = {}
    for each in range(day - MONTH, day):
        latest.update(dict.fromkeys(presence.get(each, ()), each))
    active, gone = presence.get(day, frozenset()), gone_by(day, past)
    return {
        person: state_of(
            day,
            first.get(person, LONG_AGO),
            latest.get(person),
            active=person in active,
            gone=person in gone,
        )
        for person in people
    }


def gone_by(day: Day, past: Past) -> set[int]:
    """Return the members who are outside the group at the end of `day`."""
    gone = set(past.gone)
    for each in sorted(past.moved):
        if each <= day:
            step_out(gone, past.moved[each])
    return gone


def step_out(gone: set[int], moved: Mapping[int, bool]) -> None:
    """Change the set of those who are `gone` by who `moved` on one day."""
    gone.update(person for person, outside in moved.items() if outside)
    gone.difference_update(person for person, outside in moved.items() if not outside)


def flow_between(before: Day, day: Day, presence: Presence, past: Past) -> Flow:
    """Return who is in another state on `day` than on `before`, by user id.

    `presence` begins 30 days before `before` or earlier. Who is not in it stays dormant, or stays away.
    """
    people = set().union(*presence.values(), past.gone, *past.moved.values())
    earlier = states_on(before, people, presence, past)
    flow: dict[tuple[State | None, State], list[int]] = defaultdict(list)
    for person, state in states_on(day, sorted(people), presence, past).items():
        if state is not None and state is not earlier[person]:
            flow[earlier[person], state].append(person)
    return {move: tuple(found) for move, found in flow.items()}

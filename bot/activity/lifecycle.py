"""Lifecycle: how many members are in each state each day, how many come, come back and go, and who."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.period import MONTH, WEEK, Period, bounds, calendar
from bot.activity.presence import Presence, presence_in
from bot.activity.rates import Rate, rate
from bot.activity.states import (
    ACTIVE,
    LONG_AGO,
    Flow,
    Past,
    State,
    active_state,
    flow_between,
    step_out,
)
from bot.clock import Day, Instant
from bot.storage import Tx
from bot.storage.schema import members, moves

# To know the states of the day before a period, one must have seen the 30 days before that.
SEEN_BEFORE = MONTH + 1


@dataclass(frozen=True)
class LifeDay:
    """One day: how many members are in each state, and what share of yesterday's came again.

    `churned` had their last act exactly 30 days ago, so that they are in MAU no more. `curr`, `nurr`, `rurr`
    and `surr` are the shares of yesterday's current, new, reactivated and resurrected members that are
    active today; None where there were none.
    """

    day: Day
    counts: Mapping[State, int]
    churned: int
    curr: Rate | None
    nurr: Rate | None
    rurr: Rate | None
    surr: Rate | None

    @property
    def active(self) -> int:
        """Return DAU."""
        return sum(self.counts[state] for state in ACTIVE)


@dataclass(frozen=True)
class Growth:
    """How MAU came from `before`, on the day before a period, to `after`, on its last day.

    Each time that a member enters or leaves MAU counts, so that the sum is exact.
    """

    before: int
    new: int
    resurrected: int
    churned: int
    after: int

    @property
    def change(self) -> int:
        """Return ΔMAU, which is new + resurrected - churned."""
        return self.after - self.before


@dataclass(frozen=True)
class Lifecycle:
    """Each day of a period, and the growth over it."""

    period: Period
    days: tuple[LifeDay, ...]
    growth: Growth


async def lifecycle(tx: Tx, chat: Chat, period: Period) -> Lifecycle:
    """Return the lifecycle of a group's members in `period`."""
    seen = Period(period.first - SEEN_BEFORE, period.last)
    presence = await presence_in(tx, chat.chat_id, seen)
    days = days_of_life(presence, await past_of(tx, chat, seen), period)
    return Lifecycle(period, tuple(days), growth(presence, days))


async def flow(tx: Tx, chat: Chat, before: Day, day: Day) -> Flow:
    """Return the members of a group whose state on `day` is another than on the day `before`."""
    seen = Period(before - SEEN_BEFORE, day)
    presence = await presence_in(tx, chat.chat_id, seen)
    return flow_between(before, day, presence, await past_of(tx, chat, seen))


def days_of_life(presence: Presence, past: Past, period: Period) -> list[LifeDay]:
    """Count the states on each day of `period`. Pure.

    `presence` and `past` begin SEEN_BEFORE days before it or earlier.
    """
    walk, days = _Walk(past), []
    first = min((period.first - SEEN_BEFORE, *presence, *past.moved))
    for day in range(first, period.last + 1):
        before, walk.active = walk.active, walk.advance(day, presence.get(day, frozenset()))
        if day >= period.first:
            days.append(walk.count(day, before))
    return days


def growth(presence: Presence, days: Sequence[LifeDay]) -> Growth:
    """Return the growth over `days`, which follow one another. Pure."""
    return Growth(
        before=_mau(presence, days[0].day - 1),
        new=sum(day.counts[State.NEW] for day in days),
        resurrected=sum(day.counts[State.RESURRECTED] for day in days),
        churned=sum(day.churned for day in days),
        after=_mau(presence, days[-1].day),
    )


def _mau(presence: Presence, day: Day) -> int:
    return len(set().union(*(presence.get(day - ago, ()) for ago in range(MONTH))))


class _Walk:
    """A walk from day to day that looks at each act once.

    Each person stands at the day on which she was last active, until she is active again.
    """

    def __init__(self, past: Past) -> None:
        self.past = past
        self.members = past.older
        self.gone = set(past.gone)
        self.to_come = set(past.newcomers)
        self.latest: dict[int, Day] = {}
        self.standing: dict[Day, set[int]] = defaultdict(set)
        self.active: dict[State, set[int]] = {state: set() for state in ACTIVE}

    def advance(self, day: Day, people: Set[int]) -> dict[State, set[int]]:
        """Go on to `day`, on which `people` are active. Return them by state."""
        found: dict[State, set[int]] = {state: set() for state in ACTIVE}
        for person in people:
            before = self.latest.get(person)
            first = day if before is None and person in self.past.newcomers else LONG_AGO
            found[active_state(day, first, before)].add(person)
            if before is not None:
                self.standing[before].discard(person)
        self.latest.update(dict.fromkeys(people, day))
        self.standing[day] = set(people)
        self.members += len(found[State.NEW])
        self.to_come -= found[State.NEW]
        step_out(self.gone, self.past.moved.get(day, {}))
        return found

    def count(self, day: Day, before: Mapping[State, Set[int]]) -> LifeDay:
        """Count the states on `day`; `before` are those who were active the day before."""
        today = self.standing[day]
        counts = {state: len(people) for state, people in self.active.items()}
        counts[State.AT_RISK_WEEK] = self._staying(day, range(1, WEEK))
        counts[State.AT_RISK_MONTH] = self._staying(day, range(WEEK, MONTH))
        counts[State.LEFT] = len(self.gone - today - self.to_come)
        counts[State.DORMANT] = self.members - sum(counts.values())
        again = {state: rate(len(people & today), len(people)) for state, people in before.items()}
        return LifeDay(
            day,
            counts,
            churned=len(self.standing[day - MONTH]),
            curr=again[State.CURRENT],
            nurr=again[State.NEW],
            rurr=again[State.REACTIVATED],
            surr=again[State.RESURRECTED],
        )

    def _staying(self, day: Day, ago: range) -> int:
        """Return how many of the group's members were last active so many days ago."""
        return sum(len(self.standing[day - days] - self.gone) for days in ago)


async def past_of(tx: Tx, chat: Chat, period: Period) -> Past:
    """Return what must be known of a group's members beside who was active in `period`."""
    since, until = bounds(period, chat.zone)
    mine = members.c.chat_id == chat.chat_id
    older = sa.select(sa.func.count()).where(mine, members.c.first_act < since)
    newcomers = sa.select(members.c.user_id).where(
        mine, members.c.first_act >= since, members.c.first_act < until
    )
    return Past(
        older=(await tx.execute(older)).scalar_one(),
        newcomers=set(await tx.scalars(newcomers)),
        gone=await _gone(tx, chat.chat_id, since, until),
        moved=await _moved(tx, chat, period),
    )


async def _gone(tx: Tx, chat_id: int, since: Instant, until: Instant) -> set[int]:
    """Return who was outside at `since`, of those who have acted by `until`."""
    left = sa.func.max(moves.c.at).filter(~moves.c.joined)
    joined = sa.func.max(moves.c.at).filter(moves.c.joined)
    # Who came and went within one second is taken to be gone, as in `Member.is_inside`.
    outside = sa.and_(left.is_not(None), sa.or_(joined.is_(None), joined <= left))
    query = (
        sa.select(moves.c.user_id)
        .where(moves.c.chat_id == chat_id, moves.c.at < since, _ever_left(chat_id, until))
        .group_by(moves.c.user_id)
        .having(outside)
    )
    return set(await tx.scalars(query))


async def _moved(tx: Tx, chat: Chat, period: Period) -> dict[Day, dict[int, bool]]:
    """Return who of those who ever left came or went on each day, and whether each was outside at its end."""
    since, until = bounds(period, chat.zone)
    within = sa.and_(moves.c.chat_id == chat.chat_id, moves.c.at >= since, moves.c.at < until)
    query = (
        sa.select(moves.c.at, moves.c.user_id, moves.c.joined)
        .where(within, _ever_left(chat.chat_id, until))
        .order_by(moves.c.at, moves.c.joined.desc())
    )
    day_at = calendar(period, chat.zone)
    moved: dict[Day, dict[int, bool]] = defaultdict(dict)
    for at, user_id, joined in await tx.execute(query):
        moved[day_at(at)][user_id] = not joined
    return moved


def _ever_left(chat_id: int, until: Instant) -> sa.ColumnElement[bool]:
    """Return the condition that whoever moves has acted by `until`, and has ever left: few people have."""
    c = members.c
    leavers = sa.select(c.user_id).where(
        c.chat_id == chat_id, c.first_act < until, c.left_at.is_not(None)
    )
    return moves.c.user_id.in_(leavers)

"""Every figure, computed the slow and plain way from what people did, in the words of the definitions.

It knows nothing of Renao's own figures: days are dates, and everything is counted again for each question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from statistics import mean, median
from zoneinfo import ZoneInfo

from tests.activity.oracle.crowd import Event

ACTS = ("message", "reaction", "press", "vote")
ONE = timedelta(days=1)
HOUR = 3600


def days(first: date, last: date) -> list[date]:
    return [first + ONE * number for number in range((last - first).days + 1)]


@cache
def local_date(at: float, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at, zone).date()


@cache
def is_waking(minute: int, zone: ZoneInfo) -> bool:
    return 8 <= datetime.fromtimestamp(minute * 60, zone).hour < 23


@dataclass(frozen=True)
class Oracle:
    """Whoever knows all that happened, up to `now`."""

    story: tuple[Event, ...]
    zone: ZoneInfo
    now: float

    def day(self, at: float) -> date:
        return local_date(at, self.zone)

    @property
    def today(self) -> date:
        return self.day(self.now)

    def within(self, first: date, last: date, *what: str, topic: int | None = None) -> list[Event]:
        """Reactions, votes and the like are in topic 0; so are joins and leaves."""
        return [
            each
            for each in self.story
            if each.what in what
            and first <= self.day(each.at) <= last
            and topic in (None, each.topic)
        ]

    def acts_of(self, who: int) -> list[Event]:
        return [each for each in self.story if each.who == who and each.what in ACTS]

    def days_of(self, who: int) -> set[date]:
        return {self.day(each.at) for each in self.acts_of(who)}

    @property
    def people(self) -> list[int]:
        return sorted({each.who for each in self.story})

    # ── counting people ──

    def active(self, first: date, last: date, topic: int | None = None) -> set[int]:
        return {each.who for each in self.within(first, last, *ACTS, topic=topic)}

    def dau_wau_mau(self, day: date, topic: int | None = None) -> tuple[int, int, int]:
        dau, wau, mau = (
            len(self.active(day - ONE * (length - 1), day, topic)) for length in (1, 7, 30)
        )
        return dau, wau, mau

    def stickiness(self, first: date, last: date) -> float:
        counts = [self.dau_wau_mau(day) for day in days(first, last)]
        return mean(dau / mau if mau else 0 for dau, _, mau in counts)

    def member_count(self, count_now: int, day: date) -> int:
        later = [each for each in self.story if self.day(each.at) > day]
        joined = sum(each.what == "join" for each in later)
        return count_now - joined + sum(each.what == "leave" for each in later)

    def l28(self, who: int, day: date) -> int:
        return len([each for each in self.days_of(who) if day - ONE * 28 < each <= day])

    # ── what stands behind it ──

    def coverage(self, up: Iterable[tuple[float, float]], first: date, last: date) -> float:
        """Return minutes in which Renao was up ÷ minutes, counted one by one."""
        moment = datetime.combine(first, datetime.min.time(), self.zone).timestamp()
        end = datetime.combine(last + ONE, datetime.min.time(), self.zone).timestamp()
        minutes = recorded = 0
        while moment < min(end, self.now):
            minutes += 1
            recorded += any(start <= moment < until for start, until in up)
            moment += 60
        return recorded / minutes

    def unknown_members(self, count_now: int) -> float:
        inside = [who for who in self.people if not self.is_gone(who, self.today)]
        return 1 - len(inside) / count_now

    # ── retention ──

    def day_0(self, who: int, what: str) -> date | None:
        if what == "join":
            found = [each for each in self.story if each.who == who and each.what == "join"]
        else:
            found = self.acts_of(who)
        return self.day(found[0].at) if found else None

    def retained(
        self, what: str, first: date, last: date, n: int, *, or_later: bool
    ) -> tuple[int, int] | None:
        """Out of those whose day n is over, how many were active on it (or on it or later)."""
        kept = out_of = 0
        for who in self.people:
            start = self.day_0(who, what)
            if start is None or not first <= start <= last or start + ONE * n >= self.today:
                continue
            out_of += 1
            day_n = start + ONE * n
            kept += any(day == day_n or (or_later and day > day_n) for day in self.days_of(who))
        return (kept, out_of) if out_of else None

    # ── lifecycle ──

    def is_gone(self, who: int, day: date) -> bool:
        moves = [
            each.what
            for each in self.story
            if each.who == who and each.what in ("join", "leave") and self.day(each.at) <= day
        ]
        return bool(moves) and moves[-1] == "leave"

    def state(self, who: int, day: date) -> str | None:
        acted = sorted(each for each in self.days_of(who) if each <= day)
        if not acted:
            return None
        if acted[-1] == day:
            if len(acted) == 1:
                return "new"
            ago = (day - acted[-2]).days
            return "current" if ago <= 7 else "reactivated" if ago <= 30 else "resurrected"
        if self.is_gone(who, day):
            return "left"
        ago = (day - acted[-1]).days
        return "at_risk_week" if ago <= 6 else "at_risk_month" if ago <= 29 else "dormant"

    def states(self, day: date) -> dict[int, str | None]:
        return {who: self.state(who, day) for who in self.people}

    def again(self, state: str, day: date) -> tuple[int, int] | None:
        """Of those who were in a state the day before, how many are active on the day."""
        before = [who for who, was in self.states(day - ONE).items() if was == state]
        return (len(self.active(day, day) & set(before)), len(before)) if before else None

    # ── activation ──

    def activated(self, first: date, last: date, hours: int) -> tuple[int, int] | None:
        soon = out_of = 0
        for joined, wrote in self.joiners(first, last):
            if joined + hours * HOUR <= self.now:
                out_of += 1
                soon += wrote is not None and wrote - joined <= hours * HOUR
        return (soon, out_of) if out_of else None

    def joiners(self, first: date, last: date) -> Iterator[tuple[int, int | None]]:
        """Yield first joins and first messages of those who joined without having written."""
        for who in self.people:
            joins = [each.at for each in self.story if each.who == who and each.what == "join"]
            wrote = [each.at for each in self.story if each.who == who and each.what == "message"]
            inside = joins and first <= self.day(joins[0]) <= last
            if inside and (not wrote or wrote[0] >= joins[0]):
                yield joins[0], wrote[0] if wrote else None

    # ── concentration ──

    def messages_by_active(self, first: date, last: date, topic: int | None) -> list[int]:
        written = self.within(first, last, "message", topic=topic)
        return [sum(each.who == who for each in written) for who in self.active(first, last, topic)]

    def starters(self, first: date, last: date, topic: int | None) -> set[int]:
        written = self.within(first, last, "message", topic=topic)
        return {each.who for each in written if each.to is None}

    # ── conversation ──

    @cached_property
    def messages(self) -> list[Event]:
        return [each for each in self.story if each.what == "message"]

    @cached_property
    def responses(self) -> dict[int, Event | None]:
        return {each.number: self._response(each) for each in self.messages}

    def response(self, asked: Event) -> Event | None:
        return self.responses[asked.number]

    def _response(self, asked: Event) -> Event | None:
        """Return the first reply of another within a day, or else what follows in line."""
        others = [each for each in self.messages if each.who != asked.who and each.at >= asked.at]
        for each in others:
            if each.to == asked.number and each.at - asked.at <= 24 * HOUR:
                return each
        in_topic = [each for each in others if each.topic == asked.topic]
        for each in in_topic[:5]:
            if each.at - asked.at <= 10 * 60 and each.to is None and not each.asks:
                return each
        return None

    def waited(self, asked: Event) -> int | None:
        answer = self.response(asked)
        return None if answer is None else answer.at - asked.at

    def questions(self, first: date, last: date, topic: int | None) -> list[Event]:
        return [each for each in self.within(first, last, "message", topic=topic) if each.asks]

    def first_messages(self, first: date, last: date, topic: int | None) -> list[Event]:
        earliest = {each.who: each for each in reversed(self.story) if each.what == "message"}
        return [
            each
            for each in self.within(first, last, "message", topic=topic)
            if each is earliest[each.who]
        ]

    def responded(self, asked: Iterable[Event], seconds: int) -> tuple[int, int] | None:
        old = [each for each in asked if each.at + seconds <= self.now]
        waits = [self.waited(each) for each in old]
        return (sum(w is not None and w <= seconds for w in waits), len(old)) if old else None

    def unanswered(self, asked: Iterable[Event], seconds: int) -> tuple[int, int] | None:
        """Out of those for whom the waking seconds are over, how many had no response by then."""
        late = out_of = 0
        for each in asked:
            due = each.at + self.asleep_and_awake(each.at, seconds)
            answer = self.response(each)
            if due <= self.now:
                out_of += 1
                late += answer is None or answer.at > due
        return (late, out_of) if out_of else None

    def asleep_and_awake(self, at: int, seconds: int) -> int:
        """Return after how long so many seconds between 8:00 and 23:00 have passed, counted one by one."""
        passed = awake = 0
        while awake < seconds:
            awake += is_waking((at + passed) // 60, self.zone)
            passed += 1
        return passed

    def percentile_90(self, waits: list[int]) -> int | None:
        """Return the least wait that nine tenths do not exceed."""
        enough = [w for w in waits if sum(each <= w for each in waits) >= 0.9 * len(waits)]
        return min(enough) if enough else None

    def median(self, waits: list[int]) -> float | None:
        return median(waits) if waits else None

    # ── the week ──

    def rates(self, first: date, last: date) -> dict[tuple[int, int], float | None]:
        """Return the messages for each hour of the week that is over, counted minute by minute."""
        minutes: dict[tuple[int, int], int] = {}
        moment = datetime.combine(first, datetime.min.time(), self.zone).timestamp()
        end = datetime.combine(last + ONE, datetime.min.time(), self.zone).timestamp()
        hour = datetime.fromtimestamp(self.now, self.zone).replace(minute=0, second=0)
        end = min(end, hour.timestamp())
        while moment < end:
            shown = datetime.fromtimestamp(moment, UTC).astimezone(self.zone)
            slot = shown.weekday(), shown.hour
            minutes[slot] = minutes.get(slot, 0) + 1
            moment += 60
        written: dict[tuple[int, int], int] = {}
        for each in self.within(first, last, "message"):
            shown = datetime.fromtimestamp(each.at, self.zone)
            slot = shown.weekday(), shown.hour
            written[slot] = written.get(slot, 0) + (each.at < end)
        return {slot: written.get(slot, 0) / (count / 60) for slot, count in minutes.items()}

"""What a prompt brought: who answered it, how soon, and how much livelier it was than usual. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from math import inf
from random import Random
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.activity.answers import IN_LINE, NEXT
from bot.activity.facts import Kind
from bot.activity.period import WEEK
from bot.clock import DAY, HOUR, Instant, day_of, local, start_of_day
from bot.clock.days import as_date, at_local
from bot.prompts.prompt import Fact

WINDOW = int(3 * HOUR)
"""So many seconds after it was posted an act is put down to a prompt."""
REPLIES = int(DAY)
"""So long direct replies are."""
LATE = int(DAY)
"""So late may Telegram deliver what happened."""
WEEKS = 4
ENOUGH_WINDOWS = 3
DRAWS = 2000

ANSWERS = (Kind.MESSAGE, Kind.REACTION, Kind.POLL_ANSWER)


class Act(NamedTuple):
    """What a member did that may have to do with a prompt; `about` is the message it replies or reacts to."""

    kind: int
    ref: int
    user_id: int
    at: int
    topic_id: int
    about: int | None
    asks: bool


class Post(NamedTuple):
    """A prompt as Telegram has it: its messages, when, where; and the next local day, its end excluded."""

    message_ids: tuple[int, ...]
    at: int
    topic_id: int
    tomorrow: Instant
    day_after: Instant

    @property
    def over(self) -> Instant:
        """Return when nothing that is done then counts any more."""
        return max(self.at + REPLIES, self.day_after)


class Lift(Fact, frozen=True):
    """By how much more members were active than usual, of 1, and its 95 % interval.

    high: None where it has no upper end, since usually there may have been nobody. n: how many windows
    without a prompt it is compared with.
    """

    share: float
    low: float
    high: float | None
    n: int


class Results(Fact, frozen=True, omit_defaults=True):
    """What a prompt brought; of one that was left out on purpose, what happened meanwhile.

    actives: members active in the window. members: active in the 7 days before the day. in_line: those
    responders who answered in line only. first_reply, median_reply: seconds until the first reply of all,
    and until the first one of each who replied. echo: who answered on the next day; None until it is over.
    left: members who went in the window.
    """

    actives: int
    members: int
    responders: int = 0
    in_line: int = 0
    new_voices: int = 0
    first_reply: int | None = None
    median_reply: float | None = None
    echo: int | None = None
    left: int = 0
    lift: Lift | None = None
    format: str = ""
    theme: str = ""


class Answers(NamedTuple):
    """Who answered a prompt: everybody, those who did so in line only, on the next day; and how soon."""

    responders: frozenset[int]
    in_line: frozenset[int]
    echo: frozenset[int]
    delays: tuple[int, ...]


def post_at(message_ids: Iterable[int], sent_at: Instant, topic_id: int, zone: ZoneInfo) -> Post:
    """Return a prompt that Telegram has had since `sent_at`."""
    day = day_of(sent_at, zone)
    tomorrow, day_after = start_of_day(day + 1, zone), start_of_day(day + 2, zone)
    return Post(tuple(message_ids), int(sent_at), topic_id, tomorrow, day_after)


def looks(post: Post) -> tuple[Instant, Instant, Instant]:
    """Return when a prompt is measured: its window is over, everything is, and nothing can come late."""
    return post.at + WINDOW, post.over, post.over + LATE


def answers_to(post: Post, acts: Iterable[Act]) -> Answers:
    """Return who answered a prompt.

    Reactions, votes and what is said in line count in its window, replies for a day.
    """
    acts = sorted(acts, key=_moment)
    direct = [act for act in acts if act.about in post.message_ids and act.kind in ANSWERS]
    timely = [act for act in direct if post.at <= act.at < post.at + _patience(act)]
    in_line = said_in_line(post, acts)
    delays: dict[int, int] = {}
    for act in sorted([*timely, *in_line], key=_moment):
        if act.kind == Kind.MESSAGE:
            delays.setdefault(act.user_id, act.at - post.at)
    directly = frozenset(act.user_id for act in timely)
    also = frozenset(act.user_id for act in in_line) - directly
    return Answers(
        directly | also,
        also,
        frozenset(act.user_id for act in direct if post.tomorrow <= act.at < post.day_after),
        tuple(delays.values()),
    )


def said_in_line(post: Post, acts: Iterable[Act]) -> list[Act]:
    """Return what answers a prompt without being a reply.

    Of the next 5 messages in its topic within 10 minutes, those that ask nothing and reply to nothing.
    """
    last = max(map(abs, post.message_ids), default=0)
    here = (act for act in acts if act.kind == Kind.MESSAGE and act.topic_id == post.topic_id)
    after = sorted(
        (act for act in here if _moment(act) > (post.at, last) and act.at - post.at <= IN_LINE),
        key=_moment,
    )
    return [act for act in after[:NEXT] if act.about is None and not act.asks]


def _patience(act: Act) -> int:
    return REPLIES if act.kind == Kind.MESSAGE else WINDOW


def _moment(act: Act) -> tuple[int, int]:
    """Return an act's place in time; ids of the group's former life are negative and count backwards."""
    return act.at, abs(act.ref)


# ── beside what is usual ─────────────────────────────────────────────────────────────────────────


def same_hours(at: Instant, zone: ZoneInfo) -> list[int]:
    """Return when clocks showed the same weekday and time in each of the last four weeks."""
    shown, day = local(at, zone), day_of(at, zone)
    clock = shown.time().replace(fold=0)
    return [int(at_local(as_date(day - WEEK * n), clock, zone)) for n in range(1, WEEKS + 1)]


def without_prompt(starts: Iterable[int], posted: Collection[Instant]) -> list[int]:
    """Return those windows that share no moment with the window of a prompt posted at `posted`."""
    return [
        start for start in starts if not any(abs(int(each) - start) < WINDOW for each in posted)
    ]


def lift_of(actives: int, usual: Sequence[int], chance: Random) -> Lift | None:
    """Return (actives - median of the usual) ÷ that median, with the bootstrap interval of the usual.

    None where fewer than 3 windows are known, or usually nobody is active. Source: Efron 1979.
    """
    if len(usual) < ENOUGH_WINDOWS or not median(usual):
        return None
    low, high = bootstrap(usual, lambda drawn: _lift(actives, median(drawn)), chance)
    return Lift(_lift(actives, median(usual)), low, None if high == inf else high, len(usual))


def bootstrap(
    values: Sequence[int], statistic: Callable[[Sequence[int]], float], chance: Random
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic over values drawn with replacement."""
    drawn = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(DRAWS))
    return drawn[round(0.025 * DRAWS)], drawn[round(0.975 * DRAWS) - 1]


def _lift(actives: int, usual: float) -> float:
    if usual:
        return (actives - usual) / usual
    return inf if actives else 0.0

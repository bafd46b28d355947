"""The league tables of Prompt Lab: what fans answer to, beside all else; honest when it is little. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from random import Random
from statistics import median
from typing import NamedTuple

from bot.prompts.effects import Results
from bot.prompts.sampling import Gamma, Tried, dispersion, rate_of
from bot.prompts.tails import not_above

ENOUGH = 5
"""So many posts something must have before anything is said of it; and so many must be beside it."""
DRAWS = 2000
# Of what is said in a table, at most so much is by chance alone.
BY_CHANCE = 0.05


class Posted(NamedTuple):
    """A post that was measured: which prompt, which of its variants as they are now, at which local hour."""

    schedule_id: int
    variant: int | None
    hour: int
    results: Results

    @property
    def tried(self) -> Tried:
        """Return what it is judged by."""
        return Tried(self.results.responders, self.results.members)


class Entry(NamedTuple):
    """A line of a table; rates are responders ÷ active members, all of `posts` together.

    interval: the 95 % interval of the rate; None where posts are too few. rest: the rate of what it is
    compared with. lift: the median of the lifts that are known, and of how many. reply_after: the median of
    the times to the first reply, in seconds.
    """

    key: Hashable
    posts: int
    rate: float | None
    interval: tuple[float, float] | None
    rest: float | None
    lift: float | None
    lifts: int
    reply_after: float | None

    @property
    def is_few(self) -> bool:
        """Say whether it has too few posts to say anything."""
        return self.posts < ENOUGH


class Table(NamedTuple):
    """Entries, the best first; which of them is better, and which worse, than the rest beyond doubt.

    is_few: there is nothing with enough posts beside anything else.
    """

    entries: tuple[Entry, ...]
    more: Entry | None
    less: Entry | None
    is_few: bool


def table(
    posts: Sequence[Posted],
    key: Callable[[Posted], Hashable | None],
    chance: Random,
    beside: Callable[[Posted], Hashable] = lambda _post: None,
) -> Table:
    """Return the table of what `key` names, where it names anything; each beside others of the same `beside`.

    Said is only what holds at 95 % for the whole table at once (Bonferroni), with counts as dispersed as
    they are (McCullagh and Nelder 1989).
    """
    named: dict[Hashable, list[Posted]] = defaultdict(list)
    for post in posts:
        if (name := key(post)) is not None and post.results.members:
            named[name].append(post)
    worth = dispersion([[post.tried for post in group] for group in named.values()])
    rests = {name: _rest(named, name, beside) for name in named}
    entries = [_entry(name, group, rests[name], worth, chance) for name, group in named.items()]
    entries.sort(key=lambda one: (one.is_few, -(one.rate or 0.0), -one.posts, str(one.key)))
    judged = [one for one in entries if not one.is_few and len(rests[one.key]) >= ENOUGH]
    doubt = BY_CHANCE / 2 / max(len(judged), 1)

    def stands_out(better: Collection[Posted], worse: Collection[Posted]) -> bool:
        return _by_chance(better, worse, worth) <= doubt

    return Table(
        tuple(entries),
        next((one for one in judged if stands_out(named[one.key], rests[one.key])), None),
        next((one for one in judged[::-1] if stands_out(rests[one.key], named[one.key])), None),
        not judged,
    )


def _rest(
    named: Mapping[Hashable, Collection[Posted]],
    name: Hashable,
    beside: Callable[[Posted], Hashable],
) -> list[Posted]:
    """Return the posts that a group of posts is compared with."""
    alike = {beside(post) for post in named[name]}
    others = (post for other, group in named.items() if other != name for post in group)
    return [post for post in others if beside(post) in alike]


def _by_chance(better: Collection[Posted], worse: Collection[Posted], worth: float) -> float:
    """Return how likely at most chance alone would set one so far above the other.

    Each is taken at that end of what counts leave open which is nearer to the other.
    """
    if not sum(post.results.responders for post in better):
        return 1.0
    return not_above(_known(better, worth, 0), _known(worse, worth, 1))


def _known(posts: Collection[Posted], worth: float, before: float) -> Gamma:
    """Return what posts tell of their rate, as if `before` had responded already (Jeffreys: 0.5)."""
    responders = sum(post.results.responders for post in posts)
    members = sum(post.results.members for post in posts)
    return Gamma(before + responders / worth, max(members, 1) / worth)


def _entry(
    name: Hashable, group: Sequence[Posted], rest: Sequence[Posted], worth: float, chance: Random
) -> Entry:
    lifts = [post.results.lift.share for post in group if post.results.lift is not None]
    replies = [post.results.first_reply for post in group if post.results.first_reply is not None]
    return Entry(
        name,
        len(group),
        rate_of([post.tried for post in group]),
        _interval(_known(group, worth, 0.5), chance) if len(group) >= ENOUGH else None,
        rate_of([post.tried for post in rest]),
        median(lifts) if lifts else None,
        len(lifts),
        median(replies) if replies else None,
    )


def _interval(known: Gamma, chance: Random) -> tuple[float, float]:
    drawn = sorted(known.draw(chance) for _ in range(DRAWS))
    return drawn[round(0.025 * DRAWS)], drawn[round(0.975 * DRAWS) - 1]


# ── what it does to leave one out ────────────────────────────────────────────────────────────────

ENOUGH_CONTROLS = 3
TIMES = 1000


class Control(NamedTuple):
    """A prompt beside the times at which it was left out on purpose: members active in the three hours.

    interval: the bootstrap 95 % interval of `lift`; its upper end is None where it has none.
    """

    schedule_id: int
    posted: float
    posts: int
    left_out: float
    controls: int
    lift: float
    interval: tuple[float, float | None]


def control(
    schedule_id: int, posted: Sequence[int], left_out: Sequence[int], chance: Random
) -> Control | None:
    """Compare mean actives with and without a prompt; None where either is known fewer than three times.

    Which times are left out is drawn by lot, so that the difference is the prompt's own doing (Fisher 1935).
    """
    if min(len(posted), len(left_out)) < ENOUGH_CONTROLS or not sum(left_out):
        return None
    drawn = sorted(
        _lift(chance.choices(posted, k=len(posted)), chance.choices(left_out, k=len(left_out)))
        for _ in range(TIMES)
    )
    low, high = drawn[round(0.025 * TIMES)], drawn[round(0.975 * TIMES) - 1]
    return Control(
        schedule_id,
        sum(posted) / len(posted),
        len(posted),
        sum(left_out) / len(left_out),
        len(left_out),
        _lift(posted, left_out),
        (low, None if high == float("inf") else high),
    )


def _lift(posted: Sequence[int], left_out: Sequence[int]) -> float:
    usual = sum(left_out) / len(left_out)
    return (sum(posted) / len(posted) - usual) / usual if usual else float("inf")

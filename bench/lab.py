"""Does Prompt Lab learn? A simulated group with known response rates, many times over, beside plain rotation.

In each run a prompt with several variants is posted 60 times; how many members answer is drawn from the
variant's true rate, with days that are better and worse than others. Regret is what the best variant would
have brought more, here as a share of what uniform rotation loses up to the same post. The same is done a few
times with the real thing: the calendar, the outbox, the facts and the measuring, on a SQLite file. The last
line is JSON; the exit code is 0 only if in every group the regret fell below that of uniform rotation within
60 posts, and stayed there, with its whole interval.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from random import Random
from statistics import fmean, stdev
from typing import Any, TypeAlias

from lab_group import Alive

from bot.prompts import sampling
from bot.prompts.sampling import Arm, Tried

POSTS = 60
Z = 1.959963984540054
# Of uniform rotation's regret; a little less than all of it is no rounding error.
BELOW = 0.999

Choose: TypeAlias = Callable[[Sequence[Arm], int, Random], int]


@dataclass(frozen=True)
class Group:
    """A group: the share of its active members that answers each variant, and how much days differ."""

    name: str
    rates: tuple[float, ...]
    members: int
    unrest: float


GROUPS = (
    Group("two variants, 30 members", (0.05, 0.15), 30, 0.2),
    Group("three variants, 120 members", (0.04, 0.06, 0.09), 120, 0.3),
    Group("five variants, 1,000 members", (0.02, 0.03, 0.04, 0.05, 0.08), 1000, 0.4),
)


def thompson(arms: Sequence[Arm], _turn: int, chance: Random) -> int:
    """Choose as Prompt Lab does."""
    return sampling.choose(arms, chance)


def in_turn(arms: Sequence[Arm], turn: int, _chance: Random) -> int:
    """Choose one after the other."""
    return turn % len(arms)


def stubborn(arms: Sequence[Arm], _turn: int, _chance: Random) -> int:
    """Choose the one with the fewest answers: a sampler that is wired the wrong way round."""
    rates = [sampling.rate_of(arm) or 0.0 for arm in arms]
    return rates.index(min(rates))


SAMPLERS: dict[str, Choose] = {"thompson": thompson, "in-turn": in_turn, "stubborn": stubborn}


def play(group: Group, choose: Choose, seed: int) -> list[float]:
    """Return the regret of a run up to each post: members who would have answered the best variant."""
    chance = Random(seed)
    arms: list[list[Tried]] = [[] for _ in group.rates]
    waiting: tuple[int, Tried] | None = None
    lost, regret = 0.0, []
    for turn in range(POSTS):
        chosen = choose(arms, turn, chance)
        lost += (max(group.rates) - group.rates[chosen]) * group.members
        regret.append(lost)
        # What a post has brought is known only after the next one is chosen.
        if waiting is not None:
            arms[waiting[0]].append(waiting[1])
        waiting = chosen, answer(group, chosen, chance)
    return regret


def answer(group: Group, variant: int, chance: Random) -> Tried:
    """Let a post be answered."""
    members = round(group.members * chance.uniform(0.8, 1.2))
    day = exp(chance.gauss(-(group.unrest**2) / 2, group.unrest))
    return Tried(poisson(group.rates[variant] * members * day, chance), members)


def poisson(mean: float, chance: Random) -> int:
    """Draw a Poisson number, as arrivals within a unit of time."""
    count, at = -1, 0.0
    while at < mean:
        at += chance.expovariate(1)
        count += 1
    return max(count, 0)


def judged(group: Group, choose: Choose, seeds: int) -> dict[str, Any]:
    """Return what many runs in a group have shown; regret is a share of plain rotation's."""
    runs = [play(group, choose, seed) for seed in range(seeds)]
    uniform = fmean(max(group.rates) - rate for rate in group.rates) * group.members
    shares = [[run[n] / (uniform * (n + 1)) for run in runs] for n in range(POSTS)]
    ends = [interval(each) for each in shares]
    below = next((n + 1 for n in range(POSTS) if all(high < BELOW for _, high in ends[n:])), None)
    low, high = ends[-1]
    return {
        "group": group.name,
        "seeds": seeds,
        "regret_share": round(fmean(shares[-1]), 3),
        "interval": [round(low, 3), round(high, 3)],
        "below_rotation_from_post": below,
        "runs_below_rotation": round(fmean(share < 1 for share in shares[-1]), 3),
    }


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean, by the normal distribution."""
    reach = Z * stdev(values) / sqrt(len(values))
    return fmean(values) - reach, fmean(values) + reach


def is_well(told: dict[str, Any]) -> bool:
    """Say whether it learns, in every group. Pure."""
    groups = told["groups"]
    return bool(groups) and all(
        one["interval"][1] < BELOW and one["below_rotation_from_post"] is not None for one in groups
    )


async def whole(seeds: int) -> dict[str, Any]:
    """Play runs through the house itself."""
    group = GROUPS[1]
    shares = []
    for seed in range(seeds):
        with tempfile.TemporaryDirectory(prefix="renao-lab-") as folder:
            alive = Alive(Path(folder), group.rates, group.members, group.unrest, seed)
            variants = await alive.live(POSTS)
        lost = sum(max(group.rates) - group.rates[variant] for variant in variants)
        plain = fmean(max(group.rates) - rate for rate in group.rates) * len(variants)
        shares.append(lost / plain)
    low, high = interval(shares) if seeds > 1 else (shares[0], shares[0])
    return {
        "group": f"{group.name}, the house itself",
        "seeds": seeds,
        "regret_share": round(fmean(shares), 3),
        "interval": [round(low, 3), round(high, 3)],
        "below_rotation_from_post": POSTS if high < BELOW else None,
    }


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=400)
    parser.add_argument("--whole", type=int, default=3, help="runs through the house itself")
    parser.add_argument("--sampler", choices=SAMPLERS, default="thompson")
    given = parser.parse_args()
    groups = [judged(group, SAMPLERS[given.sampler], given.seeds) for group in GROUPS]
    if given.whole:
        groups.append(asyncio.run(whole(given.whole)))
    told = {"sampler": given.sampler, "posts": POSTS, "groups": groups}
    for one in groups:
        print(one)
    print(json.dumps(told))
    return 0 if is_well(told) else 1


if __name__ == "__main__":
    sys.exit(main())

"""A thousand updates a second for a minute: do queues grow, does memory, how soon do answers leave?

The real process on a real SQLite file (synchronous=FULL) and a real port, against the sandbox, which
keeps Telegram's limits: 30 messages a second in all, 20 a minute in a group. One update in twenty is a
question or a command; to `--answered` of these there is an answer. At 1,000 updates/s
and above 0.5 more answers are due than Telegram lets out; those beyond the share of all (bot/chat/budget.py)
are never given. The last line is JSON; the exit code is 0 unless others are missing. The sandbox,
which makes the traffic, runs on the same machine: it needs a core of its own.
"""

import argparse
import asyncio
import itertools
import json
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx
import uvloop
from load.answers import Answer, answers
from load.process import TOKEN, Look, Renao, look, running
from load.town import Town

from bot.chat.budget import EVERYBODY
from bot.sandbox import World, serve

# Seconds in which everything must be done once nobody talks any more.
PATIENCE = 120
ROWS = 6


@dataclass
class Run:
    """One run, and what was seen in it."""

    given: argparse.Namespace
    world: World = field(default_factory=World)
    looks: list[Look] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.limits.on = True
        self.bot = self.world.add_bot("renao_bot", token=TOKEN)
        self.town = Town(
            self.world, self.bot, self.given.groups, self.given.answered, self.given.seed
        )

    async def run(self, folder: Path) -> list[Answer]:
        """Let Renao settle in, let the town talk, wait until all is answered."""
        async with AsyncExitStack() as stack:
            served = await stack.enter_async_context(serve(self.world))
            http = await stack.enter_async_context(httpx.AsyncClient())
            renao = await stack.enter_async_context(running(served.base_url, folder, free_port()))
            await self._quiet(renao, http)
            talking = asyncio.create_task(self.town.live(self.given.rate, self.given.seconds))
            while not talking.done():
                self.looks.append(await look(renao, self.bot, http))
                await asyncio.wait({talking}, timeout=1)
            talking.result()
            # On a machine with other work a short run may be over before the second look.
            self.looks.append(await look(renao, self.bot, http))
            await self._quiet(renao, http)
        return answers(self.world, renao.file, self.town.asked)

    async def _quiet(self, renao: Renao, http: httpx.AsyncClient) -> None:
        """Wait until nothing waits anywhere."""
        async with asyncio.timeout(PATIENCE):
            while True:
                seen = await look(renao, self.bot, http)
                if seen.fetched and not (seen.telegram or seen.backlog or seen.outbox):
                    return
                await asyncio.sleep(0.2)


def main() -> int:
    """Do what the command line says; return the exit code."""
    run = Run(parse())
    with tempfile.TemporaryDirectory(prefix="renao-load-") as folder:
        found = uvloop.run(run.run(Path(folder)))
    figures = table(run, found)
    print(json.dumps(figures))
    possible = EVERYBODY.burst + EVERYBODY.a_minute / 60 * run.given.seconds
    return 1 if figures["missing"] > max(0, figures["due"] - possible) else 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1000, help="updates a second")
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument(
        "--answered", type=float, default=0.5, help="the share of asks with an answer"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def table(run: Run, found: list[Answer]) -> dict[str, float]:
    """Print what was seen, and return the figures that matter."""
    looks = run.looks
    print("second  kept/s  at Telegram  backlog  outbox   MB  CPU")
    for start, end in stretches(looks):
        print(_line(looks, start, end))
    due = sum(one.due for one in run.town.asked)
    print(f"\n{len(run.town.asked)} asks, {due} with an answer, {due - len(found)} of them missing")
    print("seconds to the answer     p50    p99")
    sums = {
        "in all": [one.whole for one in found],
        "for Telegram's limits": [one.limited for one in found],
        "Renao's own": [one.ours for one in found],
        "until it is put": [one.handled for one in found],
    }
    for name, values in sums.items():
        print(f"{name:22} {share(values, 50):6.2f} {share(values, 99):6.2f}")
    return _figures(looks) | {
        "asked": len(run.town.asked),
        "due": due,
        "missing": due - len(found),
        "p50": share(sums["in all"], 50),
        "p99": share(sums["in all"], 99),
        "own_p99": share(sums["Renao's own"], 99),
    }


def stretches(looks: Sequence[Look]) -> list[tuple[int, int]]:
    """Return from which look to which each row of the table reaches."""
    last = len(looks) - 1
    edges = sorted({last * row // ROWS for row in range(ROWS + 1)})
    return list(itertools.pairwise(edges))


def _line(looks: Sequence[Look], start: int, end: int) -> str:
    part, seconds = looks[start : end + 1], looks[end].at - looks[start].at
    return (
        f"{looks[end].at - looks[0].at:6.0f} {(part[-1].fetched - part[0].fetched) / seconds:7.0f}"
        f" {max(one.telegram for one in part):12} {max(one.backlog for one in part):8}"
        f" {max(one.outbox for one in part):7} {max(one.memory for one in part):4.0f}"
        f" {(part[-1].cpu - part[0].cpu) / seconds:4.0%}"
    )


def _figures(looks: Sequence[Look]) -> dict[str, float]:
    """Return what the queues and the memory came to, the latter in the second and the last quarter."""
    seconds, quarter = looks[-1].at - looks[0].at, len(looks) // 4
    return {
        "kept_a_second": round((looks[-1].fetched - looks[0].fetched) / seconds),
        "most_at_telegram": max(one.telegram for one in looks),
        "most_backlog": max(one.backlog for one in looks),
        "most_outbox": max(one.outbox for one in looks),
        "memory_early": round(max(one.memory for one in looks[quarter : 2 * quarter + 1])),
        "memory_late": round(max(one.memory for one in looks[-quarter - 1 :])),
        "cpu": round((looks[-1].cpu - looks[0].cpu) / seconds, 2),
    }


def share(values: Sequence[float], percent: int) -> float:
    """Return the value below which so many of a hundred lie; 0 if there are too few."""
    return round(quantiles(values, n=100)[percent - 1], 3) if len(values) > 1 else 0.0


if __name__ == "__main__":
    sys.exit(main())

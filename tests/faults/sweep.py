"""Fail every SQL statement and every call to Telegram of the day, each in a process of its own.

    python -m tests.faults.sweep [--one-in 40] [--seed 0] [--jobs 2]

Each act of the day begins in a house that is newly opened: on the tables as they are, in a world as it is.
Before it the process forks for every statement and call of the act. The child lets that one fail, plays the
next acts without a fault, and is compared with the child in which nothing failed: all tables, all posts, and
SQLite's own check of the file. What follows then depends on nothing in which the two could differ, but for
what `ending.py` leaves out.

Prints what ended differently, then `statements 9 calls 9 tried 9 different 0`; the exit code is 0 only then.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

import structlog

from bot.clock import MINUTE
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from tests.faults.apart import Apart
from tests.faults.breaking import CallFault, NthCall, NthStatement
from tests.faults.day import Day, Play
from tests.faults.ending import Ending, difference, ending, faults_in
from tests.faults.hour import decide
from tests.faults.stage import Stage, new_world, opened
from tests.stories.conftest import TOKEN

# What was taken up again in the next act must have come to rest in the one after it.
ACTS_AFTER = 2


@dataclass(frozen=True)
class Fault:
    """The nth statement or call of an act, and how it fails; 0 is none."""

    nth: int = 0
    how: CallFault | None = None
    """None for a statement."""

    def lines(self) -> tuple[NthStatement, NthCall]:
        """Return what stands in the way of statements and calls."""
        if self.how is None:
            return NthStatement(self.nth), NthCall()
        return NthStatement(), NthCall(self.nth, self.how)


@dataclass(frozen=True)
class Lived:
    """Where acts ended, how many statements and calls the first had, and which of them was struck."""

    ending: Ending
    statements: int
    calls: int
    struck: str


@dataclass
class Tally:
    """How much there was, and how much was tried and found different."""

    statements: int = 0
    calls: int = 0
    tried: int = 0
    different: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name} {count}" for name, count in vars(self).items())


class Sweep:
    """The day, as far as it has been played: its database, its world, and when its jobs ran."""

    def __init__(self, folder: Path, jobs: int, is_chosen: Callable[[int], bool]) -> None:
        self._here, self._jobs, self._is_chosen = folder, jobs, is_chosen
        self.tally = Tally()
        self._acts = 0
        self._ran: dict[str, float] = {}
        world = new_world()
        self._play = Play(world, world.state.bots[TOKEN])

    def run(self) -> Iterator[str]:
        """Play the day; return a sentence for each fault with which an act ended differently."""
        while not self._play.is_over:
            yield from self._whole_act()
            asyncio.run(self._act(self._here, *Fault().lines()))
            self._acts += 1

    def _whole_act(self) -> Iterator[str]:
        """Try all that can fail in the next act."""
        (faultless,) = Apart[Lived](1).each([partial(self._lived, Fault())])
        try_it = partial(self._complaint, faultless)
        for said in Apart[str](self._jobs).each(
            partial(try_it, one) for one in self._due(faultless)
        ):
            self.tally.tried += 1
            if said:
                self.tally.different += 1
                yield said

    def _due(self, lived: Lived) -> Iterator[Fault]:
        """Return what is to be tried of an act, counted through all acts."""
        for how, count in (
            (None, lived.statements),
            *((how, lived.calls) for how in get_args(CallFault)),
        ):
            before = self.tally.statements if how is None else self.tally.calls
            for nth in range(1, count + 1):
                if self._is_chosen(before + nth):
                    yield Fault(nth, how)
        self.tally.statements += lived.statements
        self.tally.calls += lived.calls

    def _complaint(self, faultless: Lived, fault: Fault) -> str:
        """Play on with a fault; say where the end is another than without, if it is."""
        lived = self._lived(fault)
        found = difference(lived.ending, faultless.ending, fault.how, lived.struck)
        return found and f"act {self._acts}, {fault}, {lived.struck}: {found}"

    def _lived(self, fault: Fault) -> Lived:
        """Play the next act with a fault and those after it without, in a copy of the database's folder."""
        with tempfile.TemporaryDirectory(prefix="renao-sweep-") as folder:
            copy = Path(shutil.copytree(self._here, Path(folder) / "day"))
            lived = asyncio.run(self._acts_from(copy, *fault.lines()))
            assert faults_in(copy / "renao.db") == []
        return lived

    async def _acts_from(self, folder: Path, sql: NthStatement, call: NthCall) -> Lived:
        await self._act(folder, sql, call)
        async with self._house(folder, NthCall()) as stage:
            for _ in range(ACTS_AFTER):
                if not self._play.is_over:
                    await self._play.act(stage, look)
            found = await ending(stage.house.database, stage.world)
        return Lived(found, sql.seen, len(call.methods), sql.struck or call.struck)

    async def _act(self, folder: Path, sql: NthStatement, call: NthCall) -> None:
        """Play the next act in a house of its own."""
        async with self._house(folder, call) as stage:
            sql.watch(stage.house.database)
            call.counts = True
            await self._play.act(stage, look)
            sql.counts = call.counts = False

    @asynccontextmanager
    async def _house(self, folder: Path, call: NthCall) -> AsyncIterator[Stage]:
        world = self._play.world
        async with opened(folder, world=world, between=call.on, synchronous="NORMAL") as stage:
            stage.ran = self._ran
            yield stage


async def look(stage: Stage, day: Day) -> bool:
    """Let the operator look into the groups, where she decides what is in doubt; True if anything was."""
    # The same may have been said in the act before, ten minutes ago.
    return await decide(stage, day.fans, day.old_club, day.club, looking_back=9 * MINUTE)


# ── the command line ─────────────────────────────────────────────────────────────────────────────


async def migrated(folder: Path) -> None:
    """Make a database."""
    database = open_database(f"sqlite:///{folder}/renao.db")
    await migrate(database)
    await database.close()


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.sweep", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--one-in", type=int, default=1, help="try a sample only")
    parser.add_argument("--seed", type=int, default=0, help="seeds from 0 on come round to all")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Sweep, and print what was found; 0 if nothing was."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asked = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="renao-sweep-") as folder:
        day = Path(folder) / "day"
        day.mkdir()
        asyncio.run(migrated(day))
        chosen = partial(is_chosen, one_in=asked.one_in, seed=asked.seed)
        sweep = Sweep(day, asked.jobs, chosen)
        for said in sweep.run():
            print(said, flush=True)
    print(sweep.tally)
    return 1 if sweep.tally.different else 0


def is_chosen(number: int, one_in: int, seed: int) -> bool:
    """Say whether a seed's sample has the statement or call with this number. Pure."""
    return number % one_in == seed % one_in


if __name__ == "__main__":
    sys.exit(main())

"""Fail the 1st, 2nd, 3rd … SQL statement, or call to Telegram, of a whole day; each in a run of its own.

Every run must end where the faultless one ends. Here one of each stretch is tried, and another one with
another RENAO_SEED, so that seeds from 0 on come round to all. RENAO_EVERY=kinds tries one of each kind, which
is a statement and the one before it, or a method of Telegram's: an hour of one core. RENAO_EVERY=1 tries all:
seven hours.

Equal means: the rows of all tables and the posts of every chat, as `ending.py` reads them. After a call
of which nobody knows whether Telegram executed it, (1) what must not be said twice is in doubt, if it was
that: the operator looks, and decides; (2) what must not be lost may be said twice; (3) then messages have
other ids, and the posts of a chat may have changed places.
"""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import structlog

from bot.clock import MINUTE
from tests.faults.breaking import CallFault, NthCall, NthStatement
from tests.faults.day import Day, live
from tests.faults.ending import Ending, ending, faults_in
from tests.faults.hour import decide
from tests.faults.stage import Stage, opened

EVERY = os.environ.get("RENAO_EVERY", "")
SEED = int(os.environ.get("RENAO_SEED", "0"))
STRETCHES_OF_STATEMENTS = 18
STRETCHES_OF_CALLS = 4


@dataclass(frozen=True)
class Run:
    """A day that was lived through: where it ended, and the kinds of its statements and calls in order."""

    ending: Ending
    statements: Sequence[Hashable]
    calls: Sequence[Hashable]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of days would fill the log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


async def lived(
    folder: Path, template: Path, sql: NthStatement, call: NthCall | None = None
) -> Run:
    """Live through the day with a fault; look where it ended, and at the database file."""
    furnish(folder, template)
    line = call or NthCall()
    async with opened(folder, between=line.on, synchronous="NORMAL") as stage:
        sql.watch(stage.house.database)
        line.counts = True
        await live(stage, partial(look, stage))
        # What follows are the test's own statements.
        sql.counts = line.counts = False
        lived = Run(await ending(stage.house.database, stage.world), sql.kinds, line.methods)
    assert faults_in(folder / "renao.db") == []
    shutil.rmtree(folder)
    return lived


def furnish(folder: Path, template: Path) -> None:
    folder.mkdir()
    shutil.copy(template, folder / "renao.db")


async def look(stage: Stage, day: Day) -> bool:
    """Let the operator look into the groups, where she decides what is in doubt; True if anything was."""
    # The same may have been said in the act before, ten minutes ago.
    return await decide(stage, day.fans, day.old_club, day.club, looking_back=9 * MINUTE)


@pytest.fixture(scope="module")
def faultless(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The day as it ends when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("faultless") / "day"
    return asyncio.run(lived(folder, sqlite_template, NthStatement()))


def chosen(kinds: Sequence[Hashable], stretch: int, stretches: int) -> list[int]:
    """Return which of the statements or calls 1 … n, whose kinds are given, are tried of a stretch. Pure."""
    if EVERY == "kinds":
        mine = range(stretch, len(set(kinds)), stretches)
        return [_one_of(kinds, list(dict.fromkeys(kinds))[place]) for place in mine]
    length = -(-len(kinds) // stretches)
    mine = range(stretch * length + 1, min((stretch + 1) * length, len(kinds)) + 1)
    if EVERY:
        return list(mine)
    return [mine[SEED % length]] if SEED % length < len(mine) else []


def _one_of(kinds: Sequence[Hashable], kind: Hashable) -> int:
    """Return the seed's place, from 1 on, among those of a kind."""
    places = [nth for nth, each in enumerate(kinds, 1) if each == kind]
    return places[SEED % len(places)]


def test_seeds_come_round_to_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.faults.test_every_nth.EVERY", "")
    tried = []
    for seed in range(8):
        monkeypatch.setattr("tests.faults.test_every_nth.SEED", seed)
        tried += [one for stretch in range(10) for one in chosen(range(73), stretch, 10)]
    assert sorted(tried) == list(range(1, 74))


@pytest.mark.parametrize(("seed", "tried"), [(0, [1, 2, 4]), (1, [3, 4, 5])])
def test_one_of_each_kind_is_tried(
    monkeypatch: pytest.MonkeyPatch, seed: int, tried: list[int]
) -> None:
    monkeypatch.setattr("tests.faults.test_every_nth.EVERY", "kinds")
    monkeypatch.setattr("tests.faults.test_every_nth.SEED", seed)
    assert sorted(one for stretch in (0, 1) for one in chosen("abacb", stretch, 2)) == tried


@pytest.mark.timeout(0 if EVERY else 1200)
@pytest.mark.parametrize("stretch", range(STRETCHES_OF_STATEMENTS))
async def test_whichever_statement_fails_the_day_ends_the_same(
    tmp_path: Path, sqlite_template: Path, faultless: Run, stretch: int
) -> None:
    for nth in chosen(faultless.statements, stretch, STRETCHES_OF_STATEMENTS):
        sql = NthStatement(nth)
        run = await lived(tmp_path / f"{nth}", sqlite_template, sql)
        assert run.ending == faultless.ending, f"statement {nth} failed: {sql.struck}"


@pytest.mark.timeout(0 if EVERY else 1200)
@pytest.mark.parametrize("stretch", range(STRETCHES_OF_CALLS))
@pytest.mark.parametrize("fault", ["refused", "reset", "500"])
async def test_whichever_call_fails_the_day_ends_the_same(
    tmp_path: Path, sqlite_template: Path, faultless: Run, fault: CallFault, stretch: int
) -> None:
    for nth in chosen(faultless.calls, stretch, STRETCHES_OF_CALLS):
        call = NthCall(nth, fault)
        run = await lived(tmp_path / f"{nth}", sqlite_template, NthStatement(), call)
        why = f"call {nth}, {call.struck}, ended in {fault}"
        if fault == "refused" or not call.struck.startswith("send"):
            assert run.ending == faultless.ending, why
        else:
            assert run.ending.without_ids == faultless.ending.without_ids, why
            more = run.ending.counted_posts() - faultless.ending.counted_posts()
            missing = faultless.ending.counted_posts() - run.ending.counted_posts()
            assert missing == Counter(), why
            assert more.total() <= (fault == "reset"), why

"""Whichever SQL statement or call to Telegram fails, a whole day ends where the faultless one ends.

`sweep.py` fails each of them, act by act; here a sample of that is played. And some days are lived through
with a fault in one house to their end. Another RENAO_SEED tries others: seeds from 0 on come round to all.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from tests.faults import sweep
from tests.faults.breaking import CallFault, NthCall, NthStatement
from tests.faults.day import Play
from tests.faults.ending import Ending, difference, ending, faults_in
from tests.faults.stage import opened

SEED = int(os.environ.get("RENAO_SEED", "0"))
ONE_IN = 100
STRETCHES = 5


@dataclass(frozen=True)
class Run:
    """A day that was lived through: where it ended, and how many statements and calls it had."""

    ending: Ending
    statements: int
    calls: int


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Days full of faults would fill the log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


async def lived(
    folder: Path, template: Path, sql: NthStatement, call: NthCall | None = None
) -> Run:
    """Live through the day in one house; look where it ended, and at the database file."""
    shutil.copy(template, folder / "renao.db")
    line = call or NthCall()
    async with opened(folder, between=line.on, synchronous="NORMAL") as stage:
        sql.watch(stage.house.database)
        line.counts = True
        play = Play(stage.world, stage.bot)
        while not play.is_over:
            await play.act(stage, sweep.look)
        # What follows are the test's own statements.
        sql.counts = line.counts = False
        run = Run(await ending(stage.house.database, stage.world), sql.seen, len(line.methods))
    assert faults_in(folder / "renao.db") == []
    return run


@pytest.fixture(scope="module")
def faultless(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The day as it ends when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("faultless")
    return asyncio.run(lived(folder, sqlite_template, NthStatement()))


def chosen(count: int, stretch: int, stretches: int) -> int:
    """Return which of 1 … count a seed tries of a stretch. Pure."""
    length = -(-count // stretches)
    return min(stretch * length + SEED % length + 1, count)


def test_seeds_come_round_to_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = set()
    for seed in range(8):
        monkeypatch.setattr("tests.faults.test_every_nth.SEED", seed)
        tried |= {chosen(73, stretch, 10) for stretch in range(10)}
    assert tried == set(range(1, 74))
    assert {n for seed in range(7) for n in range(50) if sweep.is_chosen(n, 7, seed)} == set(
        range(50)
    )


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("stretch", range(STRETCHES))
async def test_whichever_statement_fails_the_day_ends_the_same(
    tmp_path: Path, sqlite_template: Path, faultless: Run, stretch: int
) -> None:
    sql = NthStatement(chosen(faultless.statements, stretch, STRETCHES))
    run = await lived(tmp_path, sqlite_template, sql)
    found = difference(run.ending, faultless.ending, None, sql.struck)
    assert not found, f"statement {sql.nth} failed: {sql.struck}: {found}"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("fault", ["refused", "reset", "500"])
async def test_whichever_call_fails_the_day_ends_the_same(
    tmp_path: Path, sqlite_template: Path, faultless: Run, fault: CallFault
) -> None:
    call = NthCall(chosen(faultless.calls, 0, 1), fault)
    run = await lived(tmp_path, sqlite_template, NthStatement(), call)
    found = difference(run.ending, faultless.ending, fault, call.struck)
    assert not found, f"call {call.nth}, {call.struck}, ended in {fault}: {found}"


@pytest.mark.timeout(1200)
def test_a_sample_of_the_sweep_ends_the_same() -> None:
    # In a process of its own: forking is for programs without threads.
    line = ["-m", "tests.faults.sweep", f"--one-in={ONE_IN}", f"--seed={SEED}", "--jobs=1"]
    done = subprocess.run([sys.executable, *line], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.fullmatch(r"statements (\d+) calls (\d+) tried (\d+) different 0\n", done.stdout)
    assert told is not None
    statements, calls, tried = map(int, told.groups())
    assert statements > 5000 and calls > 300
    assert tried >= (statements + 3 * calls) // ONE_IN - 4

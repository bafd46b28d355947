"""What an update costs, from its bytes to committed rows: python-telegram-bot, Renao, and the bound.

Three contestants take the same updates in turn, each in every round:

ptb    bytes → `telegram.Update` → a handler that does nothing, in python-telegram-bot's `Application`
ours   bytes → committed facts, days and members on SQLite, synchronous=FULL, 100 a batch, as Renao runs it
bound  bytes → the few fields of a fact → `executemany` of 1,000 rows: the least that keeping an act costs

Prints the median CPU time of each per update (all threads) and, where `perf` can count them, user-space
instructions; the last line is JSON: how many times ours the one costs, and ours how many times the other.
"""

import argparse
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import msgspec
import uvloop
from telegram import Update
from telegram.ext import Application, TypeHandler
from traffic import START, Traffic

from bot.app.house import make_intake
from bot.chat.host import Me
from bot.config.settings import Defaults
from bot.inbox import numbered
from bot.storage.engine import open_database
from bot.storage.migrate import migrate

BATCH = 100
ROWS = 1000

Take: TypeAlias = Callable[[Sequence[bytes]], Awaitable[None]]
Contestant: TypeAlias = Callable[[Path], AbstractAsyncContextManager[Take]]

# ── contestants ──────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def ptb(_database: Path) -> AsyncIterator[Take]:
    """Let python-telegram-bot build each update and hand it to a handler that does nothing."""

    async def nothing(_update: object, _context: object) -> None:
        pass

    application = Application.builder().token("1:A").updater(None).build()
    application.add_handler(TypeHandler(Update, nothing))
    application._initialized = True  # Its initialize() would ask Telegram who it is.

    async def take(raws: Sequence[bytes]) -> None:
        for raw in raws:
            update = Update.de_json(json.loads(raw), application.bot)
            await application.process_update(update)

    yield take


@asynccontextmanager
async def ours(database: Path) -> AsyncIterator[Take]:
    """Take everything in as Renao does."""
    opened = open_database(f"sqlite:///{database}", synchronous="FULL")
    intake = make_intake(opened, Defaults(), Me(1, "renao_bot", reads_all=True))

    async def take(raws: Sequence[bytes]) -> None:
        for start in range(0, len(raws), BATCH):
            batch = [numbered(raw) for raw in raws[start : start + BATCH]]
            await intake.accept(batch, START + start / 4)

    yield take
    await opened.close()


class Id(msgspec.Struct, frozen=True, gc=False):
    """A person or a chat."""

    id: int


class Act(msgspec.Struct, frozen=True, gc=False):
    """The fields that make a fact, wherever they stand."""

    chat: Id = Id(0)
    message_id: int = 0
    date: int = 0
    by: Id = msgspec.field(name="from", default=Id(0))
    user: Id = Id(0)


class Narrow(msgspec.Struct, gc=False):
    """An update, as narrow as can be."""

    update_id: int
    message: Act | None = None
    edited_message: Act | None = None
    message_reaction: Act | None = None
    chat_member: Act | None = None
    callback_query: Act | None = None
    poll_answer: Act | None = None


def narrow_row(update: Narrow) -> tuple[int, ...]:
    """Return the one row that an update makes."""
    act = (
        update.message
        or update.message_reaction
        or update.edited_message
        or update.chat_member
        or update.callback_query
        or update.poll_answer
        or Act()
    )
    return act.chat.id, update.update_id, 1, act.by.id or act.user.id, act.date


@asynccontextmanager
async def bound(database: Path) -> AsyncIterator[Take]:
    """Write one row an update, and do nothing else at all."""
    decode = msgspec.json.Decoder(Narrow).decode
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    insert = "INSERT OR IGNORE INTO facts (chat_id, ref, kind, user_id, at) VALUES (?, ?, ?, ?, ?)"

    async def take(raws: Sequence[bytes]) -> None:
        for start in range(0, len(raws), ROWS):
            connection.execute("BEGIN IMMEDIATE")
            rows = [narrow_row(decode(raw)) for raw in raws[start : start + ROWS]]
            connection.executemany(insert, rows)
            connection.execute("COMMIT")

    yield take
    connection.close()


CONTESTANTS: dict[str, Contestant] = {"ptb": ptb, "ours": ours, "bound": bound}

# ── measuring ────────────────────────────────────────────────────────────────────────────────────


async def new_database(path: Path) -> Path:
    """Make a migrated database."""
    database = open_database(f"sqlite:///{path}")
    await migrate(database)
    await database.close()
    return path


async def cpu(contestant: Contestant, raws: Sequence[bytes], template: Path) -> float:
    """Return the CPU µs per update of one warm run on a new database, in all threads."""
    cold, warm = raws[: len(raws) // 10], raws[len(raws) // 10 :]
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        database = Path(shutil.copy(template, folder))
        async with contestant(database) as take:
            await take(cold)
            before = time.process_time()
            await take(warm)
            return (time.process_time() - before) / len(warm) * 1e6


async def measure(raws: Sequence[bytes], rounds: int, template: Path) -> dict[str, float]:
    """Return the median of `rounds` for each contestant; in a round all take turns."""
    times: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, contestant in CONTESTANTS.items():
            times[name].append(await cpu(contestant, raws, template))
    return {name: statistics.median(found) for name, found in times.items()}


def instructions(name: str, updates: int) -> float | None:
    """Return a contestant's user-space instructions per update; None where they cannot be counted.

    What starting costs is left out: the difference of two runs, the one twice as long.
    """
    short, long = _counted(name, updates), _counted(name, 2 * updates)
    return None if short is None or long is None else (long - short) / updates


def _counted(name: str, updates: int) -> int | None:
    if shutil.which("perf") is None:
        return None
    line = [sys.executable, __file__, "--only", name, "--updates", str(updates)]
    counting = ["perf", "stat", "-x,", "-e", "instructions:u", "--", *line]
    told = subprocess.run(counting, capture_output=True, text=True, check=False).stderr
    counts = [row.split(",")[0] for row in told.splitlines() if "instructions" in row]
    return int(counts[0]) if counts and counts[0].isdigit() else None


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="A few updates: does it run at all?")
    parser.add_argument("--only", choices=CONTESTANTS, help="Run one, once, and print nothing.")
    asked = parser.parse_args(arguments)
    if asked.quick:
        asked.updates, asked.rounds = 300, 1
    return asked


async def run(asked: argparse.Namespace) -> dict[str, float]:
    """Run what was asked for, and return the medians."""
    raws = list(Traffic(asked.seed).updates(asked.updates))
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        template = await new_database(Path(folder) / "renao.db")
        if asked.only:
            return {asked.only: await cpu(CONTESTANTS[asked.only], raws, template)}
        return await measure(raws, asked.rounds, template)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table and the ratios."""
    warnings.simplefilter("ignore")
    asked = parse(arguments)
    found = uvloop.run(run(asked))
    if asked.only:
        return
    counted = {name: None if asked.quick else instructions(name, 5000) for name in CONTESTANTS}
    print(f"{'':8}{'CPU µs':>10}{'k-instructions':>16}   per update")
    for name, median in found.items():
        count = counted[name]
        print(f"{name:8}{median:>10.1f}{'-' if count is None else f'{count / 1000:.0f}':>16}")
    ratios = {
        "ptb_over_ours": round(found["ptb"] / found["ours"], 2),
        "ours_over_bound": round(found["ours"] / found["bound"], 2),
    }
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()

"""How soon each page of the dashboard begins to arrive, in a database of a million facts in 200 groups.

The history of bench/record.py, in which every tenth message is a question that nobody answers; the pages
are those of the largest group, which has an eighth of all facts, and the overview of all groups. They are
asked for over HTTP on loopback, one after the other; the time is that to the first byte, in ms, the middle
and the slowest of `--times` (15), after one to warm up. "kB" is what is sent, compressed. The last line is
JSON; the exit code is 1 where the middle of a page is above `--most` (100) ms.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from statistics import median

import sqlalchemy as sa
from record import BATCH, LARGEST, START, found_groups, history

from bot.activity.details import Detail, Details
from bot.activity.facts import Fact, Kind
from bot.activity.forms import QUESTION
from bot.activity.members import Named
from bot.activity.record import keep
from bot.activity.wire import User
from bot.clock import Instant
from bot.config import Settings
from bot.storage import Database
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from bot.storage.schema import recordings, standings
from bot.web.dashboard import session
from bot.web.dashboard.app import dashboard_app
from bot.web.dashboard.pages import SECTIONS
from bot.web.dashboard.sign_in import Visitor
from bot.web.serve import serving

ALICE = 1001
TOKEN = "42:BENCH"
SETTINGS = Settings.model_validate(
    {
        "owners": [ALICE],
        "telegram": {"token": TOKEN},
        "dashboard": {"url": "http://127.0.0.1/"},
    }
)


class StillClock:
    """A clock that stands where the history ends."""

    def __init__(self, now: Instant) -> None:
        self.instant = now

    def now(self) -> Instant:
        """Return that moment."""
        return self.instant

    async def sleep(self, seconds: float) -> None:
        """Return at once."""

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:  # noqa: ARG002
        """Say whether `event` has come."""
        return event.is_set()


def asking(facts: Iterator[Fact]) -> Iterator[tuple[Fact, Detail | None]]:
    """Let every tenth message be a question."""
    for number, fact in enumerate(facts):
        if fact.kind is Kind.MESSAGE and number % 10 == 0:
            asks = Detail(text=f"Question {number}: when does the stream begin tonight?")
            yield fact._replace(form=fact.form | QUESTION), asks
        else:
            yield fact, None


async def fill(database: Database, count: int) -> Instant:
    """Write the history down; return when it ends."""
    async with database.write() as tx:
        known = await found_groups(tx)
        told = {"since": float(START), "status": "administrator", "reads_all": True}
        await tx.execute(sa.insert(standings), [{"chat_id": each, **told} for each in known])
    facts, last = asking(history(Random(1), count)), float(START)
    while batch := list(islice(facts, BATCH)):
        details: Details = {fact.key: detail for fact, detail in batch if detail is not None}
        names = {
            (fact.chat_id, fact.user_id): Named(
                User(id=fact.user_id, first_name=f"Fan {fact.user_id}"), fact.at
            )
            for fact, _ in batch
        }
        async with database.write() as tx:
            await keep(tx, [fact for fact, _ in batch], known, names, details)
        last = float(batch[-1][0].at)
    async with database.write() as tx:
        await tx.execute(sa.insert(recordings), [{"started": float(START), "until": last}])
    return last


def pages() -> dict[str, str]:
    """Return the address of every page that is measured, by its name."""
    here = f"/groups/{LARGEST}"
    found = {"overview": "/", **{s.name or "activity": f"{here}{s.path}" for s in SECTIONS}}
    return found | {
        "activity of 90 days": f"{here}?period=90d",
        "retention by first act": f"{here}/retention?by=first_act",
        "members called 77": f"{here}/members?q=77",
    }


async def first_byte(port: int, path: str, cookie: str) -> tuple[float, int]:
    """Return after how many ms the first byte of a page comes, and how many bytes it has."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.perf_counter()
    head = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n"
    )
    writer.write(f"{head}Cookie: {session.NAME}={cookie}\r\n\r\n".encode())
    answer = await reader.read(1)
    took = (time.perf_counter() - began) * 1000
    answer += await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    assert re.search(rb"(?i)content-encoding: gzip", answer)
    return took, len(answer)


async def measure(database: Database, now: Instant, times: int) -> dict[str, dict[str, float]]:
    """Ask for every page so often, and tell how long each took."""

    async def confirm(_chat_id: int, _user_id: int) -> bool:
        return True

    clock = StillClock(now)
    cookie = session.write(Visitor(ALICE, "en"), TOKEN, now)
    app = dashboard_app(SETTINGS, database, clock, confirm=confirm, lacks=lambda _: [])
    found = {}
    async with serving(app, "127.0.0.1:0", "dashboard.listen") as address:
        for name, path in pages().items():
            await first_byte(address.port, path, cookie)
            taken = [await first_byte(address.port, path, cookie) for _ in range(times)]
            took = [one for one, _ in taken]
            sizes = taken[0][1] / 1000
            figures = {"middle": median(took), "slowest": max(took), "kB": sizes}
            found[name] = {key: round(value, 1) for key, value in figures.items()}
            print(f"{name:<24}" + "  ".join(f"{k} {v:>6}" for k, v in found[name].items()))
    return found


async def bench(count: int, times: int) -> dict[str, dict[str, float]]:
    """Fill a database in a folder that goes away, and measure the pages."""
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        database = open_database(f"sqlite:///{folder}/renao.db")
        try:
            await migrate(database)
            return await measure(database, await fill(database, count), times)
        finally:
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--most", type=float, default=100.0)
    arguments = parser.parse_args()
    result = asyncio.run(bench(arguments.facts, arguments.times))
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(any(page["middle"] > arguments.most for page in result.values()))

"""Health and metrics: true figures, 503 when a part is not well, and nothing of anybody."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot import outbox
from bot.inbox import Backlog, queue
from bot.outbox import Draft, Health, Policy, Priority
from bot.storage import Database
from bot.web.health import LATEST, LONGEST_SILENCE, State, report
from bot.web.meter import Meter
from bot.web.metrics import exposition
from bot.web.watch import watch_app
from tests.web.conftest import DISK_FULL

NOW = 1_767_225_600.0
SAMPLE = re.compile(r"renao_[a-z0-9_]+ [0-9.]+(e[+-][0-9]+)?")


@asynccontextmanager
async def watcher(database: Database, meter: Meter, clock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(watch_app(database, meter, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://renao") as client:
        yield client


def sampled(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in lines), lines
    return {name: float(value) for name, value in (line.split() for line in lines)}


async def fill(database: Database, now: float) -> None:
    async with database.write() as tx:
        await queue.put(tx, [(1, -1001, b"{}")], now - 30)
        await queue.set_aside(tx, 2, b"what Bob wrote", "KeyError: what Bob wrote", now)
        draft = Draft(
            -1001, "what Renao says", priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE
        )
        await outbox.put(tx, draft, now - 10)


async def test_a_house_that_is_well_says_so(database: Database, meter: Meter, clock) -> None:
    await fill(database, clock.now())
    async with watcher(database, meter, clock) as client:
        answer = await client.get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert told["ok"]
    assert told["intake"] == {"up": True, "last": 0, "waiting": 1, "oldest": 30, "set_aside": 1}
    assert (told["outbox"]["waiting"], told["outbox"]["oldest"]) == (1, 10)
    assert (told["database"], told["last_update"]) == ({"up": True}, None)
    assert "Bob" not in answer.text


async def test_an_intake_that_went_quiet_is_not_well(
    database: Database, meter: Meter, clock
) -> None:
    clock.forward(seconds=LONGEST_SILENCE + 1)
    async with watcher(database, meter, clock) as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["intake"]["up"]) == (503, False)
        meter.beat = clock.now()
        assert (await client.get("/healthz")).status_code == 200


async def test_an_outbox_that_gets_nothing_out_is_not_well(
    database: Database, meter: Meter, clock
) -> None:
    await fill(database, clock.now() - LATEST)
    async with watcher(database, meter, clock) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["outbox"]["up"]) == (503, False)


class Broken:
    """A database that does not answer."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[None]:
        raise DISK_FULL
        yield


async def test_a_database_that_is_down_is_told_and_its_figures_are_missing(
    meter: Meter, clock
) -> None:
    async with watcher(Broken(), meter, clock) as client:  # type: ignore[arg-type]
        health = await client.get("/healthz")
        figures = sampled((await client.get("/metrics")).text)
    assert (health.status_code, health.json()["database"]) == (503, {"up": False})
    assert figures["renao_database_up"] == 0
    assert "renao_outbox_queued" not in figures


async def test_the_figures_are_those_of_the_house(database: Database, meter: Meter, clock) -> None:
    await fill(database, clock.now())
    meter.taken, meter.unreadable, meter.last_update = 1_234_567, 2, clock.now() - 4
    async with watcher(database, meter, clock) as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert sampled(answer.text) == {
        "renao_database_up": 1,
        "renao_updates_taken_total": 1_234_567,
        "renao_updates_unreadable_total": 2,
        "renao_intake_beat_age_seconds": 0,
        "renao_last_update_age_seconds": 4,
        "renao_backlog_pending": 1,
        "renao_backlog_oldest_age_seconds": 30,
        "renao_backlog_dead": 1,
        "renao_outbox_queued": 1,
        "renao_outbox_oldest_age_seconds": 10,
        "renao_outbox_uncertain": 0,
        "renao_outbox_refused": 0,
    }
    assert "Bob" not in answer.text


def test_every_figure_has_its_help_and_type() -> None:
    told = exposition(
        State(NOW, Meter(NOW), Backlog(0, None, 0, None), Health(0, None, 0, 0))
    ).splitlines()
    helped = [line.split()[2] for line in told if line.startswith("# HELP")]
    typed = [line.split()[2] for line in told if line.startswith("# TYPE")]
    assert helped == typed
    assert len(set(helped)) == len(helped)
    counters = [line for line in told if line.endswith(" counter")]
    assert all(line.split()[2].endswith("_total") for line in counters)


@pytest.mark.parametrize("skew", [-100.0, 100.0])
def test_a_clock_that_jumps_makes_no_negative_ages(skew: float) -> None:
    told = report(State(NOW, Meter(NOW + skew), None, None))
    assert told.intake.last == max(0, -skew)


async def test_it_only_answers_what_it_knows(database: Database, meter: Meter, clock) -> None:
    async with watcher(database, meter, clock) as client:
        assert (await client.get("/")).status_code == 404
        assert (await client.post("/healthz")).status_code == 405

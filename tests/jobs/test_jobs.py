"""The jobs: each does its work on the page's own terms, and a failure ends nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.activity import chats
from bot.faq.book import Books
from bot.inbox import intake, queue
from bot.jobs import JOBS, Daily, Every, Job, Timetable, Work
from bot.jobs.forgetting import SEEN_DAYS
from bot.jobs.page import copy_database, forget
from bot.jobs.schedule import run, trigger_of
from bot.reports import readers
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.storage import Database, open_database
from bot.storage.schema import messages_out, seen_updates
from bot.storage.upsert import insert
from tests.activity import updates as u

DAY = 86400.0


class Errands:
    """Counts how often it was sent out."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        self.done.set()


@pytest.fixture
def errands() -> Errands:
    return Errands()


@pytest.fixture
async def work(
    clock, tmp_path: Path, sqlite_template: Path, errands: Errands
) -> AsyncIterator[Work]:
    file = tmp_path / "renao.db"
    shutil.copy(sqlite_template, file)
    database = open_database(f"sqlite:///{file}")
    folder = tmp_path / "backups"
    books = Books(database, None)
    yield Work(database, clock, (), file, folder, 2, errands, errands, books)
    await database.close()


async def test_every_job_runs_on_an_empty_house(work: Work) -> None:
    assert [await run(job, work) for job in JOBS] == [True] * len(JOBS)
    assert len(list(work.backup_folder.iterdir())) == 1


async def test_a_job_that_fails_is_a_line_in_the_log_and_no_more(work: Work) -> None:
    async def fails(_: Work) -> None:
        raise RuntimeError("no")

    assert not await run(Job("fail", fails, Every(seconds=1)), work)


async def test_the_scheduler_wakes_a_job_at_the_start(work: Work, errands: Errands) -> None:
    timetable = Timetable(work)
    timetable.start()
    async with asyncio.timeout(20):
        await errands.done.wait()
    await timetable.stop()


async def test_a_stop_waits_for_the_job_that_runs(work: Work, errands: Errands) -> None:
    release = asyncio.Event()

    async def slow() -> None:
        await errands()
        await release.wait()

    timetable = Timetable(replace(work, refresh_menus=slow))
    timetable.start()
    await errands.done.wait()
    stopping = asyncio.create_task(timetable.stop())
    done, _ = await asyncio.wait([stopping], timeout=0.05)
    assert not done
    release.set()
    await stopping


def test_the_page_is_told_to_the_scheduler_in_its_own_terms() -> None:
    assert isinstance(trigger_of(Every(seconds=5)), IntervalTrigger)
    assert isinstance(trigger_of(Daily(hour=4, minute=0)), CronTrigger)


async def test_what_is_past_its_days_is_forgotten(work: Work) -> None:
    now = work.clock.now()
    await remember(work.database, [(1, now - (SEEN_DAYS + 1) * DAY), (2, now - DAY)])
    async with work.database.write() as tx:
        await queue.set_aside(tx, 1, b"secret", "KeyError", now - 2 * DAY)
    await forget(work)
    async with work.database.read() as tx:
        assert (await tx.scalars(sa.select(seen_updates.c.update_id))).all() == [2]
    assert b"secret" not in work.database_file.read_bytes()


async def remember(database: Database, seen: list[tuple[int, float]]) -> None:
    async with database.write() as tx:
        rows = [{"update_id": number, "at": at} for number, at in seen]
        await tx.execute(insert(tx, seen_updates).values(rows))
        assert await intake.forget_seen(tx, 0) == 0


async def test_a_copy_that_cannot_be_made_is_told_to_the_owner_who_reads_digests(
    work: Work, tmp_path: Path
) -> None:
    owner = 1001
    await u.recorded(work.database, u.message(1))
    async with work.database.write() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        reader = Reader(u.GROUP, owner, owner, 0, time(8))
        await readers.subscribe(tx, chat, reader, tuple(Rhythm), work.clock.now())
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    broken = replace(work, owners=(owner,), backup_folder=in_the_way)
    (job,) = [job for job in JOBS if job.run is copy_database]
    assert not await run(job, broken)
    assert not await run(job, broken)
    async with work.database.read() as tx:
        told = list(await tx.scalars(sa.select(messages_out.c.text)))
    assert len(told) == 1
    assert "No copy of the database could be made" in told[0]

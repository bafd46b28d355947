"""Build the rooms, run them side by side until told to stop, and close them in reverse."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import httpx
import structlog
from telegram import Bot

from bot import jobs
from bot.activity import coverage, wire
from bot.activity.chats import Defaults
from bot.activity.record import record
from bot.chat.account import make_bot, who_am_i
from bot.chat.counting import count_members
from bot.chat.dispatch import Dispatcher
from bot.chat.host import Host
from bot.chat.menus import Menus
from bot.chat.poll import Poller
from bot.chat.route import wanted
from bot.clock import Clock, Instant, SystemClock, parse_zone
from bot.config import Settings
from bot.inbox import Intake
from bot.outbox import Sender
from bot.storage import Database, Tx, open_database
from bot.storage.engine import async_url, database_file
from bot.storage.lock import alone
from bot.storage.migrate import migrate

log = structlog.get_logger()

Step: TypeAlias = Callable[[], Awaitable[bool]]
Rest: TypeAlias = Callable[[], Awaitable[float]]

DISPATCHERS = 4
SENDERS = 8
# A worker that found nothing looks again after so many seconds, though nothing woke it.
IDLE = 1.0
# Work in hand at a stop may take so long; then it is broken off and settled at the next start.
GRACE = 8.0


@dataclass(frozen=True)
class Line:
    """How Telegram is reached: python-telegram-bot's client for what we say, plain HTTP for what we hear."""

    bot: Bot
    http: httpx.AsyncClient


@dataclass(frozen=True)
class House:
    """The rooms, built and connected; each worker is a step that says whether it found work."""

    database: Database
    clock: Clock
    host: Host
    poller: Poller
    dispatcher: Dispatcher
    sender: Sender
    work: jobs.Work

    async def work_off(self) -> None:
        """Do by hand, until nothing is left, what `keep_running` does by itself: for stories."""
        for job in jobs.JOBS:
            if isinstance(job.when, jobs.Every):
                await job.run(self.work)
        steps = (partial(self.poller.step, 0), self.dispatcher.step, self.sender.step)
        while any([await step() for step in steps]):
            pass


@asynccontextmanager
async def build(settings: Settings, clock: Clock, line: Line) -> AsyncIterator[House]:
    """Open the house that `settings` describe; closed again at the end.

    Raises:
        StorageError: the database cannot be used, or another Renao uses it.
        telegram.error.InvalidToken: Telegram does not know the token.
    """
    url = settings.database.url
    async with AsyncExitStack() as stack:
        database = open_database(url, synchronous=settings.database.synchronous)
        stack.push_async_callback(database.close)
        await stack.enter_async_context(alone(database, url))
        await migrate(database)
        await stack.enter_async_context(line.bot)
        yield await _connect(settings, database, clock, line)


async def _connect(settings: Settings, database: Database, clock: Clock, line: Line) -> House:
    defaults = settings.defaults
    me = await who_am_i(line.bot, clock)
    host = Host(
        database, line.bot, clock, me, settings.owners, defaults.language, defaults.digest_at
    )
    intake = Intake(
        database,
        decode=wire.decode,
        record=partial(_record, Defaults(parse_zone(defaults.zone), defaults.language)),
        wanted=partial(wanted, me=me),
    )
    token = settings.telegram.token.get_secret_value()
    poller = Poller(
        line.http, f"{settings.telegram.base_url}{token}", partial(_take, intake), clock
    )
    sender = Sender(database, line.bot, clock, owner=socket.gethostname())
    await sender.recover()
    work = jobs.Work(
        database,
        clock,
        database_file(async_url(settings.database.url)),
        Path(settings.backup.folder),
        settings.backup.keep,
        count_members=partial(count_members, host),
        refresh_menus=Menus(host).refresh,
    )
    return House(database, clock, host, poller, Dispatcher(host), sender, work)


async def _record(defaults: Defaults, tx: Tx, updates: Sequence[wire.Update], now: Instant) -> None:
    await coverage.beat(tx, now)
    await record(tx, updates, now, defaults)


async def _take(intake: Intake[wire.Update], raws: Sequence[bytes], now: Instant) -> None:
    """Keep a batch; where there was none, note at least that somebody was listening."""
    if raws:
        await intake.accept(raws, now)
        return
    async with intake.database.write() as tx:
        await coverage.beat(tx, now)


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Run Renao on Telegram until SIGTERM or SIGINT."""
    os.umask(0o077)
    token = settings.telegram.token.get_secret_value()
    async with httpx.AsyncClient() as http:
        line = Line(make_bot(token, settings.telegram.base_url), http)
        async with build(settings, clock or SystemClock(), line) as house:
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            for signum in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(signum, stop.set)
            await keep_running(house, stop)


async def keep_running(house: House, stop: asyncio.Event) -> None:
    """Let every worker work until `stop`; then let each finish what it has in hand."""
    log.info("Renao is here", account=f"@{house.host.me.username}")
    await house.poller.drop_webhook()
    scheduler = jobs.start(house.work)
    polling = asyncio.create_task(_keep(house, house.poller.step, stop, _no_rest))
    dispatchers = [(house.dispatcher.step, _short_rest)] * DISPATCHERS
    senders = [(house.sender.step, partial(_until_next_is_due, house))] * SENDERS
    workers = [
        asyncio.create_task(_keep(house, step, stop, rest)) for step, rest in dispatchers + senders
    ]
    await stop.wait()
    log.info("stopping: finishing what is in hand")
    scheduler.shutdown(wait=False)
    # A batch that is not committed yet was not confirmed either: Telegram still has it.
    polling.cancel()
    house.database.announce()
    _done, late = await asyncio.wait(workers, timeout=GRACE)
    for worker in late:
        worker.cancel()
    await asyncio.gather(polling, *workers, return_exceptions=True)
    log.info("stopped")


async def _keep(house: House, step: Step, stop: asyncio.Event, rest: Rest) -> None:
    """Take step after step; when there was nothing to do, rest until woken or for as long as `rest` says."""
    wake = house.database.watch()
    while not stop.is_set():
        wake.clear()
        try:
            worked = await step()
            pause = 0 if worked else await rest()
        except Exception:
            log.exception("a worker failed and goes on")
            pause = IDLE
        if pause > 0 and not stop.is_set():
            await house.clock.wait(wake, pause)


async def _no_rest() -> float:
    """Return at once: a long poll that brought nothing has waited long enough."""
    return 0


async def _short_rest() -> float:
    return IDLE


async def _until_next_is_due(house: House) -> float:
    due = await house.sender.next_due()
    return IDLE if due is None else min(max(due - house.clock.now(), 0.01), IDLE)

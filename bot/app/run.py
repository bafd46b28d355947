"""Run the house until it is told to stop: every worker in a loop of its own."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeAlias

import httpx
import structlog

from bot import jobs
from bot.app.doors import BEAT, Step, doors
from bot.app.house import House, build
from bot.chat.account import Line, make_bot
from bot.clock import Clock, SystemClock
from bot.config import Settings

log = structlog.get_logger()

Rest: TypeAlias = Callable[[], Awaitable[float]]

DISPATCHERS = 4
SENDERS = 8
# A worker that found nothing looks again after so many seconds, though nothing woke it.
IDLE = 1.0
# Work in hand at a stop may take so long; then it is broken off and settled at the next start.
GRACE = 8.0


async def run(settings: Settings) -> None:
    """Run Renao on Telegram until SIGTERM or SIGINT."""
    async with opened(settings, SystemClock()) as house:
        await until_told_to_stop(house)


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    """Build the house with a line to where `settings` say that Telegram is."""
    os.umask(0o077)
    token = settings.telegram.token.get_secret_value()
    async with httpx.AsyncClient() as http:
        line = Line(make_bot(token, settings.telegram.base_url), http)
        async with build(settings, clock, line) as house:
            yield house


async def until_told_to_stop(house: House) -> None:
    """Run the house until SIGTERM or SIGINT; a second one changes nothing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    await keep_running(house, stop)


async def keep_running(house: House, stop: asyncio.Event) -> None:
    """Let every worker work until `stop`; then let each finish what it has in hand."""
    log.info("Renao is here", account=f"@{house.host.me.username}")
    async with doors(house, stop) as listen:
        timetable = jobs.Timetable(house.work)
        timetable.start()
        listening = asyncio.create_task(_keep(house, listen, stop, _rest_of(house)))
        dispatchers = [(house.dispatcher.step, _short_rest)] * DISPATCHERS
        senders = [(house.sender.step, partial(_until_next_is_due, house))] * SENDERS
        workers = [
            asyncio.create_task(_keep(house, step, stop, rest))
            for step, rest in dispatchers + senders
        ]
        await stop.wait()
        log.info("stopping: finishing what is in hand")
        listening.cancel()
        await timetable.stop()
    house.database.announce()
    _done, late = await asyncio.wait(workers, timeout=GRACE)
    for worker in late:
        worker.cancel()
    await asyncio.gather(listening, *workers, return_exceptions=True)
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


def _rest_of(house: House) -> Rest:
    return _no_rest if house.settings.telegram.mode == "polling" else _half_a_beat


async def _half_a_beat() -> float:
    return BEAT / 2


async def _no_rest() -> float:
    """Return at once: a long poll that brought nothing has waited long enough."""
    return 0


async def _short_rest() -> float:
    return IDLE


async def _until_next_is_due(house: House) -> float:
    due = await house.sender.next_due()
    return IDLE if due is None else min(max(due - house.clock.now(), 0.01), IDLE)

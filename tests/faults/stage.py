"""A world, and a house in which things go wrong: it works as its loops do, what failed is taken up again."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import DBAPIError
from telegram.request import HTTPXRequest

from bot import jobs
from bot.app import House, build
from bot.chat.account import Line, make_bot
from bot.clock import Clock
from bot.inbox import queue
from bot.jobs.schedule import run as run_job
from bot.sandbox import ManualClock, World, create_app, serve
from tests.sandbox.table import PATH, ledger_complaints
from tests.stories import conftest as stories
from tests.stories.conftest import SOON, START, TOKEN, housed, settings_for

# A house that is busy for so many rounds without an end will never rest.
MOST_ROUNDS = 3000


@dataclass
class Stage(stories.Stage):
    """A stage on which a step may fail, and each job has its hours."""

    ran: dict[str, float] = field(default_factory=dict)
    """When each job ran last."""

    async def settle(self) -> None:
        """Let the bot do all that is due now or within a minute; time passes only to wait for that."""
        await self.jobs()
        for _ in range(MOST_ROUNDS):
            while await self.round():
                pass
            due = await self._next_due()
            now = self.house.clock.now()
            if due is None or due > now + SOON:
                return
            self.clock.forward(seconds=max(due - now, 0.1))
        raise AssertionError("the house does not come to rest")

    async def struggle(self, rounds: int = 4) -> None:
        """Let each worker try a few times, although something is wrong for longer than that."""
        for job in jobs.JOBS[:2]:
            await run_job(job, self.house.work)
        for _ in range(rounds):
            await self.round()

    async def round(self) -> bool:
        """Let each worker take a step; True while there is, or may be, more to do."""
        steps = (self._poll, self.house.dispatcher.step, self.house.sender.step)
        return any([await tried(step) for step in steps])

    async def jobs(self) -> None:
        """Run every job whose time has come again, until it succeeds."""
        for job in jobs.JOBS:
            if not isinstance(job.when, jobs.Every):
                continue
            if self.clock.now() - self.ran.get(job.words, 0) >= job.when.seconds:
                while not await run_job(job, self.house.work):
                    pass
                self.ran[job.words] = self.clock.now()

    async def _poll(self) -> bool:
        worked = await self.house.poller.step(0)
        return worked or self.house.poller.failures > 0

    async def _next_due(self) -> float | None:
        """Return when there is something to do again."""
        dues: list[float | None] = []

        async def look() -> bool:
            async with self.house.database.read() as tx:
                dues.append(await queue.next_try(tx))
            dues.append(await self.house.sender.next_due())
            return False

        while await tried(look):
            dues.clear()
        return min((due for due in dues if due is not None), default=None)


async def tried(step: Callable[[], Awaitable[bool]]) -> bool:
    """Take a step as the house's loops do: a failure is no end; True if there may be more to do."""
    try:
        return await step()
    except DBAPIError:
        return True


def new_world() -> World:
    """Return a world without people, in which the bot has its account."""
    world = World(ManualClock(START))
    world.add_bot("renao_bot", token=TOKEN)
    return world


Between = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    world: World | None = None,
    between: Between = lambda line: line,
    clock: Clock | None = None,
    **more: Any,
) -> AsyncIterator[Stage]:
    """Open a house on a world, in process; `between` may stand in the line from one to the other.

    clock: the house's, where it is not the world's.
    """
    world = world or new_world()
    known = max((entry.number for entry in world.ledger.entries()), default=0)
    line = between(httpx.ASGITransport(create_app(world)))
    async with housed(settings_for(folder, **more), clock or world.clock, line) as house:
        yield stage_of(world, house)
    if PATH.exists():
        assert ledger_complaints(world.ledger, after=known) == []


# Seconds until a call that is not answered is given up.
PATIENCE = 0.3


@asynccontextmanager
async def opened_on_a_port(folder: Path) -> AsyncIterator[Stage]:
    """Open a house on a world at the other end of a real connection."""
    world = new_world()
    async with serve(world) as served, httpx.AsyncClient() as http:
        request = HTTPXRequest(read_timeout=PATIENCE, httpx_kwargs={"verify": False})
        line = Line(make_bot(TOKEN, served.base_url, request), http)
        async with build(settings_for(folder, served.base_url), world.clock, line) as house:
            yield stage_of(world, house)


def stage_of(world: World, house: House) -> Stage:
    assert isinstance(world.clock, ManualClock)
    return Stage(world, world.clock, world.state.bots[TOKEN], house.settings, house)

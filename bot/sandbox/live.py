"""Let it live: simulated members who chat by themselves, at a chosen pace."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from math import inf

from bot.sandbox.script.world import World
from bot.sandbox.seed.life import Life

USUAL_PACE = 12.0


class Living:
    """Members at their talk: so many acts a minute of the world, spread by chance over the groups."""

    def __init__(self, world: World, lives: Sequence[Life], per_minute: float = USUAL_PACE) -> None:
        self._world, self._lives = world, lives
        self._woken = asyncio.Event()
        self.per_minute = per_minute

    @property
    def per_minute(self) -> float:
        """The pace; 0 is silence."""
        return self._per_minute

    @per_minute.setter
    def per_minute(self, pace: float) -> None:
        self._per_minute = max(0.0, pace)
        self._plan()
        self._woken.set()

    def _plan(self) -> None:
        """Choose when the next act is due."""
        chance, rate = self._world.state.chance, self._per_minute / 60
        self._due = self._world.clock.now() + chance.expovariate(rate) if rate else inf

    def step(self) -> bool:
        """Let one member act. False in a world without groups, or in silence."""
        if not self._lives or not self._per_minute:
            return False
        self._world.state.chance.choice(self._lives).step()
        return True

    async def run(self) -> None:
        """Let them talk until cancelled."""
        while True:
            self._woken.clear()
            pause = max(0.0, self._due - self._world.clock.now())
            await self._world.clock.idle(self._woken, None if pause == inf else pause)
            if self._world.clock.now() >= self._due:
                self.step()
                self._plan()


@contextlib.asynccontextmanager
async def living(
    world: World, lives: Sequence[Life], per_minute: float = USUAL_PACE
) -> AsyncIterator[Living]:
    """Let a world live while the block lasts; the pace can be changed on what it yields."""
    life = Living(world, lives, per_minute)
    running = asyncio.create_task(life.run())
    try:
        yield life
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

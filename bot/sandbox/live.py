"""Let it live: simulated members who chat by themselves, at a chosen pace."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from bot.sandbox.script.world import World
from bot.sandbox.seed.life import Life

USUAL_PACE = 12.0


class Living:
    """Members at their talk: so many acts a minute of the world, spread by chance over the groups."""

    def __init__(self, world: World, lives: Sequence[Life], per_minute: float = USUAL_PACE) -> None:
        self._world, self._lives = world, lives
        self._per_minute = per_minute
        self._changed = asyncio.Event()

    @property
    def per_minute(self) -> float:
        """The pace; 0 is silence."""
        return self._per_minute

    @per_minute.setter
    def per_minute(self, pace: float) -> None:
        self._per_minute = max(0.0, pace)
        self._changed.set()

    def step(self) -> bool:
        """Let one member act. False in a world without groups, or in silence."""
        if not self._lives or not self._per_minute:
            return False
        self._world.state.chance.choice(self._lives).step()
        return True

    async def run(self) -> None:
        """Let them talk until cancelled."""
        while True:
            pause = (
                self._world.state.chance.expovariate(self._per_minute / 60)
                if self._per_minute
                else None
            )
            self._changed.clear()
            await self._world.clock.idle(self._changed, pause)
            if not self._changed.is_set():
                self.step()


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

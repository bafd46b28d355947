"""The whole sandbox on a port: a world, its life, the Bot API and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.sandbox.live import living
from bot.sandbox.page import page_routes
from bot.sandbox.script.world import World
from bot.sandbox.seed.life import Life
from bot.sandbox.seed.world import empty_world, seeded_world
from bot.sandbox.server import Served, serve


@asynccontextmanager
async def open_sandbox(
    port: int = 0, *, seed: int = 1, empty: bool = False, pace: float = 0
) -> AsyncIterator[tuple[World, Served]]:
    """Open a seeded or `empty` world on a port, 0 for any free one; `pace` is its members' acts a minute.

    Raises:
        OSError: the port is taken.
    """
    world, lives = _made(seed, empty=empty)
    async with (
        living(world, lives, pace) as life,
        serve(world, port=port, routes=page_routes(world, life if lives else None)) as served,
    ):
        yield world, served


def _made(seed: int, *, empty: bool) -> tuple[World, tuple[Life, ...]]:
    if empty:
        return empty_world(seed=seed), ()
    seeded = seeded_world(seed=seed)
    return seeded.world, seeded.lives

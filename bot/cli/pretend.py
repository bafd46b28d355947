"""`renao sandbox`: the pretend Telegram alone, until it is told to stop."""

import asyncio
import signal

import typer

from bot.sandbox.open import open_sandbox
from bot.sandbox.seed.world import TOKEN


async def pretend(port: int, *, seed: int, empty: bool, pace: float) -> None:
    """Serve a world with a bot account in it, and say how a bot gets there."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with open_sandbox(port, seed=seed, empty=empty, pace=pace) as (_world, served):
        typer.echo(f"The sandbox is at {served.url}")
        typer.echo(f"base_url for a bot: {served.base_url}")
        typer.echo(f"token: {TOKEN}")
        await stop.wait()

"""`renao sandbox`: the pretend Telegram alone, until it is told to stop."""

import asyncio
import signal

import typer

from bot.app.rehearse import TOKEN, first_world
from bot.sandbox import serve


async def pretend(port: int) -> None:
    """Serve a small world with a bot account in it, and say how a bot gets there."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with serve(first_world(), port=port) as served:
        typer.echo(f"The sandbox is at {served.url}")
        typer.echo(f"base_url for a bot: {served.base_url}")
        typer.echo(f"token: {TOKEN}")
        await stop.wait()

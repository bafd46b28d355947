"""A rehearsal: the bot and a pretend Telegram, as the two ends of a real HTTP connection."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.app.run import run
from bot.config import Settings
from bot.sandbox import Served, World
from bot.sandbox.open import open_sandbox
from bot.sandbox.seed.people import ALICE
from bot.sandbox.seed.world import TOKEN

PORT = 8642


async def rehearse(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run Renao against a sandbox until SIGTERM or SIGINT; `announce` is told the page's address.

    Nothing outlasts it: the world is in memory, and so the database is in a folder that goes with it.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="renao-sandbox-")))
        world, served = await _opened(stack)
        announce(served.url)
        await run(_pretended(settings, served, folder), world.clock)


async def _opened(stack: AsyncExitStack) -> tuple[World, Served]:
    try:
        return await stack.enter_async_context(open_sandbox(PORT))
    except OSError:  # Another one is rehearsing there.
        return await stack.enter_async_context(open_sandbox(0))


def _pretended(settings: Settings, served: Served, folder: Path) -> Settings:
    """Return the settings with the sandbox in the place of Telegram and all data in `folder`."""
    telegram = {"token": SecretStr(TOKEN), "base_url": served.base_url, "mode": "polling"}
    return settings.model_copy(
        update={
            "owners": (ALICE,),
            "telegram": settings.telegram.model_copy(update=telegram),
            "database": settings.database.model_copy(
                update={"url": f"sqlite:///{folder}/renao.db"}
            ),
            "backup": settings.backup.model_copy(update={"folder": str(folder / "backups")}),
        }
    )

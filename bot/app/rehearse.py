"""A rehearsal: the bot and a pretend Telegram, as the two ends of a real HTTP connection."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.app.run import run
from bot.config import Settings
from bot.sandbox import Served, World, serve

# Only this machine reaches the sandbox, so its key may be known.
TOKEN = "42:SANDBOX"  # noqa: S105
OWNER = 1001
PORT = 8642


async def rehearse(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run Renao against a sandbox until SIGTERM or SIGINT; `announce` is told the page's address.

    Nothing outlasts it: the world is in memory, and so the database is in a folder that goes with it.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="renao-sandbox-")))
        world = first_world()
        served = await _serve(stack, world)
        announce(served.url)
        await run(_pretended(settings, served, folder), world.clock)


def first_world() -> World:
    """Return a world with Alice's group, in which Olga administers and the bot is at home."""
    world = World()
    bot = world.add_bot("renao_bot", token=TOKEN, name="Renao")
    alice = world.person("Alice", id=OWNER)
    olga = world.person("Olga", id=1002)
    bob = world.person("Bob", id=1003, language="en")
    ming = world.person("小明", id=1004, language="zh-hans", username=None)
    group = world.supergroup("Fans", owner=alice, members=[olga, bob, ming])
    alice.promotes(olga, group)
    alice.adds(bot, group)
    alice.promotes(bot, group)
    return world


async def _serve(stack: AsyncExitStack, world: World) -> Served:
    try:
        return await stack.enter_async_context(serve(world, port=PORT))
    except OSError:  # Another one is rehearsing there.
        return await stack.enter_async_context(serve(world, port=0))


def _pretended(settings: Settings, served: Served, folder: Path) -> Settings:
    """Return the settings with the sandbox in the place of Telegram and all data in `folder`."""
    telegram = {"token": SecretStr(TOKEN), "base_url": served.base_url, "mode": "polling"}
    return settings.model_copy(
        update={
            "owners": (OWNER,),
            "telegram": settings.telegram.model_copy(update=telegram),
            "database": settings.database.model_copy(
                update={"url": f"sqlite:///{folder}/renao.db"}
            ),
            "backup": settings.backup.model_copy(update={"folder": str(folder / "backups")}),
        }
    )

"""A rehearsal: the bot and a pretend Telegram, as the two ends of a real HTTP connection."""

import socket
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.app.house import House
from bot.app.run import opened, until_told_to_stop
from bot.config import Settings
from bot.config.settings import Dashboard
from bot.faq import entries
from bot.sandbox import Served, World
from bot.sandbox.open import open_sandbox
from bot.sandbox.seed.people import ALICE
from bot.sandbox.seed.world import FANS_ID, FENSI_ID, TOKEN

PORT, DASHBOARD_PORT = 8642, 8643

# What the bot knows in both groups at first, so that a fan's first question has an answer.
PHRASINGS = (
    "when does it start?",
    "what time is the stream tonight?",
    "几点开始？",
    "今晚直播什么时候？",
)
ANSWERS = {
    "en": "The stream starts at <b>20:00</b>, {{ first_name }}. See you there!",
    "zh-CN": "{{ first_name }}，直播<b>晚上八点</b>开始，到时见！",
}


async def rehearse(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run Renao against a sandbox until SIGTERM or SIGINT; `announce` is told the page's address.

    Nothing outlasts it: the world is in memory, and so the database is in a folder that goes with it.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="renao-sandbox-")))
        world, served = await _opened(stack)
        announce(served.url)
        pretended = _pretended(settings, served, folder)
        house = await stack.enter_async_context(opened(pretended, world.clock))
        await _teach(house)
        await until_told_to_stop(house)


async def _opened(stack: AsyncExitStack) -> tuple[World, Served]:
    try:
        return await stack.enter_async_context(open_sandbox(PORT))
    except OSError:  # Another one is rehearsing there.
        return await stack.enter_async_context(open_sandbox(0))


async def _teach(house: House) -> None:
    async with house.database.write() as tx:
        for chat_id in (FANS_ID, FENSI_ID):
            await entries.add(
                tx, chat_id, "stream", PHRASINGS, ANSWERS, by=ALICE, now=house.clock.now()
            )


def _pretended(settings: Settings, served: Served, folder: Path) -> Settings:
    """Return the settings with the sandbox in the place of Telegram and all data in `folder`."""
    listen = f"127.0.0.1:{_free_port(DASHBOARD_PORT)}"
    telegram = {"token": SecretStr(TOKEN), "base_url": served.base_url, "mode": "polling"}
    return settings.model_copy(
        update={
            "owners": (ALICE,),
            "telegram": settings.telegram.model_copy(update=telegram),
            "dashboard": Dashboard(url=f"http://{listen}/", listen=listen),
            "database": settings.database.model_copy(
                update={"url": f"sqlite:///{folder}/renao.db"}
            ),
            "backup": settings.backup.model_copy(update={"folder": str(folder / "backups")}),
        }
    )


def _free_port(wanted: int) -> int:
    """Return a port of this machine on which nobody listens: the one that is wanted, if that is so."""
    for port in (wanted, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as tried:
            return int(tried.getsockname()[1])
    return wanted

"""The victims: Renao as `renao run` runs it, and a plain python-telegram-bot echo bot to compare with."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import aiosqlite
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, TypeHandler, filters
from telegram.request import HTTPXRequest

from bot.app.run import opened, until_told_to_stop
from bot.chat.commands import MENU
from bot.config import load
from bot.config.log import configure, secrets_of
from bot.storage import open_database
from bot.storage.migrate import migrate
from bot.texts import LANGUAGES, plain
from crash.hurry import Hurry
from crash.lives import Live

TOKEN = "42:SANDBOX"
SECRET = "a-long-random-word"
ALICE = 1001


@dataclass(frozen=True)
class Place:
    """Where a victim lives: the pretend Telegram, its webhook's port (None: it polls), its database."""

    base_url: str
    port: int | None
    file: Path

    @property
    def hook(self) -> str:
        """Return the address of the webhook."""
        return f"http://127.0.0.1:{self.port}/telegram"


def renao(place: Place, clock: Hurry) -> Live:
    """Return the life of Renao: all that `renao run` does once its settings are read."""
    settings = load(None, _environment(place))
    with TemporaryDirectory(prefix="renao-warm-") as folder:
        asyncio.run(_warm_up(Path(folder)))

    async def run() -> None:
        async with opened(settings, clock) as house:
            await until_told_to_stop(house)

    def live() -> None:
        configure(settings.log, secrets_of(settings), sys.stderr)
        uvloop.run(run())

    return live


async def _warm_up(folder: Path) -> None:
    """Let what is imported late be imported now; nothing of it stays open."""
    database = open_database(f"sqlite:///{folder}/warm.db")
    await migrate(database)
    await database.close()
    for line in MENU:
        for language in LANGUAGES:
            plain(line.help_key, language)


def _environment(place: Place) -> Mapping[str, str]:
    common = {
        "RENAO_TELEGRAM__TOKEN": TOKEN,
        "RENAO_TELEGRAM__BASE_URL": place.base_url,
        "RENAO_DATABASE__URL": f"sqlite:///{place.file}",
        "RENAO_BACKUP__FOLDER": str(place.file.parent / "backups"),
        "RENAO_OWNERS": str(ALICE),
    }
    if place.port is None:
        return common
    return common | {
        "RENAO_TELEGRAM__MODE": "webhook",
        "RENAO_WEBHOOK__URL": place.hook,
        "RENAO_WEBHOOK__LISTEN": f"127.0.0.1:{place.port}",
        "RENAO_WEBHOOK__SECRET": SECRET,
    }


def ptb(place: Place, _clock: Hurry) -> Live:
    """Return the life of a bot as python-telegram-bot's documents show it: it notes down and echoes."""

    def live() -> None:
        asyncio.run(_echo(place))

    return live


async def _echo(place: Place) -> None:
    async with _notebook(place.file) as note, _application(place.base_url) as application:
        application.add_handler(TypeHandler(Update, note), group=-1)
        application.add_handler(MessageHandler(filters.TEXT, _say_it_again))
        await application.start()
        if place.port is None:
            assert application.updater is not None
            await application.updater.start_polling(
                allowed_updates=Update.ALL_TYPES, bootstrap_retries=-1
            )
            await asyncio.Event().wait()
        else:
            await application.bot.set_webhook(place.hook, allowed_updates=Update.ALL_TYPES)
            await _serve(application, place.port)


Context: TypeAlias = ContextTypes.DEFAULT_TYPE
Note: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]
AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


@asynccontextmanager
async def _notebook(file: Path) -> AsyncIterator[Note]:
    async with aiosqlite.connect(file) as connection:
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("CREATE TABLE IF NOT EXISTS noted (update_id INTEGER)")

        async def note(update: Update, _: Context) -> None:
            await connection.execute("INSERT INTO noted VALUES (?)", (update.update_id,))
            await connection.commit()

        yield note


def _application(base_url: str) -> AnyApplication:
    # As in the documents but for the TLS that nobody speaks here.
    request = HTTPXRequest(connection_pool_size=16, httpx_kwargs={"verify": False})
    polling = HTTPXRequest(connection_pool_size=1, httpx_kwargs={"verify": False})
    builder = Application.builder().token(TOKEN).base_url(base_url)
    return builder.request(request).get_updates_request(polling).build()


async def _say_it_again(update: Update, _: Context) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text, do_quote=True)


async def _serve(application: AnyApplication, port: int) -> None:
    """Take webhooks as python-telegram-bot's own example with Starlette does (customwebhookbot)."""

    async def take(request: Request) -> Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return Response()

    app = Starlette(routes=[Route("/telegram", take, methods=["POST"])])
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning")).serve()

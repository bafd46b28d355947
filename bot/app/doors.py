"""The doors of the house: how updates come in, and where one may ask how it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeAlias
from urllib.parse import urlsplit

import structlog

from bot.app.house import House
from bot.chat.authority import confirm_with_telegram
from bot.chat.poll import ALLOWED_UPDATES
from bot.chat.rights import lacking
from bot.chat.webhook import set_webhook
from bot.web.dashboard.app import Dashboard, dashboard_app
from bot.web.serve import serving
from bot.web.watch import watch_app
from bot.web.webhook import webhook_app

log = structlog.get_logger()

Step: TypeAlias = Callable[[], Awaitable[bool]]

# Seconds; the record takes a longer silence for a time in which nobody listened.
BEAT = 30.0


@asynccontextmanager
async def doors(house: House, stop: asyncio.Event) -> AsyncIterator[Step]:
    """Let updates in, as the settings say; yield the worker's step that goes with it.

    At the end nothing new is let in, and what came in is kept.

    Raises:
        ConfigError: an address is taken, or Telegram will not have it.
    """
    async with AsyncExitStack() as stack:
        if listen := house.settings.web.listen:
            app = watch_app(house.database, house.meter, house.clock)
            await stack.enter_async_context(serving(app, listen, "web.listen"))
        if house.settings.dashboard.url:
            await stack.enter_async_context(_dashboard(house))
        if house.settings.telegram.mode == "polling":
            await house.poller.drop_webhook()
            yield house.poller.step
        else:
            await stack.enter_async_context(_webhook(house))
            await _unless(stop, _tell_telegram(house))
            yield partial(_beat, house)


@asynccontextmanager
async def _dashboard(house: House) -> AsyncIterator[None]:
    settings = house.settings.dashboard
    async with serving(dashboard(house), settings.listen, "dashboard.listen") as address:
        log.info("the dashboard is served", host=address.host, port=address.port, url=settings.url)
        yield


def dashboard(house: House) -> Dashboard:
    """Return the dashboard of a house; it asks Telegram as the handlers do."""
    host = house.host
    return dashboard_app(
        house.settings,
        house.database,
        house.clock,
        confirm=partial(confirm_with_telegram, host),
        lacks=lambda chat: [f"rights.{lack}" for lack in lacking(chat, host.me)],
    )


@asynccontextmanager
async def _webhook(house: House) -> AsyncIterator[None]:
    webhook = house.settings.webhook
    app = webhook_app(
        house.accept,
        webhook.secret.get_secret_value(),
        clock=house.clock,
        meter=house.meter,
        path=urlsplit(webhook.url).path or "/",
    )
    async with serving(app, webhook.listen, "webhook.listen") as address:
        log.info("waiting for Telegram's calls", host=address.host, port=address.port)
        yield


async def _tell_telegram(house: House) -> None:
    webhook = house.settings.webhook
    secret = webhook.secret.get_secret_value()
    await set_webhook(house.host.bot, webhook.url, secret, ALLOWED_UPDATES, house.clock)


async def _unless(stop: asyncio.Event, work: Coroutine[object, object, None]) -> None:
    """Do `work` to its end, or until `stop`."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait({working})
        return
    working.result()


async def _beat(house: House) -> bool:
    """Note that somebody is listening, where nothing has come for a while."""
    now = house.clock.now()
    if now - house.meter.beat < BEAT:
        return False
    await house.accept([], now)
    return True

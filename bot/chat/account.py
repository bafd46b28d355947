"""The bot's account at Telegram: how it is reached, and who it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.chat.host import Me
from bot.clock import Clock

log = structlog.get_logger()
LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Line:
    """How Telegram is reached: python-telegram-bot's client for what we say, plain HTTP for what we hear."""

    bot: Bot
    http: httpx.AsyncClient


def make_bot(token: str, base_url: str, request: HTTPXRequest | None = None) -> Bot:
    """Return the client that sends; `base_url` is python-telegram-bot's: the token is appended."""
    # Setting up TLS costs a third of a second, and a server on this machine speaks none.
    plain = {"verify": False} if base_url.startswith("http://") else {}
    return Bot(
        token,
        base_url=base_url,
        base_file_url=f"{base_url.removesuffix('bot')}file/bot",
        request=request or HTTPXRequest(connection_pool_size=16, httpx_kwargs=plain),
        get_updates_request=request or HTTPXRequest(connection_pool_size=1, httpx_kwargs=plain),
    )


class UnknownToken(Exception):
    """Telegram does not know the token."""


@asynccontextmanager
async def signed_in(bot: Bot, clock: Clock) -> AsyncIterator[Me]:
    """Lend the bot's account, asking Telegram who it is for as long as it takes.

    Raises:
        UnknownToken: Telegram does not know the token.
    """
    pause = 1.0
    try:
        while not (me := await _asked_who(bot)):
            log.warning("asking Telegram again who we are", seconds=pause)
            await clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        yield me
    finally:
        await bot.shutdown()


async def _asked_who(bot: Bot) -> Me | None:
    """Return who the bot is; None if Telegram could not be asked."""
    try:
        await bot.initialize()
    except InvalidToken:
        raise UnknownToken from None
    except BadRequest:
        raise
    except (NetworkError, RetryAfter) as error:
        log.warning("Telegram cannot be reached", error=str(error))
        return None
    user = bot.bot
    return Me(user.id, user.username or "", bool(user.can_read_all_group_messages))

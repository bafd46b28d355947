"""Telling Telegram where to bring updates."""

import os
from collections.abc import Sequence
from datetime import timedelta

import structlog
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.clock import Clock
from bot.config import ConfigError

log = structlog.get_logger()

# Otherwise python-telegram-bot warns that the type of `retry_after` will change, each time it is read.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# What comes at the same time is committed together, so many connections cost little.
CONNECTIONS = 40
LONGEST_PAUSE = 60.0


async def set_webhook(
    bot: Bot, url: str, secret: str, allowed_updates: Sequence[str], clock: Clock
) -> None:
    """Let Telegram bring updates to `url`, for as long as it takes to tell; what is pending stays.

    Raises:
        ConfigError: Telegram will not have the address.
        telegram.error.InvalidToken: Telegram does not know the token.
    """
    pause = 1.0
    while True:
        try:
            await bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=allowed_updates,
                max_connections=CONNECTIONS,
            )
        except BadRequest as error:
            raise ConfigError(
                [f"Telegram will not bring updates to {url} ({error}). Change webhook.url."]
            ) from None
        except (NetworkError, RetryAfter) as error:
            seconds = max(pause, _asked(error))
            log.warning("Telegram cannot be told the webhook; trying again", seconds=seconds)
            await clock.sleep(seconds)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return


def _asked(error: Exception) -> float:
    """Return how many seconds Telegram asks us to wait."""
    wait = error.retry_after if isinstance(error, RetryAfter) else 0
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

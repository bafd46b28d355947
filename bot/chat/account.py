"""The bot's account at Telegram: how it is reached, and who it is."""

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.chat.host import Me
from bot.clock import Clock

log = structlog.get_logger()
LONGEST_PAUSE = 60.0


def make_bot(token: str, base_url: str, request: HTTPXRequest | None = None) -> Bot:
    """Return the client that sends; `base_url` is python-telegram-bot's: the token is appended."""
    # Setting up TLS costs a third of a second, and a server on this machine speaks none.
    plain = {"verify": False} if base_url.startswith("http://") else {}
    return Bot(
        token,
        base_url=base_url,
        base_file_url=base_url.replace("/bot", "/file/bot"),
        request=request or HTTPXRequest(connection_pool_size=16, httpx_kwargs=plain),
        get_updates_request=request or HTTPXRequest(connection_pool_size=1, httpx_kwargs=plain),
    )


async def who_am_i(bot: Bot, clock: Clock) -> Me:
    """Ask Telegram who the bot is, for as long as it takes.

    Raises:
        telegram.error.InvalidToken: Telegram does not know the token.
    """
    pause = 1.0
    while True:
        try:
            user = await bot.get_me()
            return Me(user.id, user.username or "", bool(user.can_read_all_group_messages))
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram cannot be reached; asking again", seconds=pause, error=str(error))
            await clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


__all__ = ["InvalidToken", "make_bot", "who_am_i"]

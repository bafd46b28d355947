"""What became of a send, in the sender's own question: again later, elsewhere, otherwise, or never?

DeliveryError
├── Later        Telegram asked us to wait        nothing was sent
├── Unheard      Telegram could not be reached    nothing was sent
├── Elsewhere    the group became a supergroup    nothing was sent
├── Otherwise    Telegram wants it without …      nothing was sent
├── Never        Telegram will not have it        nothing was sent
├── Pointless    there is nothing to do it to     nothing was sent
└── Unclear      nobody answered                  it may have been sent
"""

import html
import os
from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
)

from bot.outbox.message import Message
from bot.outbox.split import visible

# Otherwise python-telegram-bot warns that the type of `retry_after` will change, each time it is made.
os.environ.setdefault("PTB_TIMEDELTA", "true")


@dataclass(frozen=True)
class Sent:
    """It is there; `message_id` is its number in the chat, and `poll_id` what votes will name.

    message_ids: the numbers of all messages of an album.
    """

    message_id: int | None
    message_ids: tuple[int, ...] = ()
    poll_id: str | None = None


class DeliveryError(Exception):
    """A message did not arrive, or may not have; its text says why."""


class Later(DeliveryError):
    """Telegram asked us to wait before we write to this chat again."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Unheard(DeliveryError):
    """Telegram could not be reached, or does not know us: no message will get through for now."""


class Unclear(DeliveryError):
    """The message may have been sent, and nobody can say: a timeout, a 5xx, a broken connection."""


class Elsewhere(DeliveryError):
    """The group became a supergroup, which has another id."""

    def __init__(self, reason: str, chat_id: int) -> None:
        super().__init__(reason)
        self.chat_id = chat_id


class Otherwise(DeliveryError):
    """Telegram would have it in another form: `changes` to columns of the message."""

    def __init__(self, reason: str, changes: dict[str, str | None]) -> None:
        super().__init__(reason)
        self.changes = changes


class Never(DeliveryError):
    """Telegram will refuse this message for ever; and, if `gone`, every message to this chat."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class Pointless(DeliveryError):
    """The message that it is about was never sent."""


# In a refusal of Telegram's (403): the chat is closed to us until somebody lets us in again.
GONE = (
    "bot was blocked by the user",
    "bot was kicked",
    "bot is not a member",
    "bot can't initiate conversation",
    "user is deactivated",
    "chat was deleted",
)
# In a complaint of Telegram's (400): what we wanted is already so.
ALREADY_SO = (
    "message is not modified",
    "message to delete not found",
    "message to unpin not found",
    "poll has already been closed",
)
# Raised before anything was said to Telegram.
NOT_SAID = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def understand(error: Exception, message: Message) -> Sent | DeliveryError:
    """Return what an error of python-telegram-bot means for `message`.

    Its BadRequest is a kind of NetworkError, so the order of the cases matters.
    """
    reason = str(error)
    match error:
        case RetryAfter():
            return Later(reason, _seconds(error.retry_after))
        case ChatMigrated():
            return Elsewhere(reason, error.new_chat_id)
        case Forbidden():
            return Never(reason, gone=_says(error, *GONE))
        case BadRequest():
            return _complaint(error, message)
        case InvalidToken() | Conflict():
            return Unheard(reason)
    if isinstance(error.__cause__, NOT_SAID):
        return Unheard(reason)
    return Unclear(f"{type(error).__name__}: {reason}")


def _complaint(error: BadRequest, message: Message) -> Sent | DeliveryError:
    reason = str(error)
    if _says(error, *ALREADY_SO):
        return Sent(message.target_id)
    if _says(error, "there is no text in the message to edit") and message.kind == "edit":
        return Otherwise(reason, {"kind": "caption"})
    plain = html.escape(visible(message.text), quote=False)
    if _says(error, "can't parse entities") and plain != message.text:
        return Otherwise(reason, {"text": plain})
    if _says(error, "message to be replied not found") and message.reply_to is not None:
        return Otherwise(reason, {"reply_to": None})
    if _says(error, "message thread not found") and message.topic_id is not None:
        return Otherwise(reason, {"topic_id": None})
    return Never(reason)


def _says(error: Exception, *phrases: str) -> bool:
    said = str(error).lower()
    return any(phrase in said for phrase in phrases)


def _seconds(time: int | timedelta) -> float:
    return time.total_seconds() if isinstance(time, timedelta) else float(time)

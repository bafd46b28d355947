"""Long polling on raw updates, confirmed to Telegram only after they are committed.

Telegram forgets every update below the offset of a call, so the offset moves on only when `accept` has
returned. The first call after a start carries none: update ids begin anew after a quiet week, and what
comes again is dropped by the inbox.
"""

import asyncio
from collections.abc import Awaitable

import httpx
import msgspec
import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.inbox import Accept, NoUpdate, Raw, numbered

log = structlog.get_logger()

# Everything that Telegram can tell; without the list it leaves out joins and reactions.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "message_reaction",
    "message_reaction_count",
    "callback_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
)
BATCH = 100
# Seconds that Telegram may hold a call while there is nothing new.
PATIENCE = 25
LONGEST_PAUSE = 60.0
# Seconds in which updates gather where they keep coming: a call and a commit cost more than some updates.
GATHERING = 0.05


class Parameters(msgspec.Struct, frozen=True):
    """What an error of Telegram's may carry."""

    retry_after: float = 0


class Answer(msgspec.Struct):
    """Telegram's envelope around a result, which is left as it came."""

    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"[]")
    error_code: int = 0
    description: str = ""
    parameters: Parameters = Parameters()


_bodies = msgspec.json.Decoder(list[msgspec.Raw])


class Trouble(Exception):
    """A call that brought nothing; the message says why, `pause` how long to wait at least, in seconds."""

    def __init__(self, sentence: str, pause: float = 0) -> None:
        super().__init__(sentence)
        self.pause = pause


class Poller:
    """The state of polling: how far we have confirmed, and how often in a row it failed."""

    def __init__(self, http: httpx.AsyncClient, url: str, accept: Accept, clock: Clock) -> None:
        """`url` is Telegram's address with the token: a secret, never logged."""
        self.http = http
        self.url = url
        self.accept = accept
        self.clock = clock
        self.offset: int | None = None
        self.failures = 0

    async def step(self, patience: int = PATIENCE) -> bool:
        """Fetch a batch and keep it. True if there was one; on trouble, pause and say why."""
        try:
            raws = await self._fetch(patience)
            await _to_its_end(self.accept(raws, self.clock.now()))
        except Trouble as trouble:
            await self._pause(str(trouble), trouble.pause)
            return False
        except (DBAPIError, OSError) as error:
            await self._pause(
                f"The database could not keep the updates: {error}. Telegram holds them"
            )
            return False
        if raws:
            self.offset = max(raw.update_id for raw in raws) + 1
        self.failures = 0
        if patience and 0 < len(raws) < BATCH:
            await self.clock.sleep(GATHERING)
        return bool(raws)

    async def _fetch(self, patience: int) -> list[Raw]:
        answer = await self._call("getUpdates", self._question(patience), patience)
        try:
            return [numbered(body) for body in _bodies.decode(answer.result)]
        except (msgspec.MsgspecError, NoUpdate):
            raise Trouble("Telegram's answer held no updates") from None

    def _question(self, patience: int) -> dict[str, object]:
        question: dict[str, object] = {
            "timeout": patience,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        return question if self.offset is None else {**question, "offset": self.offset}

    async def drop_webhook(self) -> None:
        """Tell Telegram that updates are fetched from now on; what is pending stays."""
        try:
            await self._call("deleteWebhook", {"drop_pending_updates": False}, 0)
        except Trouble as trouble:
            await self._pause(str(trouble), trouble.pause)

    async def _call(self, method: str, question: dict[str, object], patience: int) -> Answer:
        try:
            # Telegram answers within `patience`; the rest is for the network.
            response = await self.http.post(
                f"{self.url}/{method}", json=question, timeout=httpx.Timeout(10, read=patience + 10)
            )
            answer = msgspec.json.decode(response.content, type=Answer)
        except httpx.TimeoutException:
            raise Trouble("Telegram did not answer in time") from None
        except httpx.TransportError as error:
            raise Trouble(f"Telegram cannot be reached ({type(error).__name__})") from None
        except msgspec.MsgspecError:
            raise Trouble(f"Telegram's answer ({response.status_code}) was not readable") from None
        if not answer.ok:
            raise _trouble(answer)
        return answer

    async def _pause(self, sentence: str, at_least: float = 0) -> None:
        seconds = max(at_least, min(2.0**self.failures, LONGEST_PAUSE))
        self.failures = min(self.failures + 1, 16)
        log.warning(f"{sentence}; asking again", seconds=seconds)
        await self.clock.sleep(seconds)


async def _to_its_end(work: Awaitable[object]) -> None:
    """Await `work`, and if broken off meanwhile still let it finish: a driver is not to be cut short."""
    working = asyncio.ensure_future(work)
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


def _trouble(answer: Answer) -> Trouble:
    """Return what an error of Telegram's means for polling. Pure."""
    match answer.error_code:
        case 401 | 404:
            return Trouble("Telegram does not know this token: check telegram.token", LONGEST_PAUSE)
        case 409:
            return Trouble(f"Another program fetches this bot's updates ({answer.description})", 5)
        case 429:
            return Trouble("Telegram asks us to slow down", answer.parameters.retry_after)
        case code:
            return Trouble(f"Telegram has a trouble of its own ({code} {answer.description})")

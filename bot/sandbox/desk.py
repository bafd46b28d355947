"""The desk that takes calls: limits, parameters, the method, the envelope around its result."""

import inspect
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from bot.sandbox.delivery.office import Office
from bot.sandbox.delivery.polling import BY_ANOTHER
from bot.sandbox.delivery.queue import Update
from bot.sandbox.errors import Refusal, conflict, too_many
from bot.sandbox.faults import Fault
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.page import BY_NAME
from bot.sandbox.methods.parameters import Structured, Upload, read
from bot.sandbox.methods.webhooks import Described
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.events import Called
from bot.sandbox.script.world import World
from bot.sandbox.world.voting import close_all_due

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


def refused(refusal: Refusal) -> Answer:
    """Return the envelope of a refusal."""
    envelope: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    headers = {}
    if refusal.parameters:
        envelope["parameters"] = refusal.parameters
    if "retry_after" in refusal.parameters:
        headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return Answer(refusal.code, _encode(envelope), headers)


def granted(result: Any) -> Answer:
    """Return the envelope of a result."""
    if isinstance(result, Described):
        said = {"ok": True, "result": result.result, "description": result.description}
        return Answer(200, _encode(said))
    if isinstance(result, list) and result and isinstance(result[0], Update):
        joined = b",".join(update.body for update in result)
        return Answer(200, b'{"ok":true,"result":[' + joined + b"]}")
    return Answer(200, _encode({"ok": True, "result": result}))


class Desk:
    """Takes the bots' calls, one world's worth."""

    def __init__(self, world: World, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.world = world
        self.office = Office(world.state, world.faults, self.take, transport)

    def bot(self, token: str) -> Bot:
        """Return the bot with this token. Refusals: 401."""
        if token.startswith("0") or len(token) > 80 or ":" not in token:
            raise Refusal(401, "Unauthorized: invalid token specified")
        bot = self.world.state.bots.get(token)
        if bot is None:
            raise Refusal(401, "Unauthorized")
        return bot

    async def take(self, bot: Bot, name: str, given: dict[str, Any]) -> Answer:
        """Carry out one call and tell about it."""
        try:
            answer = granted(await self._perform(bot, name.lower(), given))
            description = ""
        except Refusal as refusal:
            answer, description = refused(refusal), refusal.description
        self._tell(bot, name, given, answer.status, description)
        return answer

    async def _perform(self, bot: Bot, name: str, given: dict[str, Any]) -> Any:
        close_all_due(self.world.state)
        method = BY_NAME.get(name)
        if method is None:
            raise Refusal(404, "Not Found: method not found")
        parameters = read(method.parameters, given)
        chat_id = getattr(parameters, "chat_id", 0)
        messages = _count(parameters)
        wait = self.world.limits.retry_after(bot.id, name, chat_id, messages)
        if wait:
            raise too_many(wait)
        uploads = {key: value for key, value in given.items() if isinstance(value, Upload)}
        call = Call(self.world.state, bot, self.office, method.name, uploads)
        result = method.function(call, parameters)
        return await result if inspect.isawaitable(result) else result

    def _tell(
        self, bot: Bot, name: str, given: dict[str, Any], status: int, description: str
    ) -> None:
        method = BY_NAME.get(name.lower())
        shown = {key: _shown(value) for key, value in given.items()}
        official = method.name if method else name
        if official != "getUpdates":
            self.world.ledger.write(
                bot.id, "called", method=official, status=status, parameters=shown
            )
        self.world.emit(Called(bot, official, shown, status, description))

    def misbehave(self, bot: Bot, name: str, given: dict[str, Any], fault: Fault) -> Answer:
        """Answer as a fault wants it, without carrying the call out."""
        match fault.does:
            case "flood":
                answer = refused(too_many(int(fault.seconds)))
            case "conflict":
                answer = refused(conflict(BY_ANOTHER))
            case "html":
                answer = Answer(502, BAD_GATEWAY, content_type="text/html")
            case _:
                answer = refused(Refusal(fault.status, ERRORS.get(fault.status, "Error")))
        self._tell(bot, name, given, answer.status, fault.does)
        return answer


ERRORS = {
    500: "Internal Server Error: restart",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
    b"</center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


def _count(parameters: Any) -> int:
    """Return how many messages a call would make: an album is several."""
    media = getattr(parameters, "media", None)
    items = media.value if isinstance(media, Structured) else None
    return max(1, len(items)) if isinstance(items, list) else 1


def _shown(value: Any) -> Any:
    return f"<{len(value.content)} bytes>" if isinstance(value, Upload) else value

"""What came with a call, turned into the method's own dataclass; the wrong type is a 400, never a 500.

Telegram itself forgives more: it reads `limit=abc` as 0. Here that is refused, since it is always a mistake.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from bot.sandbox.errors import bad_request
from bot.sandbox.fields import number, wrong_type

ChatId = int | str


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    content: bytes
    name: str = ""
    mime: str = ""


@dataclass(frozen=True)
class Structured:
    """A structured parameter, decoded; `value` is None when it was not given."""

    value: Any = None

    def __bool__(self) -> bool:
        return self.value is not None


NOTHING = Structured()

# What Telegram says when a parameter is missing that the method cannot do without.
ABSENT = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "url": "bad webhook: URL is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "animation": "there is no animation in the request",
    "media": "can't parse media JSON object",
    "question": "text must be non-empty",
    "name": "topic name must be non-empty",
    "invite_link": "INVITE_HASH_EMPTY",
}
# What Telegram says of JSON that it cannot read.
UNREADABLE = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "commands": "can't parse commands JSON object",
    "entities": "can't parse entities JSON object",
    "caption_entities": "can't parse entities JSON object",
    "options": "can't parse options JSON object",
    "media": "can't parse media JSON object",
    "permissions": "can't parse permissions JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "reaction": "can't parse reaction types JSON object",
    "scope": "can't parse BotCommandScope JSON object",
    "message_ids": "can't parse message identifiers JSON object",
}

P = TypeVar("P")


@cache
def _declared(kind: Any) -> list[tuple[str, Any, bool]]:
    """Return name, type and need of every parameter of a dataclass. Pure."""
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name], _needed(field)) for field in fields(kind)]


def _needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def read(kind: Callable[..., P], given: dict[str, Any]) -> P:
    """Return the parameters as their dataclass. Unknown ones are ignored, as Telegram does."""
    values: dict[str, Any] = {}
    for name, hint, needed in _declared(kind):
        value = given.get(name)
        if value is None:
            if needed:
                raise absent(name)
            continue
        values[name] = _read(name, hint, value)
    return kind(**values)


def absent(name: str) -> Exception:
    """Return what Telegram says when this parameter is missing."""
    return bad_request(ABSENT.get(name) or UNREADABLE.get(name) or f"{name} is not specified")


def _read(name: str, hint: Any, value: Any) -> Any:
    if hint is Structured:
        return Structured(_decoded(name, value) if isinstance(value, str) else value)
    if hint is int:
        return number(value, name)
    if hint in (bool, bool | None):
        return _flag(name, value)
    if hint == ChatId:
        return chat_id_of(name, value)
    if isinstance(value, Upload):
        return value.content.decode(errors="replace") if hint in (str, str | None) else value
    if not isinstance(value, str):
        raise wrong_type(name, "String")
    return value


def _decoded(name: str, value: str) -> Any:
    """Decode a structured parameter that came as text; an empty one counts as not given. Pure."""
    if not value.strip():
        return None
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        raise bad_request(UNREADABLE.get(name, f"can't parse {name} JSON object")) from None


def _flag(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0", ""):
        return False
    raise wrong_type(name, "Boolean")


def chat_id_of(name: str, value: Any) -> int | str:
    """Return a chat's id, or its public name, as it stands in a parameter. Pure."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise bad_request("chat not found")
    if isinstance(value, str):
        value = value.strip()
        if not value:
            raise bad_request(f"{name} is empty")
        return int(value) if value.lstrip("-").isdecimal() and len(value) < 25 else value
    return value

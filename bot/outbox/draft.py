"""What a room hands in to be said: a draft, its buttons, its urgency, and what to do when in doubt."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal, TypeAlias

from bot.clock import DAY, Instant

JSON: TypeAlias = Any
"""Whatever JSON can say."""

Kind: TypeAlias = Literal["text", "photo", "document", "edit", "delete"]


class Priority(IntEnum):
    """Who goes first; the lowest number does."""

    ANSWER = 0
    NOTICE = 1
    PROMPT = 2
    DIGEST = 3
    BROADCAST = 4


class Policy(StrEnum):
    """What to do when nobody can say whether a message arrived.

    AT_MOST_ONCE: never send it again; an operator is asked. AT_LEAST_ONCE: send it again.
    """

    AT_MOST_ONCE = "at_most_once"
    AT_LEAST_ONCE = "at_least_once"


@dataclass(frozen=True)
class Button:
    """A button under a message: a link (`url`), or an act that `press` gives back when it is pressed.

    Only `made_for` may press it, if given (a user id). It works for `lasts` seconds.
    """

    label: str
    action: str = ""
    data: Mapping[str, JSON] = field(default_factory=dict)
    made_for: int | None = None
    url: str | None = None
    lasts: float = 30 * DAY


@dataclass(frozen=True)
class File:
    """A file to upload."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Drawing:
    """A picture that is drawn right before it is sent, from what JSON can say."""

    chart: JSON


@dataclass(frozen=True)
class Draft:
    """A message to send, an edit of one, or its deletion.

    text: Telegram HTML; the caption of a photo or document. An edit without text changes the buttons alone.
    target_id: the message that is edited or deleted.
    media: a file to upload, what is to be drawn, or the id or address of one that Telegram can fetch.
    dedupe_key: a second draft for the same chat with the same key is not sent.
    due: not sent before; as soon as possible if None.
    """

    chat_id: int
    text: str = ""
    _: KW_ONLY
    priority: Priority
    policy: Policy
    topic_id: int | None = None
    reply_to: int | None = None
    kind: Kind = "text"
    target_id: int | None = None
    media: File | Drawing | str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    dedupe_key: str | None = None
    due: Instant | None = None

    def __post_init__(self) -> None:
        if self.kind in ("edit", "delete") and self.target_id is None:
            raise ValueError(f"which message is the {self.kind} about? target_id is missing")
        if self.kind in ("photo", "document") and self.media is None:
            raise ValueError(f"a {self.kind} without media")

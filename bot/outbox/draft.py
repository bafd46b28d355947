"""What a room hands in to be said: a draft, its buttons, its urgency, and what to do when in doubt."""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal, TypeAlias

from bot.clock import DAY, Instant

JSON: TypeAlias = Any
"""Whatever JSON can say."""

Kind: TypeAlias = Literal[
    "text", "photo", "video", "animation", "document", "album", "poll",
    "edit", "caption", "delete", "pin", "unpin", "stop_poll",
]  # fmt: skip
FILES = ("photo", "video", "animation", "document")
# These are about a message that is already there, and do no more when done twice.
AFTERWARDS = ("edit", "caption", "delete", "pin", "unpin", "stop_poll")

# How Telegram names a file that it keeps; a path of ours is neither this nor an address.
FILE_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
ADDRESS = re.compile(r"https://\S+")

# What Telegram takes: media of an album, characters of a poll's parts, its options, seconds that it is open.
ALBUM = (2, 10)
POLL_QUESTION = 300
POLL_OPTIONS = (2, 12)
POLL_OPTION = 100
POLL_EXPLANATION = 200
POLL_OPEN = (5, 2_628_000)


class Priority(IntEnum):
    """Who goes first; the lowest number does."""

    ANSWER = 0
    NOTICE = 1
    PROMPT = 2
    DIGEST = 3
    BROADCAST = 4


# What comes after it can wait for a moment; nothing up to it may wait for what comes after.
URGENT = int(Priority.NOTICE)


class Policy(StrEnum):
    """What to do when nobody can say whether a message arrived.

    AT_MOST_ONCE: never send it again; an operator is asked. AT_LEAST_ONCE: send it again.
    """

    AT_MOST_ONCE = "at_most_once"
    AT_LEAST_ONCE = "at_least_once"


@dataclass(frozen=True)
class Button:
    """A button under a message: a link (`url`), or an act that `press` gives back when it is pressed.

    app: the address of a Mini App that it opens; Telegram has such buttons in private chats only.

    Only `made_for` may press it, if given (a user id). It works for `lasts` seconds.
    """

    label: str
    action: str = ""
    data: Mapping[str, JSON] = field(default_factory=dict)
    made_for: int | None = None
    url: str | None = None
    app: str | None = None
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
class Item:
    """One medium of an album: a file to upload, or the id or address of one."""

    kind: Literal["photo", "video", "document"]
    media: File | str


@dataclass(frozen=True)
class Poll:
    """A question with answers to choose from, in plain text.

    correct: the place of the right answer, which makes it a quiz.
    explanation: shown to who is wrong in a quiz.
    open_period: seconds after which it closes by itself.
    """

    question: str
    options: tuple[str, ...]
    _: KW_ONLY
    correct: int | None = None
    explanation: str = ""
    anonymous: bool = True
    multiple: bool = False
    open_period: int | None = None


Media: TypeAlias = File | Drawing | str | tuple[Item, ...] | Poll


@dataclass(frozen=True)
class Draft:
    """A message to send, or what is to be done with one: an edit, a pin, the end of a poll, its deletion.

    kind: an edit finds out by itself whether it is the text or the caption that changes.
    text: Telegram HTML; the caption of a photo, video, animation, document or album. An edit without text
        changes the buttons alone. A poll has none.
    media: a file to upload, or the id or https address of one that Telegram can fetch; for a photo also
        what is to be drawn; for an album its items; for a poll the poll.
    buttons: under the message, or its last part. Telegram allows none under an album: then the text
        stands with them in a message of its own.
    target_id, target_out: the message that is edited, pinned …, or the outbox row that sends it. Then it
        is done once that was sent, and never if that never is; a deletion takes all parts of it away.
    silent: without a sound; for a pin, without telling everybody.
    dedupe_key: a second draft for the same chat with the same key is not sent.
    due: not sent before; as soon as possible if None.
    despite_hold: sent also while the chat is held.

    Raises:
        ValueError: it could not be sent by anybody.
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
    target_out: int | None = None
    media: Media | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    dedupe_key: str | None = None
    due: Instant | None = None
    despite_hold: bool = False

    def __post_init__(self) -> None:
        if self.kind in AFTERWARDS and (self.target_id is None) == (self.target_out is None):
            raise ValueError(
                f"which message is the {self.kind} about? one of target_id, target_out"
            )
        _check_media(self)


def is_media(text: str) -> bool:
    """Say whether `text` can name a file that Telegram keeps, or one that it can fetch. Pure."""
    return bool(FILE_ID.fullmatch(text) or ADDRESS.fullmatch(text))


def _check_media(draft: Draft) -> None:
    match draft.kind, draft.media:
        case "album", tuple(items):
            _check_album(draft, items)
        case "poll", Poll():
            if draft.text:
                raise ValueError("a poll has no text beside its question")
        case "photo", Drawing():
            pass
        case kind, File() | str() as file if kind in FILES:
            _check_file(file)
        case kind, media if media is None and kind not in (*FILES, "album", "poll"):
            pass
        case kind, media:
            raise ValueError(f"a {kind} with {type(media).__name__} for media")


def _check_album(draft: Draft, items: tuple[Item, ...]) -> None:
    least, most = ALBUM
    if not least <= len(items) <= most:
        raise ValueError(f"an album of {len(items)}")
    kinds = {item.kind for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise ValueError("an album of documents and others")
    if draft.buttons and not draft.text:
        raise ValueError("an album with buttons and no text for them to stand under")
    for item in items:
        _check_file(item.media)


def _check_file(file: File | str) -> None:
    """Refuse what the library would take for a path, and read from this machine."""
    if isinstance(file, str) and not is_media(file):
        raise ValueError("media that is neither an id of Telegram's nor an https address")

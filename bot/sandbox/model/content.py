"""What a message can carry besides words: entities, media, polls, service notes, buttons."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.model.users import User

MediaKind = Literal[
    "photo", "document", "sticker", "voice", "video", "animation", "audio", "video_note"
]


@dataclass(frozen=True)
class Entity:
    """A stretch of text that is more than text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""
    user: User | None = None
    language: str = ""
    custom_emoji_id: str = ""


@dataclass(frozen=True)
class File:
    """Bytes that can be asked for by id."""

    id: str
    unique_id: str
    path: str
    content: bytes
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Media:
    """A file in a message, shown as its kind says; `emoji` is a sticker's.

    width, height: of what moves, where the sender said so.
    """

    kind: MediaKind
    file: File
    spoiler: bool = False
    emoji: str = ""
    seconds: int = 1
    width: int = 0
    height: int = 0


@dataclass(eq=False)
class Option:
    """One answer of a poll and the ids of those who gave it."""

    id: str
    text: str
    entities: tuple[Entity, ...] = ()
    voters: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Poll:
    """A poll; `close_at` is 0 when it stays open."""

    id: str
    question: str
    options: list[Option]
    question_entities: tuple[Entity, ...] = ()
    anonymous: bool = True
    multiple: bool = False
    revoting: bool = True
    quiz: bool = False
    correct: tuple[int, ...] = ()
    explanation: str = ""
    explanation_entities: tuple[Entity, ...] = ()
    description: str = ""
    description_entities: tuple[Entity, ...] = ()
    members_only: bool = False
    open_period: int = 0
    close_at: int = 0
    closed: bool = False

    @property
    def voters(self) -> int:
        """How many people voted."""
        return len(set().union(*(option.voters for option in self.options)))


@dataclass(frozen=True)
class Button:
    """A key of an inline keyboard: its label, and what it does, as the wire says it."""

    text: str
    data: str = ""
    url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


Keyboard = tuple[tuple[Button, ...], ...]

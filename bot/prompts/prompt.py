"""What a prompt is: its variants, where they are posted and how. Pure."""

from datetime import time
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from bot.clock import HOUR

JSON: TypeAlias = Any
"""Whatever JSON can say."""

Language: TypeAlias = str


class MediaKind(StrEnum):
    """What a file is shown as."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


class Rotation(StrEnum):
    """How the next variant is chosen: one after the other, or what fans answer to more often."""

    IN_TURN = "in turn"
    LEARN = "learn"


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that never changes and that JSON can say; what a newer Renao adds is passed over."""


class Media(Fact, frozen=True):
    """A picture, a video or a document: the id that Telegram gave it, or its address (https)."""

    kind: MediaKind
    file: str


class Button(Fact, frozen=True):
    """A button below a prompt: it opens `url`, or shows `reply` to whoever presses it. One of the two."""

    label: str
    url: str | None = None
    reply: str | None = None


class Poll(Fact, frozen=True):
    """A poll; with `correct` (the place of the right option, from 0) a quiz.

    open_period: after how many seconds Telegram closes it; open until somebody closes it if None.
    """

    question: str
    options: tuple[str, ...]
    correct: int | None = None
    explanation: str = ""
    anonymous: bool = True
    multiple: bool = False
    open_period: int | None = None


class Variant(Fact, frozen=True):
    """One of the things that a prompt may say.

    texts: a template of Telegram HTML in each language; the caption where there are media.
    media: one, or two to ten that go together as an album.
    buttons: row by row.
    poll: stands for itself, without text and media.
    """

    texts: dict[Language, str] = {}
    media: tuple[Media, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    poll: Poll | None = None


class Place(Fact, frozen=True):
    """A group, or one of its topics."""

    chat_id: int
    topic_id: int | None = None


class Options(Fact, frozen=True):
    """How a prompt is posted. All times are in seconds; what is None does not happen.

    unpin_after, delete_after, close_after: since it was posted; `close_after` closes its poll.
    quiet_for: wait until nobody has written for so long, but no longer than `quiet_most`.
    silent_for: post only if nobody has written for so long; otherwise this time is skipped.
    grace: how late it may still be posted.
    format, theme: tags by which Prompt Lab compares.
    control_every: one in so many times nothing is posted, on purpose; 0 never, None as the group does.
    slots: other times of day that may be tried instead of the rule's.
    """

    pin: bool = False
    unpin_after: int | None = None
    delete_after: int | None = None
    close_after: int | None = None
    silent: bool = False
    quiet_for: int | None = None
    quiet_most: int | None = None
    silent_for: int | None = None
    grace: int = int(HOUR)
    format: str = ""
    theme: str = ""
    rotation: Rotation = Rotation.IN_TURN
    control_every: int | None = None
    slots: tuple[time, ...] = ()


class Prompt(Fact, frozen=True):
    """Something to post, in one or several places."""

    name: str
    variants: tuple[Variant, ...]
    places: tuple[Place, ...] = ()
    options: Options = Options()


def to_json(fact: Fact | tuple[Fact, ...]) -> JSON:
    """Return a fact, or several, as a JSON column keeps it."""
    return msgspec.to_builtins(fact)


def variants_from(stored: JSON) -> tuple[Variant, ...]:
    """Read back the variants of a prompt; the inverse of `to_json`."""
    return msgspec.convert(stored, tuple[Variant, ...])


def options_from(stored: JSON) -> Options:
    """Read back the options of a prompt; the inverse of `to_json`."""
    return msgspec.convert(stored, Options)


def prompt_from(stored: JSON) -> Prompt:
    """Read back a whole prompt; the inverse of `to_json`."""
    return msgspec.convert(stored, Prompt)


def text_in(variant: Variant, language: Language) -> tuple[str, Language]:
    """Return the template in `language` if there is one, else in English, else any; and which it is."""
    if not variant.texts:
        return "", language
    chosen = next(each for each in (language, "en", *variant.texts) if each in variant.texts)
    return variant.texts[chosen], chosen

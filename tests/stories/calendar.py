"""Prompts of every kind, planned as the guided form plans them: for stories that look at what is posted."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.prompts import schedules
from bot.prompts.parse import read_when
from bot.prompts.planned import Planned
from bot.prompts.prompt import (
    Button,
    Media,
    MediaKind,
    Options,
    Place,
    Poll,
    Prompt,
    Variant,
)
from bot.sandbox.script.places import Place as Group
from bot.storage.schema import runs
from tests.stories.conftest import Stage

ALICE = 1001
PHOTO = Media(MediaKind.PHOTO, "https://example.org/a.jpg")
OTHER_PHOTO = Media(MediaKind.PHOTO, "https://example.org/b.jpg")
FILM = Media(MediaKind.VIDEO, "https://example.org/c.mp4")
PAPER = Media(MediaKind.DOCUMENT, "https://example.org/d.pdf")
BUTTONS = ((Button("Tickets", url="https://example.org"), Button("Why?", reply="Because!")),)

TEXT = Variant({"en": "What made you smile?", "zh-CN": "今天有什么开心的事？"}, buttons=BUTTONS)
PICTURE = Variant({"en": "Look at this"}, media=(PHOTO,), buttons=BUTTONS)
VIDEO = Variant({"en": "Watch this"}, media=(FILM,))
DOCUMENT = Variant({"en": "Read this"}, media=(PAPER,))
ALBUM = Variant({"en": "All of these"}, media=(PHOTO, OTHER_PHOTO, FILM))
POLL = Variant(poll=Poll("Which song?", ("Aurora", "Borealis"), anonymous=False))
QUIZ = Variant(
    poll=Poll("Who sang it?", ("She", "He"), correct=0, explanation="She did.", open_period=600)
)
EVERY_KIND = {
    "text": TEXT,
    "photo": PICTURE,
    "video": VIDEO,
    "document": DOCUMENT,
    "album": ALBUM,
    "poll": POLL,
    "quiz": QUIZ,
}


async def plan(
    stage: Stage,
    group: Group,
    when: str,
    *variants: Variant,
    options: Options | None = None,
    places: tuple[Place, ...] = (),
    zone: str = "UTC",
    **more: Any,
) -> Planned:
    """Plan a prompt; `when` as an operator types it."""
    now = stage.clock.now()
    rule, rest = read_when(when, now, ZoneInfo(zone))
    assert not rest.strip()
    prompt = Prompt("story", variants or (TEXT,), places, options or Options())
    async with stage.house.database.write() as tx:
        return await schedules.add(tx, group.id, prompt, rule, **{"by": ALICE, "now": now} | more)


async def outcomes(stage: Stage, group: Group) -> list[str]:
    """Return what became of the group's runs, in order; where there is a reason, that."""
    async with stage.house.database.read() as tx:
        mine = sa.select(runs).where(runs.c.chat_id == group.id).order_by(runs.c.due)
        return [row.reason or row.state for row in await tx.execute(mine)]


def at(text: str) -> float:
    """Return an instant from its ISO form."""
    return datetime.fromisoformat(text).timestamp()

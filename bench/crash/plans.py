"""Prompts of every kind that are due each morning, and what must have become of each of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import time
from pathlib import Path

from bot.prompts import schedules
from bot.prompts.prompt import (
    Button,
    Media,
    MediaKind,
    Options,
    Place,
    Poll,
    Prompt,
    Rotation,
    Variant,
)
from bot.prompts.rule import Daily, Rule
from bot.storage import open_database
from crash.oracle import DAY

EVERY_MORNING = Rule(Daily(), (time(9),))
PICTURES = tuple(
    Media(MediaKind.PHOTO, f"https://example.org/{name}.jpg") for name in ("one", "two", "three")
)
# By what each begins.
ALBUM, POLL, PINNED, QUIET, TURN, CONTROL = (
    f"{name} of the day" for name in ("Album", "Poll", "Pinned", "Quiet", "Turn", "Control")
)
EVERY_KIND = (ALBUM, POLL, PINNED, QUIET, TURN, CONTROL)


def planned(place: Place) -> Iterator[Prompt]:
    """Yield what is posted in a group every morning."""
    button = ((Button("Well?", reply="Well!"),),)
    for name, variants, options in (
        (ALBUM, (Variant({"en": ALBUM}, media=PICTURES),), Options()),
        (POLL, (Variant(poll=Poll(POLL, ("yes", "no"), correct=0)),), Options(close_after=240)),
        (PINNED, (Variant({"en": PINNED}, buttons=button),), Options(pin=True, unpin_after=120)),
        (QUIET, (Variant({"en": QUIET}),), Options(quiet_for=60, quiet_most=300)),
        (TURN, (Variant({"en": TURN}), Variant({"en": TURN}, media=PICTURES[:1])), Options()),
        (
            CONTROL,
            (Variant({"en": CONTROL}),),
            Options(control_every=2, rotation=Rotation.LEARN, delete_after=180),
        ),
    ):
        yield Prompt(name, variants, (place,), options)


async def plan(file: Path, groups: Iterable[int], by: int, now: float) -> None:
    """Plan all of them in these groups, while the victim does not live."""
    database = open_database(f"sqlite:///{file}")
    try:
        async with database.write() as tx:
            for chat_id in groups:
                for prompt in planned(Place(chat_id)):
                    await schedules.add(tx, chat_id, prompt, EVERY_MORNING, by=by, now=now)
    finally:
        await database.close()


def left_out(db: sqlite3.Connection, day: int) -> set[tuple[int, str]]:
    """Return in which group which prompt was left out on purpose on a day, as the record says."""
    query = (
        "SELECT runs.chat_id, name FROM runs JOIN schedules USING (schedule_id)"
        " WHERE runs.state = 'control' AND due >= ? AND due < ?"
    )
    return set(db.execute(query, (day * DAY, (day + 1) * DAY)))

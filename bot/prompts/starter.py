"""Starter packs: prompts of our own to begin with, in each language; they rest until somebody wants them."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from bot.clock import local
from bot.prompts import schedules
from bot.prompts.planned import Planned
from bot.prompts.sheet import Desk, Entry, read_sheet
from bot.prompts.take import of_group
from bot.storage import Tx

FOLDER = Path(__file__).parent / "packs"
PACKS = (
    "icebreakers",
    "rituals",
    "quiz",
    "poll",
    "fan_works",
    "backstage",
    "countdown",
)
# A countdown needs a last day; this many days ahead until the operator names hers.
AHEAD = timedelta(days=10)
LAST_DAY = "until LAST_DAY"


def entries(pack: str, desk: Desk) -> tuple[Entry, ...]:
    """Return the prompts of a pack in the language of `desk`. Pure, but for the file."""
    last = local(desk.now, desk.zone).date() + AHEAD
    text = _text(pack, desk.language).replace(LAST_DAY, f"until {last.isoformat()}")
    sheet = read_sheet(text, "toml", desk)
    assert not sheet.faults, sheet.faults
    return sheet.entries


async def install(tx: Tx, pack: str, desk: Desk, *, by: int, as_planner: bool) -> list[Planned]:
    """Plan a pack's prompts in the group where `desk` is; they are paused. Return those that are new.

    What is there by the same name is left as it is.
    """
    chat_id = desk.here.chat_id
    there = {one.prompt.name.casefold() for one in await of_group(tx, chat_id)}
    found = []
    for entry in entries(pack, desk):
        if entry.prompt.name.casefold() in there:
            continue
        added = await schedules.add(
            tx, chat_id, entry.prompt, entry.rule, by=by, now=desk.now, as_planner=as_planner
        )
        await schedules.pause(tx, chat_id, added.schedule_id, desk.now)
        paused = await schedules.find(tx, chat_id, added.schedule_id)
        assert paused is not None
        found.append(paused)
    return found


@lru_cache
def _text(pack: str, language: str) -> str:
    folder = FOLDER / language.replace("-", "_")
    return (folder / f"{pack}.toml").read_text(encoding="utf-8")

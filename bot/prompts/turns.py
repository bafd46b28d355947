"""Whose turn it is among the variants of a prompt: one after the other."""

from dataclasses import dataclass
from datetime import time
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts.prompt import Prompt, Rotation
from bot.prompts.rule import Moment, Once, Rule
from bot.storage import Tx
from bot.storage.schema import retired_variants

CONTROL_EVERY = 8


@dataclass(frozen=True)
class Turn:
    """A time at which a prompt is due in a place where it has been posted `posted` times.

    control_every: one in so many times nothing is to be posted; the prompt's own wish, else its group's.
    """

    chat_id: int
    schedule_id: int
    topic_id: int
    prompt: Prompt
    rule: Rule
    due: Instant
    posted: int
    control_every: int | None
    zone: ZoneInfo


@dataclass(frozen=True)
class Choice:
    """Which variant is posted; None where nothing is, so that there is something to compare with."""

    variant: int | None


async def choose(tx: Tx, turn: Turn, chance: Random) -> Choice:
    """Choose what is posted: variants in turn, or nothing, one in so many times."""
    every = control_every(turn)
    if every and chance.randrange(every) == 0:
        return Choice(None)
    return Choice(await choose_variant(tx, turn, chance))


def control_every(turn: Turn) -> int:
    """Return that nothing is posted one in so many times; 0 for never. Pure.

    Only of a prompt that comes again, and learns, something is to be learnt by leaving it out.
    """
    again = not isinstance(turn.rule.days, Moment | Once)
    if turn.prompt.options.rotation is not Rotation.LEARN or not again:
        return 0
    return CONTROL_EVERY if turn.control_every is None else turn.control_every


async def choose_variant(tx: Tx, turn: Turn, _chance: Random) -> int:
    """Choose a variant: in turn, without those that have failed too often."""
    numbers = range(len(turn.prompt.variants))
    if len(numbers) == 1:
        return 0
    c = retired_variants.c
    gone = sa.select(c.variant).where(c.chat_id == turn.chat_id, c.schedule_id == turn.schedule_id)
    retired = set((await tx.scalars(gone)).all())
    left = [number for number in numbers if number not in retired] or list(numbers)
    return left[turn.posted % len(left)]


async def choose_slot(_tx: Tx, _turn: Turn, clocks: tuple[time, ...], _chance: Random) -> time:
    """Choose one of the times of day that may be tried: the rule's own, which comes first."""
    return clocks[0]

"""Whose turn it is among a prompt's variants and times of day: one after the other, or as it has learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from random import Random
from zoneinfo import ZoneInfo

from bot.clock import Instant
from bot.prompts import evidence, sampling
from bot.prompts.evidence import Known
from bot.prompts.prompt import Prompt, Rotation
from bot.prompts.retiring import retired
from bot.prompts.rule import Moment, Once, Rule, zone_of
from bot.storage import Tx

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


async def choose_variant(tx: Tx, turn: Turn, chance: Random) -> int:
    """Choose a variant, in turn or as it has learnt, without those that have failed too often."""
    numbers = range(len(turn.prompt.variants))
    if len(numbers) == 1:
        return 0
    gone = await retired(tx, turn.chat_id, turn.schedule_id)
    left = [number for number in numbers if number not in gone] or list(numbers)
    if turn.prompt.options.rotation is not Rotation.LEARN:
        return left[turn.posted % len(left)]
    posts = await evidence.known(tx, turn.chat_id, turn.schedule_id)
    arms = evidence.by_variant(posts, [turn.prompt.variants[number] for number in left])
    return left[learnt(arms, chance)]


async def choose_slot(tx: Tx, turn: Turn, clocks: tuple[time, ...], chance: Random) -> time:
    """Choose one of the times of day that may be tried, in turn or as it has learnt."""
    if turn.prompt.options.rotation is not Rotation.LEARN:
        return clocks[turn.posted % len(clocks)]
    posts = await evidence.known(tx, turn.chat_id, turn.schedule_id)
    arms = evidence.by_clock(posts, clocks, zone_of(turn.rule, turn.zone))
    return clocks[learnt(arms, chance)]


def learnt(arms: Sequence[Sequence[Known]], chance: Random) -> int:
    """Choose one of several as often as it is likely to be the best. Pure."""
    return sampling.choose([[post.tried for post in arm] for arm in arms], chance)

"""A prompt as it is planned: what, when, by whom, and how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts.places import Spot
from bot.prompts.prompt import Place, Prompt, options_from, variants_from
from bot.prompts.rule import Rule, rule_from


class State(StrEnum):
    """How a prompt stands. WAITING: for an operator's yes. DONE: it will never be due again."""

    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True)
class Planned:
    """A prompt and when it is posted, as the group sees it that asks.

    chat_id: the group that it belongs to, which sees all its places; another one sees its own alone.
    next_due: the next time in any of these places; None when it is paused or done.
    posted: how often it has been posted in these places.
    skips_next: its next time is left out.
    approved_by: who planned it or said yes, of those who need no yes themselves.
    """

    schedule_id: int
    chat_id: int
    prompt: Prompt
    rule: Rule
    state: State
    next_due: Instant | None
    posted: int
    skips_next: bool
    created_by: int
    approved_by: int | None


def planned_of(row: sa.Row[Any], spots: Sequence[Spot]) -> Planned:
    """Read a row of `schedules`, beside those of its places that are to be seen."""
    prompt = Prompt(
        row.name,
        variants_from(row.variants),
        places_of(spots),
        options_from(row.options),
    )
    dues = [spot.next_due for spot in spots if spot.next_due is not None]
    return Planned(
        row.schedule_id,
        row.chat_id,
        prompt,
        rule_from(row.rule),
        State(row.state),
        min(dues, default=None),
        sum(spot.posted for spot in spots),
        any(spot.skips_next for spot in spots),
        row.created_by,
        row.approved_by,
    )


def places_of(spots: Iterable[Spot]) -> tuple[Place, ...]:
    """Return where these spots are."""
    return tuple(Place(spot.chat_id, spot.topic_id or None) for spot in spots)

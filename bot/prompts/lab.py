"""Prompt Lab: what fans of a group answered to in the last weeks, by format, theme, variant and hour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.clock import DAY, Instant, local
from bot.prompts import retiring
from bot.prompts.evidence import key_of, results_from
from bot.prompts.league import Control, Posted, Table, control, table
from bot.prompts.prompt import Variant, variants_from
from bot.prompts.retiring import Retired
from bot.prompts.runs import Outcome
from bot.storage import Tx
from bot.storage.schema import runs, schedules

DAYS = 90
# The latest of them, so that a look costs the same however much is posted.
MOST = 1000
SHOWN_CONTROLS = 3

c = runs.c


class By(StrEnum):
    """By what posts are told apart."""

    FORMAT = "formats"
    THEME = "themes"
    VARIANT = "variants"
    HOUR = "hours"


class Held(NamedTuple):
    """A prompt that is still there: its name, and its variants as they are now."""

    name: str
    variants: tuple[Variant, ...]


class Lab(NamedTuple):
    """All that is known: tables, prompts by id, what it does to leave one out, and who retired."""

    posts: int
    tables: Mapping[By, Table]
    held: Mapping[int, Held]
    controls: tuple[Control, ...]
    retired: tuple[Retired, ...]


async def lab(tx: Tx, chat_id: int, zone: ZoneInfo, now: Instant) -> Lab:
    """Return what was learnt in a group in the last 90 days, from the latest 1,000 runs at most."""
    since = now - DAYS * DAY
    recent = sa.and_(c.chat_id == chat_id, c.at >= since, c.results.is_not(None))
    query = sa.select(runs).where(recent).order_by(c.at.desc()).limit(MOST)
    rows = (await tx.execute(query)).all()
    held = await _held(tx, {row.schedule_id for row in rows})
    posts = [_posted(row, held, zone) for row in rows if row.state == Outcome.POSTED]
    return Lab(
        len(posts),
        tables_of(posts, held, Random(f"lab:{chat_id}")),  # noqa: S311 - no secret
        held,
        tuple(_controls(rows, held))[:SHOWN_CONTROLS],
        tuple(
            one
            for one in await retiring.retired_since(tx, chat_id, since, now + 1)
            if one.schedule_id in held
        ),
    )


def tables_of(posts: Sequence[Posted], held: Mapping[int, Held], chance: Random) -> dict[By, Table]:
    """Return all tables; variants are compared with the others of the same prompt. Pure."""
    several = {number for number, one in held.items() if len(one.variants) > 1}
    return {
        By.FORMAT: table(posts, lambda post: post.results.format or None, chance),
        By.THEME: table(posts, lambda post: post.results.theme or None, chance),
        By.VARIANT: table(
            [post for post in posts if post.schedule_id in several and post.variant is not None],
            lambda post: (post.schedule_id, post.variant),
            chance,
            lambda post: post.schedule_id,
        ),
        By.HOUR: table(posts, lambda post: post.hour, chance),
    }


async def _held(tx: Tx, schedule_ids: Iterable[int]) -> dict[int, Held]:
    s = schedules.c
    query = sa.select(s.schedule_id, s.name, s.variants).where(s.schedule_id.in_(schedule_ids))
    return {
        row.schedule_id: Held(row.name, variants_from(row.variants))
        for row in await tx.execute(query)
    }


def _posted(row: sa.Row[Any], held: Mapping[int, Held], zone: ZoneInfo) -> Posted:
    one = held.get(row.schedule_id)
    keys = [key_of(variant) for variant in one.variants] if one else []
    variant = keys.index(row.variant_key) if row.variant_key in keys else None
    return Posted(
        row.schedule_id, variant, local(row.sent_at, zone).hour, results_from(row.results)
    )


def _controls(rows: Iterable[sa.Row[Any]], held: Mapping[int, Held]) -> Iterable[Control]:
    """Return what it does to leave out prompts, the most often left out first."""
    actives: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        actives[row.schedule_id, row.state].append(results_from(row.results).actives)
    found = [
        control(
            number,
            actives[number, Outcome.POSTED],
            actives[number, Outcome.CONTROL],
            Random(f"control:{number}"),  # noqa: S311 - no secret
        )
        for number in held
    ]
    known = [one for one in found if one is not None]
    return sorted(known, key=lambda one: (-one.controls, one.schedule_id))

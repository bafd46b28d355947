"""Variants that nobody wants retire: three posts one after the other that failed, and not by bad luck."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from bot.clock import Instant
from bot.prompts import evidence
from bot.prompts.prompt import Fact, Rotation, Variant, options_from, to_json, variants_from
from bot.prompts.sampling import Arm, Tried, rate_of
from bot.prompts.tails import at_most
from bot.storage import Tx
from bot.storage.schema import retired_variants, schedules
from bot.storage.upsert import insert

FAILURES = 3
ENOUGH_OTHERS = 3
# Of what the other variants bring.
FAILS_BELOW = 0.5
BY_CHANCE = 0.025

t = retired_variants.c


class Note(Fact, frozen=True):
    """Why a variant retired: so many posts brought so many responders, where so many were to be expected."""

    posts: int
    responders: int
    expected: float


class Retired(NamedTuple):
    """A variant of a prompt that is posted no more: which, since when and why."""

    schedule_id: int
    variant: int
    note: Note | None
    at: Instant


def verdict(posts: Arm, others: Arm) -> Note | None:
    """Return why a variant is to retire, given its posts, the latest last, and those of the others. Pure.

    A post failed that brought less than half of what the others bring per active member. A variant retires
    once its last three posts or more failed, and so few responders in all of these would come by chance
    (Poisson) at most once in forty times.
    """
    rate = rate_of(others)
    if not rate or len(others) < ENOUGH_OTHERS:
        return None
    failed: list[Tried] = []
    for post in reversed(posts):
        if post.responders >= FAILS_BELOW * rate * post.members:
            break
        failed.append(post)
    responders = sum(post.responders for post in failed)
    expected = rate * sum(post.members for post in failed)
    if len(failed) < FAILURES or at_most(responders, expected) > BY_CHANCE:
        return None
    return Note(len(failed), responders, round(expected, 1))


def failures(arms: Sequence[Arm], gone: set[int]) -> dict[int, Note]:
    """Return which variants are to retire now, beside those that are `gone`; one always stays. Pure."""
    found: dict[int, Note] = {}
    left = [number for number in range(len(arms)) if number not in gone]
    for number in sorted(left, key=lambda one: rate_of(arms[one]) or 0.0):
        others = [post for other, arm in enumerate(arms) if other != number for post in arm]
        note = verdict(arms[number], others)
        if note is not None and len(found) < len(left) - 1:
            found[number] = note
    return found


async def retire_failed(tx: Tx, chat_id: int, schedule_id: int, now: Instant) -> None:
    """Retire those variants of a prompt that failed in a group, if it learns."""
    s = schedules.c
    query = sa.select(s.variants, s.options).where(s.schedule_id == schedule_id)
    stored = (await tx.execute(query)).first()
    if stored is None or options_from(stored.options).rotation is not Rotation.LEARN:
        return
    variants: tuple[Variant, ...] = variants_from(stored.variants)
    if len(variants) < 2:
        return
    # What is known of a post before its replies are all in says nothing of its failure.
    posts = [
        post
        for post in await evidence.known(tx, chat_id, schedule_id)
        if post.results.echo is not None
    ]
    arms = [[post.tried for post in arm] for arm in evidence.by_variant(posts, variants)]
    gone = await retired(tx, chat_id, schedule_id)
    for number, note in failures(arms, gone).items():
        row = {
            "chat_id": chat_id,
            "schedule_id": schedule_id,
            "variant": number,
            "note": msgspec.json.encode(to_json(note)).decode(),
            "at": now,
        }
        await tx.execute(insert(tx, retired_variants).values(row).on_conflict_do_nothing())


async def retired(tx: Tx, chat_id: int, schedule_id: int) -> set[int]:
    """Return which variants of a prompt are posted no more in a group."""
    gone = sa.select(t.variant).where(t.chat_id == chat_id, t.schedule_id == schedule_id)
    return set((await tx.scalars(gone)).all())


async def retired_since(tx: Tx, chat_id: int, since: Instant, until: Instant) -> list[Retired]:
    """Return which variants retired in a group from one moment to before another, the first one first."""
    query = sa.select(retired_variants).where(t.chat_id == chat_id, t.at >= since, t.at < until)
    rows = await tx.execute(query.order_by(t.at, t.schedule_id, t.variant))
    return [Retired(row.schedule_id, row.variant, _read(row.note), row.at) for row in rows]


def _read(note: str) -> Note | None:
    try:
        return msgspec.json.decode(note, type=Note)
    except msgspec.DecodeError:
        return None  # Another Renao wrote it.

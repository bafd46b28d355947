"""Post a run of a prompt: choose what, hand it to the outbox, write it down; all in one transaction."""

from dataclasses import replace

import sqlalchemy as sa

from bot.clock import Instant, day_of, start_of_day
from bot.outbox import put
from bot.prompts import places, runs
from bot.prompts.drafting import draft_of, words_of
from bot.prompts.effects import WINDOW
from bot.prompts.evidence import key_of
from bot.prompts.groups import Group
from bot.prompts.places import Spot
from bot.prompts.planned import Planned
from bot.prompts.prompt import Place
from bot.prompts.runs import Outcome, Reason, Verdict
from bot.prompts.turns import choose
from bot.storage import Tx
from bot.storage.schema import runs as runs_table
from bot.texts import Refused


async def post(
    tx: Tx, spot: Spot, planned: Planned, group: Group, due: Instant, now: Instant
) -> Spot:
    """Post a run whose time has come, or leave it out on purpose; return the place as it then is.

    It is skipped where the group's day has all the posts that it is to have.
    """
    if await _is_day_full(tx, group, now):
        await runs.record(tx, spot, due, Verdict(Outcome.SKIPPED, Reason.LIMIT), now)
        return spot
    turn = places.turn_of(spot, planned.prompt, planned.rule, group, due)
    choice = await choose(tx, turn, places.chance_of(spot, due))
    if choice.variant is None:
        left_out = Verdict(Outcome.CONTROL, measure_at=now + WINDOW)
        await runs.record(tx, spot, due, left_out, now)
        return spot
    return await hand_in(tx, spot, planned, group, due, choice.variant, now)


async def hand_in(
    tx: Tx,
    spot: Spot,
    planned: Planned,
    group: Group,
    due: Instant,
    variant: int,
    now: Instant,
) -> Spot:
    """Put a variant into the outbox, unless another worker has; return the place as it then is."""
    count = spot.posted + 1
    words = words_of(planned.rule, group.title, count, due, group.zone)
    to = Place(spot.chat_id, spot.topic_id or None)
    key = f"run:{spot.schedule_id}:{spot.topic_id}:{due}"
    try:
        draft = draft_of(planned.prompt, variant, to, group.language, words, dedupe_key=key)
    except (Refused, ValueError):
        # It was checked when it was planned; a newer Renao may be stricter.
        await runs.record(tx, spot, due, Verdict(Outcome.MISSED, Reason.UNREADABLE), now)
        return spot
    said = key_of(planned.prompt.variants[variant])
    posted = Verdict(Outcome.POSTED, variant=variant, variant_key=said)
    if not await runs.record(tx, spot, due, posted, now):
        return spot
    message = next(iter(await put(tx, draft, now)), None)
    await runs.was_put(tx, spot, due, message)
    return replace(spot, posted=count)


async def _is_day_full(tx: Tx, group: Group, now: Instant) -> bool:
    """Say whether as many prompts as the group wants in a day have been posted today, by its clock."""
    most = group.settings.most_a_day
    if most is None:
        return False
    c = runs_table.c
    today = start_of_day(day_of(now, group.zone), group.zone)
    posted = sa.and_(c.chat_id == group.chat_id, c.at >= today, c.state == Outcome.POSTED)
    count = await tx.scalar(sa.select(sa.func.count()).select_from(runs_table).where(posted))
    return (count or 0) >= most

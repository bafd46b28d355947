"""Post a prompt now, because an operator says so."""

import sqlalchemy as sa

from bot.clock import MINUTE, Instant
from bot.prompts import lookup, places
from bot.prompts.groups import group_of
from bot.prompts.planned import Planned, State
from bot.prompts.posting import hand_in
from bot.prompts.runs import Outcome
from bot.prompts.turns import choose_variant
from bot.storage import Tx
from bot.storage.schema import runs as runs_table
from bot.texts import Refused

# Who presses twice wants it once.
JUST_NOW = MINUTE

c = runs_table.c


async def post_now(
    tx: Tx, chat_id: int, schedule_id: int, now: Instant, *, as_planner: bool = False
) -> int:
    """Post a prompt in the group now, whatever its rule, the talk there and its day's limit say.

    Its next time stays. Return in how many places of the group; 0 if it is posted in none.

    Raises:
        Refused: the group is stopped, it was posted just now, or no operator has said yes to it.
    """
    held = await lookup.find(tx, chat_id, schedule_id)
    if held is None:
        return 0
    group = await group_of(tx, chat_id)
    unapproved = as_planner and group.settings.needs_approval and held.approved_by is None
    if held.state is State.WAITING or unapproved:
        raise Refused("prompts.not_approved")
    if group.held:
        raise Refused("prompts.held")
    await _check_pause(tx, held, chat_id, now)
    spots = [one for one in await lookup.spots_seen(tx, held, chat_id) if one.chat_id == chat_id]
    for spot in spots:
        turn = places.turn_of(spot, held.prompt, held.rule, group, now)
        variant = await choose_variant(tx, turn, places.chance_of(spot, now))
        posted = await hand_in(tx, spot, held, group, now, variant, now)
        await places.change(tx, spot, posted)
    return len(spots)


async def _check_pause(tx: Tx, held: Planned, chat_id: int, now: Instant) -> None:
    mine = sa.and_(c.chat_id == chat_id, c.schedule_id == held.schedule_id)
    lately = sa.and_(c.state == Outcome.POSTED, c.at > now - JUST_NOW)
    if await tx.scalar(sa.select(c.due).where(mine, lately).limit(1)) is not None:
        raise Refused("prompts.just_posted")

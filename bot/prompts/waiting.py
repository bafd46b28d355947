"""Prompts stay out of a living conversation: when somebody last wrote, and how long to wait."""

import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.clock import Instant
from bot.prompts.places import Spot
from bot.prompts.prompt import Options
from bot.storage import Tx
from bot.storage.schema import facts

# People, and administrators who write as the group; not channels, bots, or Telegram's notes.
WRITTEN = (Kind.MESSAGE, Kind.CHAT_MESSAGE)


async def last_word(tx: Tx, spot: Spot, since: Instant) -> Instant | None:
    """Return when somebody last wrote in a place, a topic or all of a group; None if not after `since`."""
    c = facts.c
    here = sa.and_(c.chat_id == spot.chat_id, c.at > since, c.kind.in_(WRITTEN))
    if spot.topic_id:
        here = sa.and_(here, c.topic_id == spot.topic_id)
    found: int | None = await tx.scalar(sa.select(c.at).where(here).order_by(c.at.desc()).limit(1))
    return found


async def is_lively(tx: Tx, spot: Spot, options: Options, now: Instant) -> bool:
    """Say whether somebody wrote while it should have been silent for the prompt to be posted."""
    if options.silent_for is None:
        return False
    return await last_word(tx, spot, now - options.silent_for) is not None


async def look_again(
    tx: Tx, spot: Spot, options: Options, due: Instant, now: Instant
) -> Instant | None:
    """Return when to look again whether it is quiet; None if it is, or has been waited for long enough."""
    if options.quiet_for is None:
        return None
    last = await last_word(tx, spot, now - options.quiet_for)
    return patience(options, last, due, now)


def patience(options: Options, last: Instant | None, due: Instant, now: Instant) -> Instant | None:
    """Return until when to wait after somebody wrote at `last`; None for not at all. Pure."""
    if options.quiet_for is None or last is None:
        return None
    at_most = due + (options.quiet_most or options.quiet_for)
    quiet = min(last + options.quiet_for, at_most)
    return quiet if quiet > now else None

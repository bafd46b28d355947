"""What a group chooses for all its prompts: read, change."""

from dataclasses import replace

from bot.clock import Instant
from bot.prompts.groups import Settings, group_of, settings_of, write_blackout
from bot.prompts.moving import reset
from bot.storage import Tx
from bot.storage.schema import prompt_settings
from bot.storage.upsert import insert
from bot.texts import Refused

__all__ = ["Settings", "get", "put"]

MOST_A_DAY = (1, 100)
CONTROL_EVERY = (2, 100)


async def get(tx: Tx, chat_id: int) -> Settings:
    """Return what a group chose."""
    return await settings_of(tx, chat_id)


async def put(tx: Tx, chat_id: int, settings: Settings, now: Instant) -> None:
    """Change what a group chose; what is planned in it moves out of blackout hours and holidays, or back.

    Raises:
        Refused: a number that makes no sense.
    """
    _check(settings)
    row = {
        "chat_id": chat_id,
        "needs_approval": settings.needs_approval,
        "most_a_day": settings.most_a_day,
        "control_every": settings.control_every,
        "blackout": write_blackout(settings.blackout),
        "holidays": sorted(set(settings.holidays)),
    }
    written = insert(tx, prompt_settings).values(row)
    await tx.execute(written.on_conflict_do_update(index_elements=["chat_id"], set_=row))
    await reset(tx, replace(await group_of(tx, chat_id), settings=settings), now)


def _check(settings: Settings) -> None:
    least, most = MOST_A_DAY
    if settings.most_a_day is not None and not least <= settings.most_a_day <= most:
        raise Refused("prompts.bad_most_a_day", least=least, most=most)
    least, most = CONTROL_EVERY
    if settings.control_every and not least <= settings.control_every <= most:
        raise Refused("calendar.control", most=most)
    if settings.blackout and settings.blackout.start == settings.blackout.end:
        raise Refused("calendar.blackout")

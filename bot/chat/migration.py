"""A group became a supergroup: everything that any room keeps about it goes along."""

from bot import outbox
from bot.activity import migration as record
from bot.faq import moving as faq
from bot.inbox import queue
from bot.people import audit, forms, listing, preferences, roles, wishes
from bot.prompts import schedules
from bot.reports import readers
from bot.reports.alerts import send as alerts
from bot.storage import Tx

ROOMS = (
    record,
    faq,
    schedules,
    readers,
    alerts,
    roles,
    preferences,
    listing,
    wishes,
    forms,
    audit,
    outbox,
    queue,
)


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Move what is kept of `old_chat` to `new_chat`; both messages that tell of it may call this."""
    for room in ROOMS:
        await room.carry_over(tx, old_chat, new_chat)

"""The emergency stop of a group: nothing leaves, and what falls due meanwhile is never posted."""

import sqlalchemy as sa

from bot import outbox
from bot.clock import Instant
from bot.prompts import runs
from bot.prompts.runs import Outcome, Reason
from bot.storage import Tx
from bot.storage.schema import runs as runs_table

c = runs_table.c


async def pause_all(tx: Tx, chat_id: int, *, by: int, now: Instant) -> bool:
    """Stop everything in a group: its messages wait, its prompts rest; False if that was so already."""
    if not await outbox.hold(tx, chat_id, by, now):
        return False
    await runs.give_up_waiting(tx, Reason.PAUSED, now, c.chat_id == chat_id)
    return True


async def resume_all(tx: Tx, chat_id: int, now: Instant) -> int | None:
    """Let everything go on; return how many messages came too late for that and were dropped.

    None if nothing was stopped. Prompts that were on their way for too long are on record as skipped.
    """
    if not await outbox.is_held(tx, chat_id):
        return None
    dropped = await outbox.release(tx, chat_id, now)
    late = sa.and_(c.chat_id == chat_id, c.state == Outcome.POSTED, c.message_out_id.in_(dropped))
    skipped = {"state": Outcome.SKIPPED, "reason": Reason.PAUSED, "at": now}
    await tx.execute(sa.update(runs_table).where(late).values(skipped))
    return len(dropped)

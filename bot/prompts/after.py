"""What follows once Telegram has a prompt: its pin, and later its end."""

from typing import Literal

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox import Draft, Message, Policy, Priority, Sent, put
from bot.outbox.draft import AFTERWARDS
from bot.prompts.effects import WINDOW
from bot.prompts.prompt import Options, options_from
from bot.storage import Tx
from bot.storage.schema import runs, schedules

c = runs.c


async def follow(tx: Tx, message: Message, sent: Sent, now: Instant) -> None:
    """Write down that Telegram has a message, if it is a prompt's; let its pin and its end follow.

    Times count from now on, when it was really posted. Called in the transaction that settles the message.
    """
    if message.policy is not Policy.AT_MOST_ONCE or message.kind in AFTERWARDS:
        return
    first = message.part_of or message.id
    this = sa.and_(c.chat_id == message.chat_id, c.message_out_id == first)
    run = (await tx.execute(sa.select(runs).where(this))).first()
    if run is None:
        return
    ids = [*(run.message_ids or []), *_ids(sent)]
    sent_at = run.sent_at or now
    told = {"message_ids": ids, "sent_at": sent_at, "measure_at": sent_at + WINDOW}
    await tx.execute(sa.update(runs).where(this).values(told))
    if message.id == first:
        await _finish(tx, message, run, now)


def _ids(sent: Sent) -> list[int]:
    return list(sent.message_ids) or ([] if sent.message_id is None else [sent.message_id])


async def _finish(tx: Tx, message: Message, run: sa.Row[int, int], now: Instant) -> None:
    query = sa.select(schedules.c.options).where(schedules.c.schedule_id == run.schedule_id)
    stored = await tx.scalar(query)
    if stored is None:
        return  # It was removed while it was on its way.
    options = options_from(stored)
    for kind, later in steps(options, is_poll=message.kind == "poll"):
        draft = Draft(
            message.chat_id,
            topic_id=message.topic_id,
            kind=kind,
            target_out=message.id,
            silent=options.silent,
            due=now + later,
            priority=Priority.PROMPT,
            policy=Policy.AT_LEAST_ONCE,
            dedupe_key=f"{kind}:{message.id}",
        )
        await put(tx, draft, now)


Step = Literal["pin", "unpin", "stop_poll", "delete"]


def steps(options: Options, *, is_poll: bool) -> list[tuple[Step, float]]:
    """Return what follows, and how many seconds after it was posted. Pure."""
    found: list[tuple[Step, float]] = []
    if options.pin:
        found.append(("pin", 0.0))
        if options.unpin_after is not None:
            found.append(("unpin", options.unpin_after))
    if is_poll and options.close_after is not None:
        found.append(("stop_poll", options.close_after))
    if options.delete_after is not None:
        found.append(("delete", options.delete_after))
    return found

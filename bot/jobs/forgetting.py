"""Keep the promise of how long things are kept, and say what went."""

import structlog

from bot import outbox
from bot.activity import forgetting as record
from bot.clock import DAY, Instant
from bot.config.settings import Privacy
from bot.faq import negatives, proposals, removed, scores, served, unanswered
from bot.inbox import intake, queue
from bot.people import audit, forms
from bot.storage import Database

log = structlog.get_logger()

# Telegram repeats no update after a day, and no id within a week; what is older cannot come again.
SEEN_DAYS = 8
# What people wrote in an update that failed is kept as long as somebody may mend it.
SET_ASIDE_TEXT_DAYS = 1
SETTLED_DAYS = 35


async def forget_past(database: Database, privacy: Privacy, now: Instant) -> dict[str, int]:
    """Delete what has served its time; return how much of what, without what there was none of."""
    async with database.write() as tx:
        gone = {
            "update_ids": await intake.forget_seen(tx, now - SEEN_DAYS * DAY),
            "messages": await outbox.prune(tx, now, SETTLED_DAYS * DAY),
        }
        await forms.forget_old(tx, now)
        await removed.forget_old(tx, now)
        await queue.forget_texts(tx, now - SET_ASIDE_TEXT_DAYS * DAY)
    gone["facts"] = await _forget_facts(database, privacy.fact_days, now)
    async with database.write() as tx:
        before = now - privacy.question_days * DAY
        gone["question_texts"] = await record.forget_question_texts(tx, before)
        gone["question_texts"] += await served.forget_texts(tx, before)
        gone["question_texts"] += await negatives.forget_texts(tx, before)
        gone["proposals"] = await proposals.forget_old(tx, before)
        await unanswered.forget_old(tx, before)
        await scores.prune(tx, now)
        if not privacy.names:
            gone["names"] = await record.forget_names(tx) + await audit.forget_names(tx)
    gone = {what: count for what, count in gone.items() if count}
    if gone:
        log.info("forgot what is past its days", **gone)
        database.has_deleted()
    await database.sweep()
    return gone


async def _forget_facts(database: Database, days: int, now: Instant) -> int:
    """Forget facts a few thousand at a time, so that nobody waits long; 0 days: none ever."""
    gone = 0
    while days:
        async with database.write() as tx:
            some = await record.forget_old_facts(tx, days, now)
        if not some:
            break
        gone += some
    return gone

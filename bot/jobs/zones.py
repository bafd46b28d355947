"""Changes of a group's time zone: days counted anew a few thousand facts at a time, and who asked is told."""

from bot import outbox
from bot.activity import chats, zone
from bot.activity.zone import Wish
from bot.clock import Instant, local
from bot.outbox import Draft, Policy, Priority
from bot.prompts import schedules
from bot.storage import Database, Tx
from bot.texts import say


async def step(database: Database, now: Instant) -> bool:
    """Count some facts of one group in its next zone. True if there were any to count."""
    async with database.read() as tx:
        chat_id = await zone.under_way(tx)
    if chat_id is None:
        return False
    async with database.write() as tx:
        wish = await zone.step(tx, chat_id)
        if wish is not None:
            # Prompts that were planned meanwhile go by the group's clock, too.
            await schedules.rezone(tx, chat_id, wish.zone, now)
            await _tell(tx, chat_id, wish, now)
    return True


async def _tell(tx: Tx, chat_id: int, wish: Wish, now: Instant) -> None:
    chat = await chats.get(tx, chat_id)
    assert chat is not None
    text = say(
        "timezone.done",
        wish.language,
        title=chat.title,
        zone=wish.zone.key,
        now=local(now, wish.zone),
    )
    draft = Draft(
        chat_id=wish.answer_to,
        topic_id=wish.topic_id,
        text=text,
        priority=Priority.NOTICE,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"zone:{chat_id}:{wish.at}",
    )
    await outbox.put(tx, draft, now)

"""How many reactions stand under a message where Telegram tells no names: the newest count that was heard."""

from collections.abc import Sequence

from bot.activity.wire import Update
from bot.storage import Tx
from bot.storage.schema import reaction_counts
from bot.storage.upsert import insert


async def note(tx: Tx, updates: Sequence[Update]) -> None:
    """Keep the counts that `updates` tell; what is older than what is known changes nothing."""
    told = [update.message_reaction_count for update in updates if update.message_reaction_count]
    if not told:
        return
    rows = [
        {
            "chat_id": each.chat.id,
            "message_id": each.message_id,
            "count": sum(emoji.total_count for emoji in each.reactions),
            "at": each.date,
        }
        for each in told
    ]
    row = insert(tx, reaction_counts)
    newest = {"count": row.excluded["count"], "at": row.excluded["at"]}
    statement = row.on_conflict_do_update(
        index_elements=reaction_counts.primary_key.columns,
        set_=newest,
        where=row.excluded["at"] >= reaction_counts.c["at"],
    )
    await tx.execute(statement, rows)

"""Questions that an entry does not answer, by the word of who asked, or of an operator.

They stand beside the entry when a message is matched. So that nobody can talk an entry out of its own
question, of one person only the newest word about an entry counts, a phrasing of the entry is never taken
for one, and of all of them only the newest count.
"""

from collections import defaultdict

import sqlalchemy as sa

from bot.clock import Instant
from bot.faq import entries
from bot.faq.entry import Entry
from bot.faq.normal import normalise
from bot.faq.versions import changed
from bot.storage import Tx
from bot.storage.schema import faq_negatives

MOST = 50
LONGEST = 1000
c = faq_negatives.c


async def add(
    tx: Tx, chat_id: int, entry_id: int, text: str, *, by: int, now: Instant, kept: bool = False
) -> bool:
    """Write down that an entry does not answer `text`; False if that is one of its own phrasings,
    or there is no such entry.

    kept: an operator says so; then it stays, however long questions are kept.
    """
    entry = await entries.get(tx, chat_id, entry_id)
    if entry is None or _is_phrasing(entry, text):
        return False
    if not kept:
        hers = sa.and_(c.chat_id == chat_id, c.entry_id == entry_id, c.said_by == by, ~c.kept)
        await tx.execute(sa.delete(faq_negatives).where(hers))
    row = {"chat_id": chat_id, "entry_id": entry_id, "said_by": by, "kept": kept, "at": now}
    await tx.execute(sa.insert(faq_negatives).values(**row, text=text[:LONGEST]))
    await changed(tx, chat_id)
    return True


async def take_back(tx: Tx, chat_id: int, entry_id: int, *, by: int) -> None:
    """Forget what a person said an entry does not answer: she thinks otherwise now."""
    hers = sa.and_(c.chat_id == chat_id, c.entry_id == entry_id, c.said_by == by, ~c.kept)
    gone = await tx.execute(sa.delete(faq_negatives).where(hers))
    if gone.rowcount:
        await changed(tx, chat_id)


async def of(tx: Tx, chat_id: int) -> dict[int, list[str]]:
    """Return the texts that count against each entry of a group."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = sa.select(c.entry_id, c.text).where(c.chat_id == chat_id)
    for entry_id, text in await tx.execute(rows.order_by(c.kept.desc(), c.negative_id.desc())):
        if len(found[entry_id]) < MOST:
            found[entry_id].append(text)
    return dict(found)


async def forget_texts(tx: Tx, before: Instant) -> int:
    """Forget what people said before an instant, and what has no entry any more; return how many."""
    old = sa.and_(~c.kept, c.at < before)
    chats = (await tx.scalars(sa.select(c.chat_id).where(old).distinct())).all()
    gone = await tx.execute(sa.delete(faq_negatives).where(old))
    for chat_id in chats:
        await changed(tx, chat_id)
    return gone.rowcount


def _is_phrasing(entry: Entry, text: str) -> bool:
    said = normalise(text).split()
    return any(normalise(each).split() == said for each in entry.phrasings)

"""What was answered, with what, to whom: one row a message, so that no answer comes twice."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import faq_served
from bot.storage.upsert import insert

c = faq_served.c


class How(StrEnum):
    """What a message got: an answer, a few to choose from, or the one that was chosen of these."""

    ANSWERED = "answered"
    OFFERED = "offered"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Served:
    """What a message got; `entry_id` is the entry, of several offered the first."""

    chat_id: int
    message_id: int
    topic_id: int | None
    entry_id: int
    user_id: int
    outcome: How
    score: float | None
    text: str | None
    message_out_id: int | None
    at: Instant


async def record(tx: Tx, row: Served) -> bool:
    """Write down what a message gets; False if it has got something already."""
    values = {name: getattr(row, name) for name in Served.__dataclass_fields__}
    statement = insert(tx, faq_served).values(values).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(c.message_id))).first() is not None


async def find(tx: Tx, chat_id: int, message_id: int) -> Served | None:
    """Return what a message got."""
    columns = [c[name] for name in Served.__dataclass_fields__]
    row = (await tx.execute(sa.select(*columns).where(_this(chat_id, message_id)))).first()
    return None if row is None else Served(**dict(row._mapping, outcome=How(row.outcome)))


async def choose(tx: Tx, chat_id: int, message_id: int, entry_id: int, now: Instant) -> bool:
    """Write down which of the offered entries was chosen; False if one has been."""
    offered = sa.and_(_this(chat_id, message_id), c.outcome == How.OFFERED)
    chosen = {"entry_id": entry_id, "outcome": How.CHOSEN, "at": now}
    return (await tx.execute(sa.update(faq_served).where(offered).values(chosen))).rowcount > 0


async def offer_again(tx: Tx, chat_id: int, message_id: int) -> None:
    """Let a message that got an answer be one that was offered several: the answer was not meant."""
    await tx.execute(
        sa.update(faq_served).where(_this(chat_id, message_id)).values(outcome=How.OFFERED)
    )


async def sent_as(tx: Tx, chat_id: int, message_id: int, message_out_id: int) -> None:
    """Write down by which message of the outbox it was answered last."""
    this = _this(chat_id, message_id)
    await tx.execute(sa.update(faq_served).where(this).values(message_out_id=message_out_id))


async def last_said(tx: Tx, chat_id: int, topic_id: int | None, entry_id: int) -> Instant | None:
    """Return when a topic was last told an entry, or offered it first."""
    query = sa.select(sa.func.max(c.at)).where(
        c.chat_id == chat_id,
        # What one person was told in private, which stands there below all ids, the topic has not heard.
        c.message_id > 0,
        c.entry_id == entry_id,
        c.topic_id.is_not_distinct_from(topic_id),
    )
    at: Instant | None = await tx.scalar(query)
    return at


async def last_offered(tx: Tx, chat_id: int, topic_id: int | None) -> Instant | None:
    """Return when a topic was last offered a few entries to choose from."""
    here = sa.and_(c.chat_id == chat_id, c.message_id > 0, c.outcome == How.OFFERED)
    query = sa.select(sa.func.max(c.at)).where(here, c.topic_id.is_not_distinct_from(topic_id))
    at: Instant | None = await tx.scalar(query)
    return at


async def forget_texts(tx: Tx, before: Instant) -> int:
    """Forget what was asked before an instant, not that it was; return how many."""
    old = sa.and_(c.text.is_not(None), c.at < before)
    return (await tx.execute(sa.update(faq_served).where(old).values(text=None))).rowcount


def _this(chat_id: int, message_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(c.chat_id == chat_id, c.message_id == message_id)

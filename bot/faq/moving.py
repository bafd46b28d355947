"""A group became a supergroup: its entries, its facts, what was asked and answered go along.

Messages of the old group get negative ids, for a supergroup counts its own from 1.
"""

from typing import Any

import sqlalchemy as sa

from bot.faq.versions import changed
from bot.storage import Tx
from bot.storage.schema import (
    faq_answers,
    faq_dismissed,
    faq_entries,
    faq_facts,
    faq_held,
    faq_negatives,
    faq_phrasings,
    faq_places,
    faq_proposals,
    faq_removed,
    faq_scores,
    faq_served,
    faq_settings,
    faq_untold,
    faq_votes,
)
from bot.storage.upsert import insert

# What the new group has of its own by now comes before what the old one had.
BY_CHAT = (
    faq_facts,
    faq_settings,
    faq_scores,
    faq_dismissed,
    faq_votes,
    faq_removed,
    faq_served,
    faq_untold,
)


async def carry_over(tx: Tx, old: int, new: int) -> None:
    """Give what the chat `old` has to `new`, the supergroup that it became.

    An entry whose name has been taken there since stays behind.
    """
    await _entries(tx, old, new)
    await _places(tx, old, new)
    for table in BY_CHAT:
        await _rows(tx, table, old, new)
    judged = sa.update(faq_negatives).where(faq_negatives.c.chat_id == old)
    await tx.execute(judged.values(chat_id=new))
    await _proposals(tx, old, new)
    # Who asked sees no buttons under a message of a group that is no more.
    await tx.execute(sa.delete(faq_held).where(faq_held.c.chat_id == old))
    await changed(tx, old, new)


async def _entries(tx: Tx, old: int, new: int) -> None:
    taken = sa.select(faq_entries.c.name).where(faq_entries.c.chat_id == new).scalar_subquery()
    movable = sa.and_(faq_entries.c.chat_id == old, faq_entries.c.name.not_in(taken))
    ids = (await tx.scalars(sa.select(faq_entries.c.entry_id).where(movable))).all()
    for table, home in (
        (faq_entries, faq_entries.c.chat_id),
        (faq_phrasings, faq_phrasings.c.chat_id),
        (faq_answers, faq_answers.c.chat_id),
        (faq_places, faq_places.c.home_id),
    ):
        theirs = sa.and_(home == old, table.c.entry_id.in_(ids))
        await tx.execute(sa.update(table).where(theirs).values({home: new}))


async def _places(tx: Tx, old: int, new: int) -> None:
    """Let what answered in the old group answer in the new one; what stays behind stays in its own."""
    c = faq_places.c
    there = sa.select(c.entry_id).where(c.chat_id == new).scalar_subquery()
    going = sa.and_(c.chat_id == old, c.home_id != old, c.entry_id.not_in(there))
    await tx.execute(sa.update(faq_places).where(going).values(chat_id=new))
    await tx.execute(sa.delete(faq_places).where(c.chat_id == old, c.home_id != old))


async def _rows(tx: Tx, table: sa.Table, old: int, new: int) -> None:
    names = [column.name for column in table.c]
    kept = sa.select(*(_carried(column, new) for column in table.c)).where(table.c.chat_id == old)
    await tx.execute(insert(tx, table).from_select(names, kept).on_conflict_do_nothing())
    await tx.execute(sa.delete(table).where(table.c.chat_id == old))


def _carried(column: sa.Column[Any], new: int) -> sa.ColumnElement[Any]:
    """Return what stands for a column of the old group in the new one."""
    match column.name:
        case "chat_id":
            return sa.literal(new, sa.BigInteger)
        case "message_id":
            return -sa.func.abs(column)
    return column


async def _proposals(tx: Tx, old: int, new: int) -> None:
    c = faq_proposals.c
    found = await tx.execute(sa.select(faq_proposals).where(c.chat_id == old))
    for row in found.all():
        answer = row.answer_message_id
        values = {
            "chat_id": new,
            "questions": [-number for number in row.questions],
            "answer_message_id": None if answer is None else -answer,
        }
        await tx.execute(
            sa.update(faq_proposals).where(c.proposal_id == row.proposal_id).values(values)
        )

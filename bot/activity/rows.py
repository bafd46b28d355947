"""The record of a group row by row, in order, read a page at a time: however much there is of it."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.clock import Day, start_of_day
from bot.storage import Tx
from bot.storage.schema import chat_days, facts, member_days, members

PAGE = 5000


def facts_of(tx: Tx, chat: Chat, first: Day, last: Day) -> AsyncIterator[Sequence[sa.Row[Any]]]:
    """Yield the facts of some local days of a group by the time they happened."""
    since, until = (int(start_of_day(day, chat.zone)) for day in (first, last + 1))
    within = sa.and_(facts.c.at >= since, facts.c.at < until)
    return _pages(tx, facts, chat.chat_id, [facts.c.at, facts.c.ref, facts.c.kind], within)


def days_of(tx: Tx, chat: Chat, first: Day, last: Day) -> AsyncIterator[Sequence[sa.Row[Any]]]:
    """Yield what happened on some days of a group, topic by topic."""
    within = chat_days.c.day.between(first, last)
    return _pages(tx, chat_days, chat.chat_id, [chat_days.c.day, chat_days.c.topic_id], within)


def member_days_of(
    tx: Tx, chat: Chat, first: Day, last: Day
) -> AsyncIterator[Sequence[sa.Row[Any]]]:
    """Yield what each member did on some days of a group, topic by topic."""
    keys = [member_days.c.day, member_days.c.user_id, member_days.c.topic_id]
    return _pages(tx, member_days, chat.chat_id, keys, member_days.c.day.between(first, last))


def members_of(tx: Tx, chat: Chat, first: Day, last: Day) -> AsyncIterator[Sequence[sa.Row[Any]]]:  # noqa: ARG001
    """Yield the people who were ever heard of in a group, whatever the days."""
    return _pages(tx, members, chat.chat_id, [members.c.user_id], sa.true())


async def _pages(
    tx: Tx,
    table: sa.Table,
    chat_id: int,
    order: Sequence[sa.Column[Any]],
    within: sa.ColumnElement[bool],
) -> AsyncIterator[Sequence[sa.Row[Any]]]:
    """Yield the rows of a chat in some order of columns that no two rows share."""
    query = sa.select(table).where(table.c.chat_id == chat_id, within).order_by(*order).limit(PAGE)
    rows = (await tx.execute(query)).all()
    while rows:
        yield rows
        last = [sa.literal(rows[-1]._mapping[column.name], column.type) for column in order]
        # The first column by itself, too: by it the rows are found, not only filtered.
        after = sa.and_(order[0] >= last[0], sa.tuple_(*order) > sa.tuple_(*last))
        rows = (await tx.execute(query.where(after))).all()

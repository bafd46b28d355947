"""What should be responded to in some days, made anew from the facts, with its first responses."""

from typing import Any

import sqlalchemy as sa

from bot.activity import awaiting
from bot.activity.answers import WINDOW, Waiting
from bot.activity.chats import Chat
from bot.activity.facts import ABOVE_IDS, Kind
from bot.activity.period import Period, bounds
from bot.activity.responses import ASKS, ROWS_AT_ONCE, SETTLED, responses_to, write
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import awaited, facts
from bot.storage.upsert import insert


async def recompute(tx: Tx, chat: Chat, period: Period, now: Instant) -> None:
    """Make the rows of `awaited` anew that lie in `period`; those of the day before get their responses anew.

    Texts that are kept stay; days of which the facts have been forgotten are left alone.
    """
    since, until = bounds(period, chat.zone)
    since = max(since, chat.facts_since or since)
    await _set_questions(tx, chat.chat_id, int(since), int(until))
    await awaiting.find_firsts(tx, chat.chat_id, int(since), int(until))
    await _set_responses(tx, chat.chat_id, int(since) - WINDOW, int(until), now)


async def _set_questions(tx: Tx, chat_id: int, since: int, until: int) -> None:
    """Let those messages of some time be questions that the facts say are."""
    c = awaited.c
    here = sa.and_(c.chat_id == chat_id, c.at >= since, c.at < until)
    await tx.execute(sa.update(awaited).where(here).values(is_question=False))
    names = ("chat_id", "message_id", "topic_id", "user_id", "at", "is_question")
    statement = insert(tx, awaited).from_select(names, _questions(chat_id, since, until))
    keys = awaited.primary_key.columns
    await tx.execute(
        statement.on_conflict_do_update(index_elements=keys, set_={"is_question": True})
    )


def _questions(chat_id: int, since: int, until: int) -> sa.Select[Any]:
    """Return the query for the questions of some time; one that is an album is the first of its parts."""
    within = sa.and_(facts.c.chat_id == chat_id, facts.c.at >= since, facts.c.at < until)
    latest = sa.func.max(facts.c.ref)
    albums = (
        sa.select(
            facts.c.at,
            facts.c.user_id,
            # Before the group had another id, the number nearest to 0 is the lowest too.
            sa.case((latest < 0, latest), else_=sa.func.min(facts.c.ref)).label("first"),
        )
        .where(within, facts.c.kind == Kind.ALBUM_PART)
        .group_by(facts.c.at, facts.c.user_id)
        .subquery()
    )
    same = sa.and_(albums.c.at == facts.c.at, albums.c.user_id == facts.c.user_id)
    is_album = sa.func.abs(facts.c.ref) >= ABOVE_IDS
    message_id = sa.case((is_album, albums.c.first), else_=facts.c.ref)
    topic_id = sa.func.coalesce(facts.c.topic_id, 0)
    return (
        sa.select(facts.c.chat_id, message_id, topic_id, facts.c.user_id, facts.c.at, sa.true())
        .outerjoin(albums, same)
        .where(within, facts.c.kind == Kind.MESSAGE, ASKS)
    )


async def _set_responses(tx: Tx, chat_id: int, since: int, until: int, now: Instant) -> None:
    """Find the responses to all that was said in some time from scratch."""
    c = awaited.c
    query = sa.select(c.message_id, c.user_id, c.at, c.topic_id).where(
        c.chat_id == chat_id, c.at >= since, c.at < until
    )
    rows = [Waiting(*row) for row in await tx.execute(query.order_by(c.at, c.message_id))]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        found = await responses_to(tx, chat_id, some)
        changed = [(each, found.get(each.message_id), each.at <= now - SETTLED) for each in some]
        await write(tx, chat_id, changed)

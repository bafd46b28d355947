"""First responses, found in the facts: soon for what is new, and for good when nothing can come late.

What is found is written to `awaited`, in transactions of a few hundred rows; the intake has no part in it.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa

from bot.activity.answers import IN_LINE, WINDOW, Response, Said, Waiting, first_responses
from bot.activity.facts import ABOVE_IDS, Kind
from bot.activity.forms import QUESTION
from bot.clock import DAY, HOUR, MINUTE, Instant
from bot.storage import Database, Tx
from bot.storage.schema import awaited, facts

# So late may Telegram deliver what happened; a day later it is certain what came within the window.
LATE = int(DAY)
SETTLED = WINDOW + LATE
# So far back goes the look that is taken every minute.
LOOK_BACK = int(10 * MINUTE)
ROWS_AT_ONCE = 500
# One look reads the facts of a day and so much more.
SPAN_AT_ONCE = int(6 * HOUR)

ASKS = facts.c.form.bitwise_and(QUESTION) != 0
SAID = (facts.c.ref, facts.c.user_id, facts.c.at, facts.c.topic_id, facts.c.about, ASKS)


Change: TypeAlias = tuple[Waiting, Response | None, bool]
"""What to write in the row of what waits: its first response, and whether it is closed."""


class Open(NamedTuple):
    """What waits, and its first response as far as it is known."""

    waiting: Waiting
    response: Response | None


async def look(database: Database, now: Instant) -> int:
    """Find responses among what was said in the last minutes; return how many rows changed."""
    fresh, today = int(now) - LOOK_BACK - IN_LINE, int(now) - WINDOW - LOOK_BACK
    changed = 0
    for chat_id in await _open_since(database, today):
        async for rows in _pages(database, chat_id, fresh, int(now)):
            changed += await _improve(database, chat_id, rows)
        async for rows in _pages(database, chat_id, today, fresh):
            changed += await _add_replies(database, chat_id, rows, int(now) - LOOK_BACK)
    return changed


async def settle(database: Database, now: Instant) -> int:
    """Look through everything that is open, and close what is two days old; return how many rows changed."""
    changed = 0
    for chat_id, first in (await _open_since(database, 0)).items():
        # From there on: of all that was said ever, hardly anything is open still.
        async for rows in _pages(database, chat_id, first - 1, int(now)):
            changed += await _improve(database, chat_id, rows, close_until=int(now) - SETTLED)
    return changed


async def reopen(tx: Tx, chat_id: int, since: Instant, until: Instant) -> None:
    """Let responses be looked for anew where facts came in from long ago, said between two moments."""
    touched = awaited.c.at.between(int(since) - WINDOW, int(until))
    statement = sa.update(awaited).where(awaited.c.chat_id == chat_id, touched, awaited.c.closed)
    await tx.execute(statement.values(closed=False))


async def _improve(
    database: Database, chat_id: int, rows: Sequence[Open], close_until: int = 0
) -> int:
    """Find the responses to `rows` from scratch, and close those that came until then."""
    async with database.read() as tx:
        found = await responses_to(tx, chat_id, [row.waiting for row in rows])
    changed = [
        (each, found.get(each.message_id), each.at <= close_until)
        for each, response in rows
        if found.get(each.message_id) != response or each.at <= close_until
    ]
    await _keep(database, chat_id, changed)
    return len(changed)


async def _add_replies(database: Database, chat_id: int, rows: Sequence[Open], since: int) -> int:
    """Look for replies to `rows` that came since, where they are better than what is known."""
    waiting = [row.waiting for row in rows]
    async with database.read() as tx:
        found = first_responses(waiting, await _replies(tx, chat_id, waiting, since))
    changed = [
        (each, found[each.message_id], False)
        for each, response in rows
        if each.message_id in found and (response is None or found[each.message_id] < response)
    ]
    await _keep(database, chat_id, changed)
    return len(changed)


async def _keep(database: Database, chat_id: int, changed: Sequence[Change]) -> None:
    if changed:
        async with database.write() as tx:
            await write(tx, chat_id, changed)


async def responses_to(tx: Tx, chat_id: int, waiting: Sequence[Waiting]) -> dict[int, Response]:
    """Return the first response to each message that got one, whatever is stored."""
    if not waiting:
        return {}
    first, last = min(each.at for each in waiting), max(each.at for each in waiting)
    following = await _said(tx, chat_id, first, last + IN_LINE)
    replies = await _replies(tx, chat_id, waiting, first)
    return first_responses(waiting, [*following, *replies])


async def _replies(tx: Tx, chat_id: int, waiting: Sequence[Waiting], since: int) -> list[Said]:
    until = max(each.at for each in waiting) + WINDOW
    ids = [each.message_id for each in waiting]
    return await _said(tx, chat_id, since, until, facts.c.about.in_(ids))


async def _said(
    tx: Tx, chat_id: int, since: int, until: int, *conditions: sa.ColumnElement[bool]
) -> list[Said]:
    within = sa.and_(facts.c.chat_id == chat_id, facts.c.at.between(since, until))
    query = sa.select(*SAID).where(within, facts.c.kind == Kind.MESSAGE, *conditions)
    return [
        Said(ref, user_id, at, topic_id or 0, about, bool(asks))
        for ref, user_id, at, topic_id, about, asks in await tx.execute(query)
    ]


async def _open_since(database: Database, since: int) -> dict[int, int]:
    """Return when the first of what is open was said, of what was said since a moment, by chat."""
    c = awaited.c
    query = sa.select(c.chat_id, sa.func.min(c.at)).where(~c.closed, c.at > since)
    async with database.read() as tx:
        return {row[0]: row[1] for row in await tx.execute(query.group_by(c.chat_id))}


async def _pages(
    database: Database, chat_id: int, after: int, until: int
) -> AsyncIterator[list[Open]]:
    """Yield the open rows of a chat that were said after one moment and until another, some at a time."""
    c, place = awaited.c, (after, ABOVE_IDS * 2)
    open_until = sa.and_(c.chat_id == chat_id, ~c.closed, c.at <= until)
    while True:
        further = sa.tuple_(c.at, c.message_id) > sa.tuple_(*map(sa.literal, place))
        query = sa.select(awaited).where(open_until, further).order_by(c.at, c.message_id)
        async with database.read() as tx:
            found = (await tx.execute(query.limit(ROWS_AT_ONCE))).all()
        if not found:
            return
        page = [row for row in found if row.at <= found[0].at + SPAN_AT_ONCE]
        yield [_open(row) for row in page]
        place = page[-1].at, page[-1].message_id


def _open(row: sa.Row[Any]) -> Open:
    waiting = Waiting(row.message_id, row.user_id, row.at, row.topic_id)
    if row.response_id is None:
        return Open(waiting, None)
    known = Response(row.in_line, int(row.response_at), row.response_id, row.response_by)
    return Open(waiting, known)


async def write(tx: Tx, chat_id: int, changed: Iterable[Change]) -> None:
    """Write responses down in the rows of a chat, and whether they are closed.

    Where who asked or who responded has been forgotten since it was found, nothing is written: the next look
    finds it anew, by nobody's id.
    """
    rows = [
        {
            "of": waiting.message_id,
            "asker": waiting.user_id,
            "said": response and response.message_id,
            "said_at": response and response.at,
            "said_by": response and response.user_id,
            "is_in_line": response is not None and response.in_line,
            "is_closed": closed,
        }
        for waiting, response, closed in changed
    ]
    if rows:
        await tx.execute(_writing(chat_id), rows)


def _writing(chat_id: int) -> sa.Update:
    """Return the UPDATE of a row of what waits, by the names that `write` gives its values."""
    c, said, said_by = awaited.c, _number("said"), _number("said_by")
    this = (c.chat_id == chat_id, c.message_id == _number("of"), c.user_id == _number("asker"))
    still_there = sa.exists().where(
        *(facts.c.chat_id == chat_id, facts.c.ref == said),
        *(facts.c.kind == Kind.MESSAGE, facts.c.user_id == said_by),
    )
    return (
        sa.update(awaited)
        .where(*this, sa.or_(said.is_(None), still_there))
        .values(
            response_id=said,
            response_at=_number("said_at"),
            response_by=said_by,
            in_line=sa.bindparam("is_in_line"),
            closed=sa.bindparam("is_closed"),
        )
    )


def _number(name: str) -> sa.BindParameter[int | None]:
    return sa.bindparam(name, type_=sa.BigInteger)

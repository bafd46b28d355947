"""What somebody should respond to: members' questions, and the first message of each member in a chat."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.activity.details import NONE, Details, message_id_of
from bot.activity.facts import ABOVE_IDS, MESSAGE, Fact, Kind
from bot.activity.forms import QUESTION
from bot.activity.members import FirstMessage
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import execute_many
from bot.storage.schema import awaited, facts, members
from bot.storage.upsert import Insert, insert, made_once

EARLIEST, LATEST = -(2**62), 2**62
NOT_ALBUMS = facts.c.ref.between(-ABOVE_IDS + 1, ABOVE_IDS - 1)


async def note(
    tx: Tx,
    fresh: Sequence[Fact],
    firsts: Sequence[FirstMessage],
    details: Details,
) -> None:
    """Let the questions among new facts, and those that are members' first messages, await a response."""
    first = {each.fact.key for each in firsts if await _comes_first(tx, each, details)}
    rows = [
        {
            "chat_id": fact.chat_id,
            "message_id": message_id_of(fact, details),
            "topic_id": fact.topic_id or 0,
            "user_id": fact.user_id,
            "at": fact.at,
            "is_question": fact.form & QUESTION > 0,
            "is_first": fact.key in first,
            "text": details.get(fact.key, NONE).text,
        }
        | NO_RESPONSE
        for fact in fresh
        if fact.kind is MESSAGE and (fact.form & QUESTION or fact.key in first)
    ]
    if not rows:
        return
    await execute_many(tx, _new(tx), rows)


@made_once
def _new(tx: Tx) -> Insert:
    return insert(tx, awaited).on_conflict_do_nothing()


NO_RESPONSE = {
    "response_id": None,
    "response_at": None,
    "response_by": None,
    "in_line": False,
    "closed": False,
}


async def find_firsts(
    tx: Tx, chat_id: int, since: Instant = EARLIEST, until: Instant = LATEST
) -> None:
    """Say anew which messages of some time are the first of their members, as `members` and facts have it."""
    here = sa.and_(awaited.c.chat_id == chat_id, awaited.c.at >= since, awaited.c.at < until)
    await tx.execute(sa.update(awaited).where(here, awaited.c.is_first).values(is_first=False))
    named = ("chat_id", "message_id", "topic_id", "user_id", "at", "is_first")
    statement = insert(tx, awaited).from_select(named, _firsts(chat_id, since, until))
    keys = awaited.primary_key.columns
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_={"is_first": True}))
    await _drop_aimless(tx, here)


def _firsts(chat_id: int, since: Instant, until: Instant) -> sa.Select[tuple[int, ...]]:
    """Return the query for the first message of each member in some time: the lowest id at that moment."""
    # An album is the first of its parts.
    message = sa.and_(facts.c.kind.in_((Kind.MESSAGE, Kind.ALBUM_PART)), NOT_ALBUMS)
    theirs = sa.and_(
        facts.c.chat_id == members.c.chat_id,
        facts.c.at == sa.cast(members.c.first_message_at, sa.BigInteger),
        facts.c.user_id == members.c.user_id,
        message,
    )
    latest = sa.func.max(facts.c.ref)
    return (
        sa.select(
            members.c.chat_id,
            # Before the group had another id, the number nearest to 0 is the lowest too.
            sa.case((latest < 0, latest), else_=sa.func.min(facts.c.ref)),
            sa.func.coalesce(sa.func.min(facts.c.topic_id), 0),
            members.c.user_id,
            facts.c.at,
            sa.true(),
        )
        .join(facts, theirs)
        .where(
            members.c.chat_id == chat_id,
            members.c.first_message_at >= since,
            members.c.first_message_at < until,
        )
        .group_by(members.c.chat_id, members.c.user_id, facts.c.at)
    )


async def _comes_first(tx: Tx, first: FirstMessage, details: Details) -> bool:
    """Say whether a message is its member's first; what was taken for it till now is so no more."""
    if first.before is None:
        return True
    fact = first.fact
    # A stretch of one second: where it is "=", SQLite would rather read all that the chat has.
    then = sa.and_(
        awaited.c.chat_id == fact.chat_id,
        awaited.c.at.between(int(first.before), int(first.before)),
    )
    taken = sa.and_(then, awaited.c.user_id == fact.user_id, awaited.c.is_first)
    if fact.at == first.before:
        before = await tx.scalar(sa.select(awaited.c.message_id).where(taken))
        if before is None or abs(before) < abs(message_id_of(fact, details)):
            return False
    await tx.execute(sa.update(awaited).where(taken).values(is_first=False))
    await _drop_aimless(tx, then)
    return True


async def _drop_aimless(tx: Tx, where: sa.ColumnElement[bool]) -> None:
    """Delete what awaits a response for no reason any more."""
    aimless = sa.and_(~awaited.c.is_question, ~awaited.c.is_first)
    await tx.execute(sa.delete(awaited).where(where, aimless))

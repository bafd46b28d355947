"""What the record forgets: a person at her wish, and what is past its days.

Sums outlive what they were counted from: daily rows stay, and whoever was forgotten is one unknown person in
them. `facts_kept_since` says which days can still be recounted.
"""

import sqlalchemy as sa

from bot.activity import chats
from bot.activity.chats import Chat
from bot.clock import Day, Instant, day_of, start_of_day
from bot.storage import Tx
from bot.storage.people import replace_person
from bot.storage.schema import (
    awaited,
    facts,
    member_days,
    members,
    moves,
    reaction_counts,
    received_days,
    stale_days,
    uncredited,
    zone_wishes,
)
from bot.storage.schema import chats as chats_table

TABLES = (facts, members, member_days, received_days, uncredited, moves, awaited)
NAMELESS = {"first_name": "", "last_name": "", "username": None}
FACTS_AT_ONCE = 5000


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in a chat: no name, text or link, and every sum as it was."""
    for table in TABLES:
        await replace_person(tx, table, chat_id, user_id, pseudonym)
    # What she has asked for in private is answered in the group.
    await replace_person(tx, zone_wishes, chat_id, user_id, chat_id)
    for table, emptied in (
        (members, NAMELESS),
        (moves, {"link": None}),
        (awaited, {"text": None}),
    ):
        hers = sa.and_(table.c.chat_id == chat_id, table.c.user_id == pseudonym)
        await tx.execute(sa.update(table).where(hers).values(emptied))


def facts_kept_since(chat: Chat) -> Day | None:
    """Return the first day all of whose facts are kept; None if none was ever forgotten. Pure.

    Only from there on can days be recounted; what is stored of days before can but be believed. And what was
    given to messages from before then (`received_days`) cannot be recounted on any day: nobody knows their
    authors any more.
    """
    if chat.facts_since is None:
        return None
    day = day_of(chat.facts_since, chat.zone)
    return day if start_of_day(day, chat.zone) >= chat.facts_since else day + 1


async def forget_old_facts(tx: Tx, days: int, now: Instant) -> int:
    """Forget some facts older than `days` whole days of their chat; return how many, 0 at the end."""
    busy = set((await tx.scalars(sa.select(stale_days.c.chat_id).distinct())).all())
    for chat in await chats.every(tx):
        # Days that are still to be counted need their facts.
        if chat.chat_id in busy or chat.next_zone is not None:
            continue
        border = start_of_day(day_of(now, chat.zone) - days, chat.zone)
        if gone := await _forget_before(tx, chat, border):
            return gone
    return 0


async def _forget_before(tx: Tx, chat: Chat, border: Instant) -> int:
    """Forget the oldest facts of a chat, as far as they are from before `border`; return how many."""
    here = facts.c.chat_id == chat.chat_id
    oldest = await tx.scalar(sa.select(sa.func.min(facts.c.at)).where(here))
    if oldest is None or oldest >= border:
        return 0
    later = sa.select(facts.c.at).where(here, facts.c.at > oldest).order_by(facts.c.at)
    end = await tx.scalar(later.offset(FACTS_AT_ONCE).limit(1)) or border
    done = await tx.execute(sa.delete(facts).where(here, facts.c.at < min(end, border)))
    for table in (uncredited, awaited, reaction_counts):
        old = sa.and_(table.c.chat_id == chat.chat_id, table.c.at < min(end, border))
        await tx.execute(sa.delete(table).where(old))
    if chat.facts_since is None or chat.facts_since < border:
        this = chats_table.c.chat_id == chat.chat_id
        await tx.execute(sa.update(chats_table).where(this).values(facts_since=border))
    return done.rowcount


async def forget_question_texts(tx: Tx, before: Instant) -> int:
    """Forget what questions from before an instant said, not that they were asked; return how many."""
    old = sa.and_(awaited.c.text.is_not(None), awaited.c.at < before)
    return (await tx.execute(sa.update(awaited).where(old).values(text=None))).rowcount


async def forget_names(tx: Tx) -> int:
    """Forget what everybody is called; return how many people had a name."""
    c = members.c
    named = sa.or_(c.first_name != "", c.last_name != "", c.username.is_not(None))
    return (await tx.execute(sa.update(members).where(named).values(NAMELESS))).rowcount

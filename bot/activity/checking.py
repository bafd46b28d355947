"""What is known of how well stored rows agree with their recount: days checked, found off, and mended."""

from dataclasses import dataclass
from random import Random

import sqlalchemy as sa

from bot.activity import chats, waits
from bot.activity.chats import Chat
from bot.activity.forgetting import facts_kept_since
from bot.activity.period import Period
from bot.activity.recount import Comparison, compare, rebuild
from bot.clock import Day, Instant, day_of, start_of_day
from bot.storage import Database, Tx
from bot.storage.schema import facts, recounts, stale_days
from bot.storage.upsert import insert


@dataclass(frozen=True)
class Off:
    """Days whose stored rows differed from the facts when they were last recounted."""

    days: int
    earliest: Day
    latest: Day


async def check_next(database: Database, random: Random, now: Instant) -> bool:
    """Recount yesterday, and a random day before, of one group where nobody has yet. True if there was one.

    Rows are compared in a reader's view, so that nobody waits for it.
    """
    async with database.read() as tx:
        chat = await _unchecked(tx, now)
        if chat is None:
            return False
        yesterday = day_of(now, chat.zone) - 1
        days = [yesterday, *await _older(tx, chat, yesterday, random)]
        found = {day: await compare(tx, chat.chat_id, day, day) for day in days}
    async with database.write() as tx:
        for day, comparison in found.items():
            await note(tx, chat.chat_id, day, comparison, now)
    return True


async def check(tx: Tx, chat_id: int, day: Day, now: Instant) -> Comparison:
    """Recount a day and keep by how much its rows are off."""
    comparison = await compare(tx, chat_id, day, day)
    await note(tx, chat_id, day, comparison, now)
    return comparison


async def mend(tx: Tx, chat_id: int, day: Day, now: Instant) -> bool:
    """Rebuild a day's rows from the facts, with what should be responded to; True if they agree then."""
    await rebuild(tx, chat_id, day, day)
    if (chat := await chats.get(tx, chat_id)) is not None:
        await waits.recompute(tx, chat, Period(day, day), now)
    this = sa.and_(stale_days.c.chat_id == chat_id, stale_days.c.day == day)
    await tx.execute(sa.delete(stale_days).where(this))
    return not (await check(tx, chat_id, day, now)).differences


async def note(tx: Tx, chat_id: int, day: Day, comparison: Comparison, now: Instant) -> None:
    """Keep what the recount of a day has shown."""
    row = {"chat_id": chat_id, "day": day, "error": comparison.error, "at": now}
    keys = recounts.primary_key.columns
    statement = insert(tx, recounts).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))


async def error_of(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> float:
    """Return the greatest recount error of some days, as far as they have been recounted."""
    days = sa.and_(recounts.c.chat_id == chat_id, recounts.c.day.between(first_day, last_day))
    return (await tx.execute(sa.select(sa.func.max(recounts.c.error)).where(days))).scalar() or 0.0


async def off(tx: Tx, chat_id: int, since: Day = 0) -> Off | None:
    """Return which days of a chat, from `since` on, are off as far as is known; None if there are none."""
    c = recounts.c
    wrong = sa.and_(c.chat_id == chat_id, c.day >= since, c.error > 0)
    day = recounts.c.day
    query = sa.select(sa.func.count(), sa.func.min(day), sa.func.max(day)).where(wrong)
    count, earliest, latest = (await tx.execute(query)).one()
    return Off(count, earliest, latest) if count else None


async def rebuild_stale(database: Database, now: Instant) -> bool:
    """Rebuild one day whose rows are known to need it, the newest first. True if there was one."""
    async with database.write() as tx:
        newest = sa.select(stale_days).order_by(stale_days.c.day.desc()).limit(1)
        row = (await tx.execute(newest)).first()
        if row is None:
            return False
        await mend(tx, row.chat_id, row.day, now)
    return True


async def stale(tx: Tx, chat_id: int, first_day: Day, last_day: Day) -> int:
    """Return how many of some days are still to be rebuilt."""
    days = sa.and_(stale_days.c.chat_id == chat_id, stale_days.c.day.between(first_day, last_day))
    return (await tx.execute(sa.select(sa.func.count()).where(days))).scalar_one()


async def span(tx: Tx, chat: Chat) -> tuple[Day, Day] | None:
    """Return the first and the last day of a chat that can be recounted; None where there is no fact."""
    moments = sa.select(sa.func.min(facts.c.at), sa.func.max(facts.c.at))
    first, last = (await tx.execute(moments.where(facts.c.chat_id == chat.chat_id))).one()
    if first is None:
        return None
    # While zones change, the same moment may lie a day earlier or later.
    margin = 0 if chat.next_zone is None else 1
    since = max(day_of(first, chat.zone) - margin, facts_kept_since(chat) or 0)
    return since, day_of(last, chat.zone) + margin


async def _unchecked(tx: Tx, now: Instant) -> Chat | None:
    for chat in await chats.groups(tx):
        today = day_of(now, chat.zone)
        this = sa.and_(recounts.c.chat_id == chat.chat_id, recounts.c.day == today - 1)
        at = await tx.scalar(sa.select(recounts.c.at).where(this))
        # Mended before it was over, it is still to be looked at as a whole.
        if at is None or at < start_of_day(today, chat.zone):
            return chat
    return None


async def _older(tx: Tx, chat: Chat, yesterday: Day, random: Random) -> list[Day]:
    """Return a random day before yesterday, if the chat has one."""
    known = await span(tx, chat)
    if known is None or known[0] >= yesterday:
        return []
    return [random.randrange(known[0], yesterday)]

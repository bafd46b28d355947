"""Measure what prompts brought, once their windows are over, and write it down beside the run.

Each is measured three times: when its window is over, when its next day is, and when nothing can come late
any more; and, where that was late, once more soon. Every time it is counted anew from the facts, so that a
second worker or a crash changes nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from bot.activity import chats
from bot.activity.answers import IN_LINE
from bot.activity.chats import Chat
from bot.activity.coverage import Reason, gaps_of
from bot.activity.facts import Kind
from bot.activity.forms import QUESTION
from bot.activity.period import WEEK
from bot.clock import DAY, MINUTE, Instant, day_of, start_of_day
from bot.prompts import effects, retiring
from bot.prompts.effects import WINDOW, Act, Answers, Post, Results
from bot.prompts.prompt import Options, options_from, to_json
from bot.prompts.runs import Outcome
from bot.storage import Database, Tx
from bot.storage.schema import facts, member_days, moves, runs, schedules
from bot.storage.trouble import is_in_trouble

# So many a look, so that whoever else wants to read or write need not wait long.
BATCH = 20
NEW_AFTER = 14
PEOPLE_AT_ONCE = 500
# Who looks so much late was down, and may not have taken in yet what happened meanwhile.
LATE, AGAIN = 5 * MINUTE, 10 * MINUTE
ACTS = (Kind.MESSAGE, Kind.REACTION, Kind.POLL_ANSWER, Kind.BUTTON_PRESS)
# Without these an hour is no less alive than another; it is only seen by other eyes.
BLIND = {Reason.ABSENT, Reason.REMOVED, Reason.DOWN}

c, f = runs.c, facts.c

log = structlog.get_logger()


@dataclass(frozen=True)
class Measured:
    """What was found out about a run, if anything, and when to look at it again."""

    results: Results | None
    look_at: Instant | None
    is_final: bool


async def measure_due(database: Database, now: Instant) -> bool:
    """Measure some of the runs that are to be measured at `now`. True if there were any."""
    async with database.read() as tx:
        late = sa.select(runs).where(c.measure_at <= now).order_by(c.measure_at, c.schedule_id)
        rows = (await tx.execute(late.limit(BATCH))).all()
    for row in rows:
        async with database.read() as tx:
            measured = await _measured(tx, row, now)
        async with database.write() as tx:
            if await _keep(tx, row, measured) and measured.is_final:
                await retiring.retire_failed(tx, row.chat_id, row.schedule_id, now)
    return bool(rows)


async def _measured(tx: Tx, row: sa.Row[Any], now: Instant) -> Measured:
    """Measure a run; one that cannot be measured holds up no other."""
    try:
        return await measure(tx, row, now)
    except Exception as error:
        if is_in_trouble(error):
            raise
        log.exception("a prompt cannot be measured", schedule=row.schedule_id, due=row.due)
        return Measured(None, None, False)


async def _keep(tx: Tx, row: sa.Row[Any], measured: Measured) -> bool:
    """Write down what was measured, unless another worker has; an older result gives way to a newer one."""
    this = (c.chat_id == row.chat_id, c.schedule_id == row.schedule_id, c.topic_id == row.topic_id)
    values: dict[str, Any] = {"measure_at": measured.look_at}
    if measured.results is not None:
        values["results"] = to_json(measured.results)
    changed = sa.update(runs).where(*this, c.due == row.due, c.measure_at == row.measure_at)
    return (await tx.execute(changed.values(values).returning(c.due))).first() is not None


async def measure(tx: Tx, row: sa.Row[Any], now: Instant) -> Measured:
    """Count what a run brought as far as is known at `now`."""
    chat = await chats.get(tx, row.chat_id)
    start = row.at if row.state == Outcome.CONTROL else row.sent_at
    if chat is None or start is None or int(start) < (chat.facts_since or 0):
        # What was found out as long as there were facts stays.
        return Measured(None, None, False)
    post = effects.post_at(row.message_ids or (), start, row.topic_id, chat.zone)
    results = await _counted(tx, chat, post, await _options(tx, row.schedule_id))
    if row.state == Outcome.POSTED:
        results = await _answered(tx, chat, post, results, now)
        lift = await _lift(tx, chat, row, post, results.actives)
        results = msgspec.structs.replace(results, lift=lift)
    to_come = [at for at in effects.looks(post) if at > now]
    if to_come and now - row.measure_at > LATE:
        to_come.append(now + AGAIN)
    return Measured(results, min(to_come, default=None), is_final=post.over <= now)


async def _options(tx: Tx, schedule_id: int) -> Options:
    stored = await tx.scalar(
        sa.select(schedules.c.options).where(schedules.c.schedule_id == schedule_id)
    )
    return Options() if stored is None else options_from(stored)


async def _counted(tx: Tx, chat: Chat, post: Post, options: Options) -> Results:
    """Count what happened in the group in the window, whoever answered."""
    day = day_of(post.at, chat.zone)
    m = member_days.c
    week = sa.and_(m.chat_id == chat.chat_id, m.day.between(day - WEEK, day - 1))
    gone = sa.and_(
        moves.c.chat_id == chat.chat_id, ~moves.c.joined, _in_window(moves.c.at, post.at)
    )
    return Results(
        await _actives(tx, chat.chat_id, post.at),
        await _number(tx, sa.select(sa.func.count(m.user_id.distinct())).where(week)),
        left=await _number(tx, sa.select(sa.func.count(moves.c.user_id.distinct())).where(gone)),
        format=options.format,
        theme=options.theme,
    )


async def _answered(tx: Tx, chat: Chat, post: Post, results: Results, now: Instant) -> Results:
    """Add who answered the prompt."""
    found = effects.answers_to(post, await _acts(tx, chat.chat_id, post))
    return msgspec.structs.replace(
        results,
        responders=len(found.responders),
        in_line=len(found.in_line),
        new_voices=await _new_voices(tx, chat, post, found),
        first_reply=min(found.delays, default=None),
        median_reply=median(found.delays) if found.delays else None,
        echo=len(found.echo) if post.day_after <= now else None,
    )


async def _acts(tx: Tx, chat_id: int, post: Post) -> list[Act]:
    """Return all acts that may be answers."""
    asks = f.form.bitwise_and(QUESTION) != 0
    wanted = sa.select(f.kind, f.ref, f.user_id, f.at, f.topic_id, f.about, asks)
    there = sa.and_(f.chat_id == chat_id, f.kind.in_(effects.ANSWERS))
    direct = sa.and_(there, f.at.between(post.at, int(post.over)), f.about.in_(post.message_ids))
    soon = sa.and_(there, f.at.between(post.at, post.at + IN_LINE), f.kind == Kind.MESSAGE)
    rows = {tuple(row) for which in (direct, soon) for row in await tx.execute(wanted.where(which))}
    return [
        Act(kind, ref, user_id, at, topic_id or 0, about, bool(asks))
        for kind, ref, user_id, at, topic_id, about, asks in rows
    ]


async def _new_voices(tx: Tx, chat: Chat, post: Post, found: Answers) -> int:
    """Count the responders who did nothing on the 14 days before, nor on the day itself before it."""
    day, m = day_of(post.at, chat.zone), member_days.c
    today = int(start_of_day(day, chat.zone))
    lately = sa.and_(m.chat_id == chat.chat_id, m.day.in_(range(day - NEW_AFTER, day)))
    before = sa.and_(f.chat_id == chat.chat_id, f.at >= today, f.at < post.at, f.kind.in_(ACTS))
    people, new = sorted(found.responders), 0
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = people[start : start + PEOPLE_AT_ONCE]
        known = await _people(tx, sa.select(m.user_id).where(lately, m.user_id.in_(some)))
        known |= await _people(tx, sa.select(f.user_id).where(before, f.user_id.in_(some)))
        new += len(set(some) - known)
    return new


async def _people(tx: Tx, query: sa.Select[int]) -> set[int]:
    return set((await tx.scalars(query.distinct())).all())


async def _lift(
    tx: Tx, chat: Chat, row: sa.Row[Any], post: Post, actives: int
) -> effects.Lift | None:
    """Compare with the same hours of the last weeks, as far as they were seen by the same eyes."""
    starts = effects.same_hours(post.at, chat.zone)
    free = effects.without_prompt(starts, await _posted(tx, chat.chat_id, min(starts), post.at))
    seen = await _unseen(tx, chat, [*free, post.at])
    mine = seen[post.at]
    if mine & BLIND:
        return None
    usual = [start for start in free if not seen[start] & BLIND and seen[start] <= mine]
    counts = [await _actives(tx, chat.chat_id, start) for start in usual]
    seed = f"lift:{row.schedule_id}:{row.chat_id}:{row.topic_id}:{row.due}"
    return effects.lift_of(actives, counts, Random(seed))  # noqa: S311 - no secret


async def _posted(tx: Tx, chat_id: int, first: int, last: int) -> list[Instant]:
    """Return when prompts were posted in a group, from the window before one moment to another."""
    # What was in doubt may have been posted days after it was due.
    recorded = c.at.between(first - 7 * DAY, last)
    query = sa.select(c.sent_at).where(c.chat_id == chat_id, recorded, c.sent_at.is_not(None))
    return list((await tx.scalars(query)).all())


async def _unseen(tx: Tx, chat: Chat, starts: Collection[int]) -> dict[int, set[Reason]]:
    """Return why not everything was seen in each of these windows."""
    gaps = await gaps_of(tx, chat, min(starts), max(starts) + WINDOW)
    return {start: set(_reasons(gaps, start)) for start in starts}


def _reasons(gaps: Iterable[Any], start: int) -> Iterable[Reason]:
    return (gap.reason for gap in gaps if gap.since < start + WINDOW and gap.until > start)


async def _actives(tx: Tx, chat_id: int, start: int) -> int:
    """Count the members with an act in the window that begins at `start`."""
    there = sa.and_(f.chat_id == chat_id, _in_window(f.at, start), f.kind.in_(ACTS))
    return await _number(tx, sa.select(sa.func.count(f.user_id.distinct())).where(there))


def _in_window(at: sa.ColumnElement[int], start: int) -> sa.ColumnElement[bool]:
    return sa.and_(at >= start, at < start + WINDOW)


async def _number(tx: Tx, query: sa.Select[int]) -> int:
    return (await tx.execute(query)).scalar_one()

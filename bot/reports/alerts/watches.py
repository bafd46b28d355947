"""What is watched in each group, between digests: each watch looks, and returns an alert or nothing."""

from collections.abc import Mapping
from math import exp, fsum

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.coverage import Reason, gaps_of
from bot.activity.period import WEEK, Period, bounds
from bot.activity.totals import totals_by_day
from bot.activity.unattended import unattended
from bot.clock import DAY, HOUR, Day, Instant, day_of, local
from bot.clock.waking import SLEEPS, WAKES
from bot.reports.alerts.alert import Alert, Sent
from bot.reports.links import link_to
from bot.reports.noise import WEEKS, Change, change, quantile
from bot.storage import Tx
from bot.storage.schema import chat_hours, moves

# A day so far must differ by so much, and be so unlikely, at an hour at which so much was to be expected.
NOTABLE, UNLIKELY, EXPECTED = 0.3, 0.002, 30
# Before noon too little of a day has passed.
NOON = 12
# So many must leave within an hour, and by chance no group sees that in years.
LEAVERS, NEVER = 5, 1e-6
SHOWN = 100


async def question(
    tx: Tx, chat: Chat, now: Instant, last: Mapping[str, Sent], patience: float
) -> Alert | None:
    """Return the question that waits longest of those that were not told of, in waking hours."""
    clock = local(now, chat.zone).time()
    if not WAKES <= clock < SLEEPS:
        return None
    told = int(last["question"].about) if "question" in last else 0
    waiting = await unattended(tx, chat, now - DAY, now, patience)
    open_ = [each for each in waiting if each.is_question and each.message_id > told]
    if not open_:
        return None
    # What comes later may be told of later; all that waits now is told of with the oldest.
    first, newest = open_[0], max(each.message_id for each in open_)
    text = None if first.text is None else " ".join(first.text.split())[:SHOWN]
    return Alert(
        "question",
        str(newest),
        {"minutes": round((now - first.at) / 60), "text": text, "n": len(open_)},
        link=link_to(chat, first.message_id, first.topic_id or None),
        action="todo_show",
        data={"message_id": first.message_id},
    )


async def pace(tx: Tx, chat: Chat, now: Instant) -> Alert | None:
    """Return that a day is far more or less lively so far than its weekday is up to this hour."""
    today, hour = day_of(now, chat.zone), local(now, chat.zone).hour
    if hour < NOON:
        return None
    seen = Period(today - WEEKS * WEEK, today)
    c = chat_hours.c
    so_far = sa.and_(c.chat_id == chat.chat_id, c.day.between(*seen), c.hour < hour)
    query = sa.select(c.day, sa.func.sum(c.messages)).where(so_far).group_by(c.day)
    counts = {day: int(count) for day, count in await tx.execute(query)}
    gaps = await gaps_of(tx, chat, *bounds(seen, chat.zone))
    lost = {
        day
        for gap in gaps
        if gap.reason is not Reason.RIGHT_MISSING
        # What is still to come of today is no gap.
        and gap.since < now
        for day in range(
            day_of(gap.since, chat.zone), day_of(min(gap.until, now) - 1, chat.zone) + 1
        )
    }
    found = strays(counts, today, set(seen.days) - lost)
    if found is None or found.expected is None:
        return None
    kind = "surge" if found.value > found.expected else "drop"
    said = {"value": found.value, "expected": round(found.expected), "hour": f"{hour:02}:00"}
    return Alert(kind, str(today), said, action="report_group", data={"period": "today"})


def strays(counts: Mapping[Day, int], today: Day, known: set[Day]) -> Change | None:
    """Return how today differs so far, where that is far more than noise. Pure."""
    found = change(counts, Period(today, today), known)
    if found.t is None or found.expected is None or found.expected < EXPECTED:
        return None
    far = abs(found.t) >= quantile(UNLIKELY, found.freedom)
    return found if far and abs(found.ratio or 0) >= NOTABLE else None


async def leaving(tx: Tx, chat: Chat, now: Instant) -> Alert | None:
    """Return that many left within the last hour, far more than do by chance."""
    c = moves.c
    lately = sa.and_(c.chat_id == chat.chat_id, c.at > int(now - HOUR), c.at <= int(now))
    left = sa.select(sa.func.count(c.user_id.distinct())).where(lately, ~c.joined)
    count = await tx.scalar(left) or 0
    if count < LEAVERS:
        return None
    today = day_of(now, chat.zone)
    before = Period(today - WEEKS * WEEK, today - 1)
    happened = await totals_by_day(tx, chat.chat_id, before)
    an_hour = sum(totals.left for totals in happened.values()) / len(before.days) / 24
    if tail(count, max(an_hour, 0.05)) > NEVER:
        return None
    return Alert("leaving", str(int(now)), {"n": count}, action="todo_lifecycle")


def tail(count: int, mean: float) -> float:
    """Return how often a Poisson number of this mean is `count` or more. Pure."""
    term, below = exp(-mean), []
    for k in range(count):
        below.append(term)
        term *= mean / (k + 1)
    return max(1 - fsum(below), 0.0) if mean > 1 else _upper(count, mean)


def _upper(count: int, mean: float) -> float:
    """Return the same term by term, where one minus almost one would lose it."""
    term = exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
    terms = []
    for k in range(count + 1, count + 60):
        terms.append(term)
        term *= mean / k
    return fsum(terms)


def right(chat: Chat, last: Mapping[str, Sent]) -> Alert | None:
    """Return that Renao is less in a group than it was when last looked at. Pure."""
    if not chat.status:
        return None
    before = last["right"].about if "right" in last else None
    if before == chat.status:
        return None
    worse = before is not None and RANKS.get(chat.status, 0) < RANKS.get(before, 0)
    status = "mute" if chat.status == "restricted" else chat.status
    return Alert("right", chat.status, {"status": status}, silent=not worse, action="todo_status")


# What Renao may be in a group: the higher, the more it sees and may do.
RANKS = {"left": 0, "kicked": 0, "restricted": 1, "member": 2, "administrator": 3, "creator": 4}

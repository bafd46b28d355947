"""One member: her last twelve weeks as a picture, for herself or for whoever steers the group."""

from bot.activity.actives import l28_of
from bot.activity.chats import Chat
from bot.activity.figures import MONTH, WEEK, Period
from bot.activity.members import Member
from bot.activity.mine import acts_by_day, received_in, streak
from bot.activity.provenance import provenance
from bot.clock import Day, Instant, day_of, local
from bot.clock.days import as_date, monday_of
from bot.reports import charts
from bot.reports.shown import Shown
from bot.reports.wording import record_line, record_words, weekdays
from bot.storage import Tx
from bot.texts import plain, say

WEEKS = 12
# A streak is looked for so far back.
YEAR = 366


async def myself(tx: Tx, chat: Chat, user_id: int, name: str, now: Instant, language: str) -> Shown:
    """Return a member's own days: how many, how many in a row, what others gave her."""
    today = day_of(now, chat.zone)
    weeks = last_weeks(today)
    acts = await acts_by_day(tx, chat.chat_id, user_id, Period(today - YEAR, today))
    if not acts:
        return Shown(say("me.nothing", language, title=chat.title))
    got = await received_in(tx, chat.chat_id, user_id, weeks)
    days = sum(day >= weeks.first for day in acts)
    row = streak(acts, today)
    behind = await provenance(tx, chat, weeks.first, weeks.last, now)
    html = say(
        "me.caption",
        language,
        name=name,
        title=chat.title,
        days=days,
        streak=row,
        reactions=got.reactions,
        replies=got.replies,
    )
    chart = calendar(
        name,
        f"{chat.title} · {plain('charts.weeks', language, count=WEEKS)}",
        record_words(behind, language),
        acts,
        today,
        [
            (f"{days}", plain("charts.days_active", language)),
            (f"{row}", plain("charts.streak", language)),
            (f"{got.reactions + got.replies:,}", plain("charts.received", language)),
        ],
        language,
    )
    line = record_line(behind, chat, language, of_all=False)
    return Shown(f"{html}\n\n{line}", chart)


async def member(tx: Tx, chat: Chat, who: Member, now: Instant, language: str) -> Shown:
    """Return what the record knows of a member, for whoever steers the group."""
    today = day_of(now, chat.zone)
    month, weeks = Period(today - MONTH + 1, today), last_weeks(today)
    acts = await acts_by_day(tx, chat.chat_id, who.user_id, weeks)
    got = await received_in(tx, chat.chat_id, who.user_id, month)
    l28 = await l28_of(tx, chat.chat_id, who.user_id, today)
    behind = await provenance(tx, chat, weeks.first, weeks.last, now)
    in_month = sum(count for day, count in acts.items() if day >= month.first)
    moments = {
        key: None if at is None else local(at, chat.zone)
        for key, at in (
            ("joined", who.first_joined_at),
            ("left", None if who.is_inside else who.left_at),
            ("first", who.first_act),
            ("last", who.last_act),
        )
    }
    html = say(
        "member.caption",
        language,
        name=who.name,
        username=who.username,
        id=who.user_id,
        title=chat.title,
        l28=l28,
        acts=in_month,
        reactions=got.reactions,
        replies=got.replies,
        **moments,
    )
    chart = calendar(
        who.name,
        f"{chat.title} · {plain('charts.weeks', language, count=WEEKS)}",
        record_words(behind, language),
        acts,
        today,
        [
            (f"{l28}/28", plain("charts.l28", language)),
            (f"{in_month:,}", plain("charts.acts", language)),
            (f"{got.reactions + got.replies:,}", plain("charts.received", language)),
        ],
        language,
    )
    line = record_line(behind, chat, language, of_all=False)
    return Shown(f"{html}\n\n{line}", chart)


def last_weeks(today: Day) -> Period:
    """Return the last twelve weeks from a Monday on, this one among them. Pure."""
    return Period(monday_of(today) - (WEEKS - 1) * WEEK, today)


def calendar(
    title: str,
    subtitle: str,
    footer: str,
    acts: dict[Day, int],
    today: Day,
    numbers: list[tuple[str, str]],
    language: str,
) -> charts.Calendar:
    """Lay a member's days out by weeks, with the name of each month at its first whole week. Pure."""
    mondays = range(last_weeks(today).first, today + 1, WEEK)
    months = [
        plain("charts.month", language, date=as_date(monday))
        if monday == mondays[0] or as_date(monday).day <= WEEK
        else ""
        for monday in mondays
    ]
    if any(months[1:2]):
        # There is no room for two names side by side.
        months[0] = ""
    return charts.Calendar(
        title=title,
        subtitle=subtitle,
        footer=footer,
        weekdays=weekdays(language),
        weeks=[
            [acts.get(day, 0) if day <= today else None for day in range(monday, monday + WEEK)]
            for monday in mondays
        ],
        months=months,
        numbers=numbers,
        less=plain("charts.less", language),
        more=plain("charts.more", language),
    )

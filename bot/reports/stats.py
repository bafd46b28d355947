"""The figures of a period with the picture of its days, and the hours of its week."""

from pathlib import Path

from bot.activity.chats import Chat
from bot.activity.figures import Period, figures, presence_in, totals_by_day
from bot.activity.heatmap import HeatMap, heat_map
from bot.activity.provenance import provenance
from bot.clock import Instant, day_of
from bot.clock.days import as_date
from bot.reports import charts
from bot.reports.shown import Shown
from bot.reports.wording import about, record_line, record_words, short_day, weekdays
from bot.storage import Tx
from bot.texts import page, plain, say

PAGE = (Path(__file__).parent / "templates" / "stats.html").read_text(encoding="utf-8")


async def stats(
    tx: Tx, chat: Chat, period: Period, now: Instant, language: str, topic: int | None = None
) -> Shown:
    """Return the figures of a group, or of one topic of it, with messages and active members by day."""
    found = await figures(tx, chat, period, now, topic)
    html = page(
        PAGE,
        language,
        title=chat.title,
        in_topic=topic is not None,
        first=as_date(period.first),
        last=as_date(period.last),
        figures=found,
        record=record_line(found.provenance, chat, language),
    )
    presence = await presence_in(tx, chat.chat_id, period, topic)
    happened = await totals_by_day(tx, chat.chat_id, period, topic)
    chart = charts.Activity(
        title=chat.title,
        subtitle=plain("charts.activity", language)
        + (f" · {plain('stats.in_topic', language)}" if topic is not None else ""),
        footer=record_words(found.provenance, language),
        days=[short_day(day, language) for day in period.days],
        messages=[happened[day].messages if day in happened else 0 for day in period.days],
        actives=[len(presence.get(day, ())) for day in period.days],
        messages_name=plain("reports.messages", language),
        actives_name=plain("reports.active", language),
        unfinished=period.last >= day_of(now, chat.zone),
    )
    return Shown(html, chart)


async def hours(tx: Tx, chat: Chat, period: Period, now: Instant, language: str) -> Shown:
    """Return when in the week a group talks."""
    rates = await heat_map(tx, chat, period, now)
    behind = await provenance(tx, chat, period.first, period.last, now)
    names = weekdays(language)
    busiest = _busiest(rates)
    chart = charts.HeatMap(
        title=plain("charts.hours", language),
        subtitle=about(chat, period, language),
        footer=record_words(behind, language),
        weekdays=names,
        rates=[list(row) for row in rates],
        less=plain("charts.quiet", language),
        more=plain("charts.busy", language),
    )
    if busiest is None:
        words = say("stats.hours_none", language, title=chat.title)
    else:
        rate, weekday, hour = busiest
        words = say(
            "stats.hours",
            language,
            title=chat.title,
            weekday=names[weekday],
            hour=f"{hour:02}:00",
            rate=round(rate, 1),
        )
    return Shown(f"{words}\n\n{record_line(behind, chat, language)}", chart)


def _busiest(rates: HeatMap) -> tuple[float, int, int] | None:
    """Return the highest rate with its weekday and hour, the first of equals; None where nothing was said."""
    each = (
        (rate, weekday, hour)
        for weekday, row in enumerate(rates)
        for hour, rate in enumerate(row)
        if rate
    )
    return max(each, key=lambda one: one[0], default=None)

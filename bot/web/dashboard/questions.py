"""What was asked: how soon it was answered, and what nobody has answered yet."""

from markupsafe import Markup

from bot.activity import asked, members
from bot.activity.conversation import conversation
from bot.activity.figures import MONTH, Period
from bot.clock import DAY, HOUR
from bot.clock.days import start_of_day
from bot.reports.links import link_to
from bot.web.dashboard.visit import Visit

SHOWN = 30
# More than so many that wait are told as so many.
MOST = 999


async def show(visit: Visit) -> Markup:
    """Return how questions of the last 30 days were answered, and those that wait."""
    chat = visit.chat
    period = Period(visit.today - MONTH + 1, visit.today)
    since = start_of_day(period.first, chat.zone)
    waiting = await asked.unanswered(visit.tx, chat, since, visit.now, most=MOST + 1)
    shown = waiting[:SHOWN]
    people = await members.many(visit.tx, chat.chat_id, [one.user_id for one in shown])
    talk = await conversation(visit.tx, chat, period, visit.now)
    return visit.fill(
        "questions",
        talk=talk,
        within_hour=talk.response_rates[HOUR],
        within_day=talk.response_rates[DAY],
        median=_span(visit, talk.median),
        p90=_span(visit, talk.p90),
        waiting=[
            {
                "text": one.text,
                "name": people[one.user_id].name if one.user_id in people else "",
                "at": one.at,
                "since": _span(visit, visit.now - one.at),
                "link": link_to(chat, one.message_id, one.topic_id or None),
            }
            for one in shown
        ],
        count=min(len(waiting), MOST),
        more=len(waiting) > MOST,
        record=await visit.behind(period),
    )


def _span(visit: Visit, seconds: float | None) -> str:
    """Return a stretch of time in minutes, hours or days; "–" where there is none."""
    if seconds is None:
        return "–"
    if seconds < HOUR:
        return visit.plain("dashboard.minutes", n=max(1, round(seconds / 60)))
    if seconds < 2 * DAY:
        return visit.plain("dashboard.hours_long", n=round(seconds / HOUR, 1))
    return visit.plain("dashboard.days_long", n=round(seconds / DAY, 1))

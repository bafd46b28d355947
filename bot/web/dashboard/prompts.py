"""What is to be posted: the calendar of the two weeks ahead, and what became of the last seven days'."""

from itertools import groupby

from markupsafe import Markup

from bot import prompts
from bot.activity.figures import WEEK
from bot.clock import day_of
from bot.clock.days import as_date, start_of_day
from bot.web.dashboard.visit import Visit

AHEAD = 14
MOST = 200


async def show(visit: Visit) -> Markup:
    """Return the days ahead on which something is to be posted, by the clock of the group's prompts."""
    chat = visit.chat
    # Prompts go by the new clock at once; the days that were counted follow.
    zone = chat.next_zone or chat.zone
    today = day_of(visit.now, zone)
    end = start_of_day(today + AHEAD, zone)
    found = await prompts.coming(visit.tx, chat.chat_id, visit.now, end)
    past = await prompts.figures(
        visit.tx, chat.chat_id, start_of_day(today - WEEK, zone), start_of_day(today, zone)
    )
    days = [
        (as_date(day), list(those))
        for day, those in groupby(found[:MOST], key=lambda one: day_of(one.due, zone))
    ]
    return visit.fill("prompts", days=days, past=past, zone=zone, cut=len(found) > MOST)

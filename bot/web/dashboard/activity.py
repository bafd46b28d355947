"""The group in a period: the figures of /report, and each of its days."""

from markupsafe import Markup

from bot.activity.figures import Figures, Period, figures, presence_in, top_members, totals_by_day
from bot.clock import day_of
from bot.reports import parse_period
from bot.web.dashboard.visit import Visit

PERIODS = ("7d", "30d", "90d")
TO_NAME = 5


async def show(visit: Visit) -> Markup:
    """Return the page of the period that is asked for, in the words of /report: 7d, 2026-01-01..2026-01-31.

    Raises:
        Refused: that is no period.
    """
    asked = visit.query.get("period", "")[:40] or PERIODS[0]
    period = parse_period(asked, visit.today)
    chat = visit.chat
    found = await figures(visit.tx, chat, period, visit.now)
    return visit.fill(
        "activity",
        asked=asked,
        periods=PERIODS,
        period=period,
        figures=found,
        first_day=is_first_day(visit),
        days=await _days(visit, period),
        top=await top_members(visit.tx, chat.chat_id, period, TO_NAME),
        record=visit.record(found.provenance),
        is_empty=is_empty(found),
    )


def is_first_day(visit: Visit) -> bool:
    """Say whether Renao came to the group today, so that there is hardly anything to show yet."""
    came = visit.chat.joined_at
    return came is not None and day_of(came, visit.chat.zone) == visit.today


def is_empty(found: Figures) -> bool:
    """Say whether nothing happened in the period. Pure."""
    return not any((found.active, found.totals.messages, found.totals.joined, found.totals.left))


async def _days(visit: Visit, period: Period) -> list[tuple[str, int, int]]:
    """Return each day's name, messages and active members."""
    chat_id = visit.chat.chat_id
    presence = await presence_in(visit.tx, chat_id, period)
    happened = await totals_by_day(visit.tx, chat_id, period)
    return [
        (
            visit.day(day),
            happened[day].messages if day in happened else 0,
            len(presence.get(day, ())),
        )
        for day in period.days
    ]

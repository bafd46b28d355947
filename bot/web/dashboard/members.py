"""The people of the group: found by name, with what each did in the last 30 days."""

from markupsafe import Markup

from bot.activity.directory import LONGEST, directory
from bot.activity.figures import MONTH, Period
from bot.web.dashboard.visit import Visit

AT_ONCE = 30


async def show(visit: Visit) -> Markup:
    """Return one page of the members whose name, username or id has the query's `q` in it."""
    text, number = visit.query.get("q", "")[:LONGEST].strip(), _number(visit.query.get("page", ""))
    period = Period(visit.today - MONTH + 1, visit.today)
    skip = (number - 1) * AT_ONCE
    found = await directory(visit.tx, visit.chat.chat_id, text, period, skip=skip, limit=AT_ONCE)
    return visit.fill(
        "members",
        text=text,
        found=found,
        number=number,
        pages=max(1, -(-found.count // AT_ONCE)),
        record=await visit.behind(period),
    )


def _number(given: str) -> int:
    """Return the number of a page as an address has it; the first one where it has none. Pure."""
    return min(max(int(given), 1), 100_000) if given.isascii() and given.isdecimal() else 1

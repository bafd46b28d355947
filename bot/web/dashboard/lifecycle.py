"""Who comes, comes back and goes: the members by state, day by day, and how the group grows."""

from itertools import product

from markupsafe import Markup

from bot.activity import members
from bot.activity.figures import MONTH, WEEK, Period
from bot.activity.lifecycle import SEEN_BEFORE, days_of_life, growth, past_of
from bot.activity.presence import presence_in
from bot.activity.pseudonyms import is_pseudonym
from bot.activity.states import ACTIVE, Flow, State, flow_between
from bot.reports.moved import NOTABLE
from bot.web.dashboard.visit import Visit

NAMED = 20


async def show(visit: Visit) -> Markup:
    """Return the last 30 days up to yesterday, and who moved in the last seven of them."""
    yesterday = visit.today - 1
    week = Period(yesterday - WEEK + 1, yesterday)
    month = Period(yesterday - MONTH + 1, yesterday)
    seen = Period(month.first - SEEN_BEFORE, yesterday)
    # Once for all that is told, since a large group has many.
    presence = await presence_in(visit.tx, visit.chat.chat_id, seen)
    past = await past_of(visit.tx, visit.chat, seen)
    days = days_of_life(presence, past, month)
    moves = flow_between(week.first - 1, yesterday, presence, past)
    last = days[-1]
    return visit.fill(
        "lifecycle",
        is_empty=not any(last.counts.values()),
        growth=growth(presence, days[-WEEK:]),
        last=last,
        states=[(state.value, last.counts[state]) for state in State],
        active=[state.value for state in ACTIVE],
        days=[(visit.day(day.day), [day.counts[state] for state in ACTIVE]) for day in days],
        moves=await _named(visit, moves),
        record=await visit.behind(week),
    )


async def _named(visit: Visit, moves: Flow) -> list[tuple[str, int, list[str]]]:
    """Return each notable move: its key, how many made it, and the names of some."""
    found = []
    for key, before, after in NOTABLE:
        ids = sorted(one for move in product(before, after) for one in moves.get(move, ()))
        # Whoever was forgotten counts, and is nobody to name.
        some = [one for one in ids if not is_pseudonym(one)][:NAMED]
        known = await members.many(visit.tx, visit.chat.chat_id, some)
        if ids:
            found.append((key, len(ids), [known[one].name for one in some if one in known]))
    return found

"""People: whom to thank for the period, and who of the core has fallen silent."""

from dataclasses import dataclass

from bot.activity import members
from bot.activity.actives import days_active
from bot.activity.figures import WEEK, Period, presence_in, top_members
from bot.activity.newcomers import responders
from bot.activity.pseudonyms import is_pseudonym
from bot.clock import day_of
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.reports.todo import Todo
from bot.storage import Tx

TO_THANK = 3
# Who was active on so many of the 28 days before the last 7 belongs to the core.
CORE = 12
LOOKED_BACK = 28
# Nobody is called silent in the third month in a row: it is told in the first days only.
TOLD_FOR = 7
SILENT = 50.0
OFFERED = 3


@dataclass(frozen=True)
class Thanks:
    """Somebody to thank: for first responses given to others, or for all that was done."""

    name: str
    responses: int
    acts: int


async def look(tx: Tx, scope: Scope) -> Found:
    """Return whom to thank, and who of the core is missed."""
    if not scope.names:
        return Found()
    thanks = await _thanks(tx, scope)
    return Found(thanks or None, await _silent(tx, scope))


async def _thanks(tx: Tx, scope: Scope) -> tuple[Thanks, ...]:
    """Return who helped most, then who did most."""
    chat, hidden = scope.chat, scope.hidden
    helped = dict(await responders(tx, chat, scope.period, TO_THANK, hidden))
    top = await top_members(tx, chat.chat_id, scope.period, TO_THANK, without=hidden)
    acts = {each.user_id: each.acts for each in top}
    chosen = list(dict.fromkeys([*helped, *acts]))[:TO_THANK]
    known = await members.many(tx, chat.chat_id, chosen)
    return tuple(
        Thanks(known[one].name, helped.get(one, 0), acts.get(one, 0))
        for one in chosen
        if one in known
    )


async def _silent(tx: Tx, scope: Scope) -> tuple[Todo, ...]:
    """Return members of the core whose last act was seven to thirteen days ago, those active most first."""
    today = day_of(scope.now, scope.chat.zone)
    base = Period(today - WEEK - LOOKED_BACK, today - WEEK - 1)
    seen = await presence_in(tx, scope.chat_id, Period(base.first, today))
    days = days_active(seen, base)
    lately: set[int] = set().union(*(seen.get(day, ()) for day in range(today - WEEK, today + 1)))
    since = set().union(
        *(seen.get(day, ()) for day in range(base.last - TOLD_FOR + 1, today - WEEK))
    )
    missed = sorted(
        (one for one in since - lately - scope.hidden if days[one] >= CORE),
        key=lambda one: (-days[one], one),
    )
    known = await members.many(
        tx, scope.chat_id, [one for one in missed if not is_pseudonym(one)][: OFFERED * 2]
    )
    inside = [known[one] for one in missed if one in known and known[one].is_inside][:OFFERED]
    return tuple(
        Todo(
            "silent",
            SILENT + days[each.user_id] / LOOKED_BACK,
            {
                "name": each.name,
                "active": days[each.user_id],
                "days": today - max(d for d in seen if each.user_id in seen[d]),
            },
            action="todo_member",
            data={"user_id": each.user_id},
            private=True,
        )
        for each in inside
    )

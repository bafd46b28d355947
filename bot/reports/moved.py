"""Who moved where in the lifecycle within a week: the streams as a picture, the names in words."""

from collections.abc import Mapping
from itertools import product

from bot.activity import members
from bot.activity.chats import Chat
from bot.activity.figures import WEEK, Period
from bot.activity.lifecycle import LifeDay, flow, lifecycle
from bot.activity.provenance import provenance
from bot.activity.pseudonyms import is_pseudonym
from bot.activity.states import Flow, State
from bot.clock import Instant, day_of
from bot.reports import charts
from bot.reports.shown import Shown
from bot.reports.wording import about, record_line, record_words, short_day
from bot.storage import Tx
from bot.texts import plain, say

NAMED = 6
STATES = tuple(State)
AWAY = (State.AT_RISK_MONTH, State.DORMANT, State.LEFT)
HERE = (State.NEW, State.CURRENT, State.REACTIVATED, State.RESURRECTED, State.AT_RISK_WEEK)
# What an operator can do something about: from which states, into which, and the sentence about it.
NOTABLE: tuple[tuple[str, tuple[State | None, ...], tuple[State, ...]], ...] = (
    ("lifecycle.came", (None,), HERE),
    ("lifecycle.came_back", AWAY, HERE),
    ("lifecycle.fading", HERE, (State.AT_RISK_MONTH,)),
    ("lifecycle.dormant", (State.AT_RISK_MONTH, *HERE), (State.DORMANT,)),
    ("lifecycle.left", (None, *STATES), (State.LEFT,)),
)


async def moved(tx: Tx, chat: Chat, now: Instant, language: str, *, named: bool = True) -> Shown:
    """Return how members moved in the seven days up to yesterday, and (if `named`) who."""
    yesterday = day_of(now, chat.zone) - 1
    week = Period(yesterday - WEEK + 1, yesterday)
    behind = await provenance(tx, chat, week.first, week.last, now)
    life = await lifecycle(tx, chat, week)
    if not any(life.days[-1].counts.values()):
        words = say("lifecycle.none", language, title=chat.title)
        return Shown(f"{words}\n\n{record_line(behind, chat, language)}")
    moves = await flow(tx, chat, week.first - 1, yesterday)
    head = say(
        "lifecycle.caption",
        language,
        title=chat.title,
        growth=life.growth,
        curr=life.days[-1].curr,
    )
    lines = await _named(tx, chat, moves, language) if named else []
    chart = charts.Lifecycle(
        title=plain("charts.lifecycle", language),
        subtitle=about(chat, week, language),
        footer=record_words(behind, language),
        states=[plain(f"charts.state_{state}", language) for state in STATES],
        flows=_flows(moves, life.days[-1]),
        before=short_day(week.first - 1, language),
        after=short_day(yesterday, language),
        newcomers=plain("charts.nowhere", language),
    )
    return Shown("\n\n".join([head, *lines, record_line(behind, chat, language)]), chart)


def _flows(moves: Flow, last: LifeDay) -> list[charts.Flow]:
    """Return the streams of all members, with those who stayed where they were."""
    streams = [
        charts.Flow(-1 if before is None else STATES.index(before), STATES.index(after), len(ids))
        for (before, after), ids in moves.items()
    ]
    came = _came(moves)
    stayed = [
        charts.Flow(place, place, last.counts[state] - came.get(state, 0))
        for place, state in enumerate(STATES)
    ]
    return [stream for stream in streams + stayed if stream.people > 0]


def _came(moves: Flow) -> Mapping[State, int]:
    came: dict[State, int] = {}
    for (_, after), ids in moves.items():
        came[after] = came.get(after, 0) + len(ids)
    return came


async def _named(tx: Tx, chat: Chat, moves: Flow, language: str) -> list[str]:
    """Return a line for each notable move, with the names of some who made it."""
    lines: list[str] = []
    for key, before, after in NOTABLE:
        ids = sorted(one for move in product(before, after) for one in moves.get(move, ()))
        if ids:
            # Whoever was forgotten counts, and is nobody to name.
            some = [one for one in ids if not is_pseudonym(one)][:NAMED]
            known = await members.many(tx, chat.chat_id, some)
            names = [known[one].name[:24] for one in some if one in known]
            lines.append(
                say(key, language, names=", ".join(names), n=len(ids), rest=len(ids) - len(names))
            )
    return lines

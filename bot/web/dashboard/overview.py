"""All the groups that somebody steers: those that need her first, then the busiest."""

from typing import NamedTuple

from markupsafe import Markup

from bot.activity import asked
from bot.activity.chats import GONE, Chat
from bot.activity.figures import WEEK
from bot.activity.provenance import provenance
from bot.activity.side_by_side import active_in, last_days, messages_in
from bot.clock.days import start_of_day
from bot.web.dashboard.visit import Visit

AT_ONCE = 12
# More than so many that wait are told as so many.
MOST = 99


class Note(NamedTuple):
    """A few words about a group; `kind` is bad, warn or quiet."""

    kind: str
    text: str


class Row(NamedTuple):
    """A group in the overview: what happened in its last seven days, and the grade of their record."""

    chat: Chat
    messages: int
    active: int
    grade: str
    notes: list[Note]


async def show(visit: Visit, groups: list[Chat]) -> Markup:
    """Return one page of the groups; `page` in the query says which."""
    given = visit.query.get("page", "")
    messages = await messages_in(visit.tx, groups, visit.now, WEEK)
    # Sorted by title already, so that equals stay in that order.
    ranked = sorted(groups, key=lambda chat: (not _ails(visit, chat), -messages[chat.chat_id]))
    pages = max(1, -(-len(ranked) // AT_ONCE))
    number = min(max(int(given), 1), pages) if given.isascii() and given.isdecimal() else 1
    shown = ranked[(number - 1) * AT_ONCE : number * AT_ONCE]
    active = await active_in(visit.tx, shown, visit.now, WEEK)
    rows = [await _row(visit, chat, messages[chat.chat_id], active[chat.chat_id]) for chat in shown]
    return visit.fill("overview", rows=rows, number=number, pages=pages)


async def _row(visit: Visit, chat: Chat, messages: int, active: int) -> Row:
    week = last_days(chat, visit.now, WEEK)
    behind = await provenance(visit.tx, chat, week.first, week.last, visit.now)
    return Row(chat, messages, active, behind.grade, await _notes(visit, chat))


def _ails(visit: Visit, chat: Chat) -> bool:
    return chat.status in GONE or bool(visit.house.lacks(chat))


async def _notes(visit: Visit, chat: Chat) -> list[Note]:
    notes = []
    if chat.status in GONE:
        notes.append(Note("bad", visit.plain("dashboard.note_removed")))
    elif visit.house.lacks(chat):
        notes.append(Note("bad", visit.plain("dashboard.note_lacks")))
    since = start_of_day(last_days(chat, visit.now, WEEK).first, chat.zone)
    waiting = await asked.unanswered(visit.tx, chat, since, visit.now, most=MOST + 1)
    if waiting:
        count, more = min(len(waiting), MOST), len(waiting) > MOST
        notes.append(Note("warn", visit.plain("dashboard.note_waiting", n=count, more=more)))
    return notes

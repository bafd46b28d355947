"""What is planned for the next fourteen days, page by page; each prompt opens its card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot import outbox
from bot.chat.ask import Ask, Rows
from bot.clock import DAY, Instant, local
from bot.outbox import Button
from bot.prompts import schedules
from bot.prompts.coming import Coming, coming
from bot.prompts.planned import Planned, State

DAYS = 14
LINES = 10
LABEL = 30
# A post that waits for quiet was due a little ago.
BEFORE = DAY


@dataclass(frozen=True)
class Line:
    """A line of the calendar: a time at which a prompt is due, or one that is not due in these days."""

    schedule_id: int
    name: str
    at: Instant | None
    state: State
    skipped: bool = False
    awaits_quiet: bool = False


async def page(ask: Ask, number: int) -> tuple[str, Rows]:
    """Return a page of the calendar, the first being 0, and its buttons."""
    chat_id = ask.chat.chat_id
    planned = await schedules.planned(ask.tx, chat_id)
    begin = [[_new(ask), _packs(ask)]]
    if not planned:
        return ask.say("planning.none", title=ask.chat.title), begin
    ahead = await coming(ask.tx, chat_id, ask.now - BEFORE, ask.now + DAYS * DAY)
    lines = lines_of(ahead, planned)
    pages = max(1, -(-len(lines) // LINES))
    number = min(number, pages - 1)
    shown = lines[number * LINES : (number + 1) * LINES]
    held = await outbox.is_held(ask.tx, chat_id)
    head = ask.say(
        "planning.calendar",
        title=ask.chat.title,
        zone=ask.chat.zone.key,
        page=number + 1,
        pages=pages,
        held=held,
    )
    html = "\n".join([head, *_written(ask, shown)])
    buttons = [*_prompts(ask, shown), *_turning(ask, number, pages), *begin]
    return html, buttons


def lines_of(ahead: Iterable[Coming], planned: Iterable[Planned]) -> list[Line]:
    """Return the lines of the calendar: what is due, in order, then what is not due in these days. Pure."""
    due = [
        Line(one.schedule_id, one.name, one.due, one.state, one.skipped, one.awaits_quiet)
        for one in ahead
    ]
    there = {line.schedule_id for line in due}
    rest = [
        Line(one.schedule_id, one.prompt.name, one.next_due, one.state, one.skips_next)
        for one in planned
        if one.schedule_id not in there
    ]
    # In several topics of a group at once it is one post to whoever plans.
    due = list(dict.fromkeys(due))
    return [*due, *sorted(rest, key=lambda line: (line.at or float("inf"), line.schedule_id))]


def _written(ask: Ask, lines: Iterable[Line]) -> list[str]:
    """Return lines in words, a heading above each day."""
    found: list[str] = []
    day: object = ""
    for line in lines:
        at = None if line.at is None else local(line.at, ask.chat.zone)
        if (today := at and at.date()) != day:
            day = today
            found.append(_heading(ask, at))
        found.append(
            ask.say(
                "planning.line",
                clock=f"{at:%H:%M}" if at else "",
                name=line.name,
                state=str(line.state),
                skipped=line.skipped,
                awaits_quiet=line.awaits_quiet,
            )
        )
    return found


def _heading(ask: Ask, at: datetime | None) -> str:
    return "\n" + (ask.say("planning.day", day=at.date()) if at else ask.say("planning.resting"))


def _prompts(ask: Ask, lines: Iterable[Line]) -> list[list[Button]]:
    """Return a button for each prompt of the page."""
    names = {line.schedule_id: line.name for line in lines}
    made = [
        ask.button(
            name if len(name) <= LABEL else f"{name[: LABEL - 1]}…",
            "prompt_open",
            chat_id=ask.chat.chat_id,
            schedule_id=schedule_id,
        )
        for schedule_id, name in names.items()
    ]
    return [made[place : place + 2] for place in range(0, len(made), 2)]


def _turning(ask: Ask, number: int, pages: int) -> list[list[Button]]:
    chat_id = ask.chat.chat_id
    turns = [("‹", number - 1), ("›", number + 1)]
    row = [
        ask.button(label, "prompt_page", chat_id=chat_id, page=page)
        for label, page in turns
        if 0 <= page < pages
    ]
    return [row] if row else []


def _new(ask: Ask) -> Button:
    return ask.button(ask.plain("button.prompt_new"), "prompt_new", chat_id=ask.chat.chat_id)


def _packs(ask: Ask) -> Button:
    return ask.button(ask.plain("button.prompt_packs"), "prompt_packs", chat_id=ask.chat.chat_id)

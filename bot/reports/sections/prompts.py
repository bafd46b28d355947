"""Prompts: what became of those that were due, what they brought, and which wait for somebody or failed."""

from dataclasses import dataclass

from bot.activity.period import bounds
from bot.prompts import runs
from bot.prompts.section import Section, section
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.reports.todo import Todo
from bot.storage import Tx

UNDECIDED, FAILED = 85.0, 82.0


@dataclass(frozen=True)
class Prompts:
    """How many came and why others did not; what those that came brought, and which variants retired."""

    figures: runs.Figures
    lab: Section


async def look(tx: Tx, scope: Scope) -> Found:
    """Return the figures of a period's prompts."""
    since, until = bounds(scope.period, scope.chat.zone)
    found = await runs.figures(tx, scope.chat_id, since, until)
    lab = await section(tx, scope.chat_id, since, until)
    todos = []
    if found.undecided:
        todos.append(Todo("undecided", UNDECIDED, {"n": found.undecided}, action="todo_prompts"))
    if failed := found.unsent + found.missed:
        todos.append(Todo("failed", FAILED, {"n": failed}, action="todo_prompts"))
    told = not found.is_empty or lab.posts or lab.retired
    return Found(Prompts(found, lab) if told else None, tuple(todos))

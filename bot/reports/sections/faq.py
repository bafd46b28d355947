"""The FAQ: what was answered from it, what was not meant, and what waits for operators."""

from bot.faq.section import section
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.reports.todo import Todo
from bot.storage import Tx

TO_COMPLETE = 45.0


async def look(tx: Tx, scope: Scope) -> Found:
    """Return what the FAQ did in a period."""
    found = await section(tx, scope.chat, scope.period, scope.now)
    todos = []
    if found.proposals or found.phrasings or found.gaps:
        n = found.proposals + found.phrasings + found.gaps
        todos.append(Todo("faq", TO_COMPLETE, {"n": n}, action="todo_unanswered", private=True))
    return Found(None if found.is_empty else found, tuple(todos))

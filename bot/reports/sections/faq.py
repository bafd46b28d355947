"""The FAQ: what was answered from it, what was not meant, and what waits for operators."""

from bot.faq.section import section
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.storage import Tx


async def look(tx: Tx, scope: Scope) -> Found:
    """Return what the FAQ did in a period."""
    found = await section(tx, scope.chat, scope.period, scope.now)
    return Found(None if found.is_empty else found)

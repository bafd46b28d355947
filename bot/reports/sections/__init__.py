"""The sections of a report, on one page: what each workshop has to tell, as data, and what is to be done.

To add one, write a file here with a function from a transaction and a scope to what was found, put a line
into SECTIONS, and a template of its name into templates/sections: no other section is touched.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.reports.scope import Scope
from bot.reports.sections import conversation, faq, people, prompts, record
from bot.reports.sections.found import Found
from bot.storage import Tx

__all__ = ["SECTIONS", "Found", "Section"]


@dataclass(frozen=True)
class Section:
    """One line of the page; `look` returns plain data, and no words."""

    name: str
    look: Callable[[Tx, Scope], Awaitable[Found]]


# In the order in which they stand in a report.
SECTIONS = (
    Section("conversation", conversation.look),
    Section("prompts", prompts.look),
    Section("faq", faq.look),
    Section("people", people.look),
    Section("record", record.look),
)

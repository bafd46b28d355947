"""What a section has found: data for its template, and what an operator could do about it."""

from dataclasses import dataclass
from typing import Any

from bot.reports.todo import Todo


@dataclass(frozen=True)
class Found:
    """What is told of a period, and what is to be done; `data` is None where there is nothing to tell.

    What there is to do is as of now, whatever period is asked about.
    """

    data: Any = None
    todos: tuple[Todo, ...] = ()

"""What an operator could do today: offered by the sections as data, the most urgent three are told. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TOLD = 3


@dataclass(frozen=True)
class Todo:
    """One thing to do, and what does it: a link to the message, or a button's action.

    kind: its sentence is `todo.<kind>` in the catalogue, its button's label `todo.button_<kind>`.
    urgency: the greater, the sooner. said: what the sentence tells. private: names somebody whom not all
    readers need to see named.
    """

    kind: str
    urgency: float
    said: Mapping[str, Any] = field(default_factory=dict)
    link: str | None = None
    action: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    private: bool = False


def chosen(todos: Iterable[Todo], most: int = TOLD) -> tuple[Todo, ...]:
    """Return the most urgent, one of each kind before two of any."""
    ordered = sorted(todos, key=lambda todo: -todo.urgency)
    firsts: dict[str, Todo] = {}
    for todo in ordered:
        firsts.setdefault(todo.kind, todo)
    others = [todo for todo in ordered if todo is not firsts[todo.kind]]
    return tuple([*firsts.values(), *others][:most])

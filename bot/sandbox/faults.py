"""Misbehaviour on purpose: which calls go wrong, and how; the switch and the script of it."""

from dataclasses import dataclass
from random import Random
from typing import Any, Literal, get_args

FaultKind = Literal[
    "flood",
    "error",
    "html",
    "conflict",
    "delay",
    "half",
    "reset_before",
    "reset_after",
    "hang_before",
    "hang_after",
    "repeat",
    "shuffle",
]
KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(eq=False)
class Fault:
    """Something that goes wrong.

    flood: 429 with `seconds`. error: `status` (500, 502, 503) as JSON. html: the 502 page of a proxy.
    conflict: 409. delay: `seconds` late. half: executed, then half the answer. reset_before, reset_after,
    hang_before, hang_after: the connection breaks, or stays silent, before or after executing.
    repeat: the updates of a batch come twice. shuffle: they come in another order.
    """

    does: FaultKind
    # Which calls: of a method, to a chat (both empty: all), from the nth on, so many times (0: always).
    method: str = ""
    chat_id: int = 0
    nth: int = 1
    times: int = 1
    # Of those, this share, by the world's chance.
    share: float = 1.0
    seconds: float = 1.0
    status: int = 500
    seen: int = 0
    done: int = 0

    def concerns(self, method: str, given: dict[str, Any]) -> bool:
        """Say whether a call is one of those that may go wrong."""
        if self.method and self.method.lower() != method:
            return False
        return not self.chat_id or str(given.get("chat_id")) == str(self.chat_id)


class Faults:
    """The faults that are in force, in the order of their adding."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._faults: list[Fault] = []

    def __iter__(self) -> Any:
        return iter(tuple(self._faults))

    def add(self, does: FaultKind, **terms: Any) -> Fault:
        """Let something go wrong from now on; the terms are Fault's fields."""
        if does not in KINDS:
            raise ValueError(f"no such fault: {does!r}; there are {', '.join(KINDS)}")
        fault = Fault(does, **terms)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Let it be."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def pick(self, method: str, given: dict[str, Any]) -> Fault | None:
        """Return what goes wrong with this call, and count it."""
        for fault in self._faults:
            if fault.concerns(method, given) and self._strikes(fault):
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        fault.seen += 1
        if fault.seen < fault.nth or (fault.times and fault.done >= fault.times):
            return False
        if fault.share < 1.0 and self._chance.random() >= fault.share:
            return False
        fault.done += 1
        return True

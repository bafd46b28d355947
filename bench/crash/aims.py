"""The moments that are aimed at, and the shot: seen from Telegram's side, or by a wire in the victim."""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import World
from bot.sandbox.faults import Fault
from crash.lives import Life
from crash.tripwire import MORNING, PLACES, Wire, draw

POLLING = {
    "start": "at start",
    "delivered": "a batch delivered",
    "confirming": "a batch being confirmed",
    "sending": "before a send is executed",
    "sent": "after a send is executed",
    "statement": "between SQL statements",
}
WEBHOOK = POLLING | {
    "delivered": "a webhook POST delivered",
    "confirming": "a webhook POST answered",
}
JITTER = 0.004
# Seconds that a life takes to be up, more or less.
YOUTH = 0.5
# What Telegram executes and does not tell, or would not.
UNTOLD = ("reset_after", "half", "hang_after")
SENDS = ("sendmessage", "sendphoto", "sendmediagroup", "sendpoll")


@dataclass(frozen=True)
class Aim:
    """A moment: which kind, its how manieth in this life, how many seconds later the shot falls.

    hold: Telegram says nothing more about that send. prompts: only sends that go out at most once count.
    """

    kind: str
    nth: int = 1
    jitter: float = 0.0
    hold: bool = False
    prompts: bool = False
    wire: Wire | None = None


def words_of(given: dict[str, Any]) -> str:
    """Return what a call to Telegram would say: a text, a question, a caption, that of an album. Pure."""
    album = given.get("media")
    if isinstance(album, str):
        album = json.loads(album)
    if isinstance(album, list):
        given = album[0]
    return str(
        next((given[name] for name in ("text", "question", "caption") if given.get(name)), "")
    )


def aims(chance: random.Random, *, wires: tuple[str, ...] = PLACES) -> Callable[[bool], Aim]:
    """Return a function that draws the next aim: every kind as often, in an order of chance.

    It is told whether a new day has just begun, which asks for aims of its own.
    """
    waiting: list[str] = []

    def next_aim(morning: bool) -> Aim:
        if not waiting:
            waiting.extend(chance.sample(list(POLLING), len(POLLING)))
        kind = waiting.pop()
        if kind == "statement":
            places = MORNING if morning and wires is PLACES else wires
            return Aim(kind, wire=draw(chance, places))
        return _seen_from_outside(chance, kind)

    return next_aim


def _seen_from_outside(chance: random.Random, kind: str) -> Aim:
    if kind == "start":
        return Aim(kind, jitter=chance.uniform(0, YOUTH))
    nth = chance.randint(1, 10) if kind in ("delivered", "confirming") else chance.randint(1, 2)
    jitter = chance.choice((0.0, chance.uniform(0, JITTER), chance.uniform(0, JITTER)))
    if kind not in ("sending", "sent"):
        return Aim(kind, nth, jitter)
    prompts = chance.random() < 0.35
    return Aim(kind, 1 if prompts else nth, jitter, chance.random() < 0.5, prompts)


@dataclass
class Gun:
    """Watches Telegram's side of the wire and kills the life in hand at the moment of its aim."""

    world: World
    at_most_once: Callable[[str], bool]
    life: Life | None = None
    aim: Aim = field(default_factory=lambda: Aim("none"))
    left: int = 0
    hit: bool = False
    # The last life that asked for updates: it is up, and hears a signal.
    heard: Life | None = None
    # Chats in which a send was executed of which the victim will not hear.
    untold: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._write, self.world.ledger.write = self.world.ledger.write, self._written  # type: ignore[method-assign]
        self._pick, self.world.faults.pick = self.world.faults.pick, self._picked  # type: ignore[method-assign]

    def load(self, aim: Aim, life: Life) -> None:
        """Aim at a moment of this life."""
        self.life, self.aim, self.left, self.hit = life, aim, aim.nth, False
        if aim.kind == "start":
            self._shoot()

    def rest(self) -> None:
        """Aim at nothing."""
        self.aim = Aim("none")

    def _written(self, bot_id: int, what: Any, **details: Any) -> None:
        self._write(bot_id, what, **details)
        kind = {"delivered": "delivered", "confirmed": "confirming", "posted": "sent"}.get(what)
        if kind == self.aim.kind:
            self._count(str(details.get("text")))

    def _picked(self, method: str, given: dict[str, Any]) -> Fault | None:
        fault = self._pick(method, given)
        if method in ("getupdates", "setwebhook"):
            self.heard = self.life
        if method not in SENDS:
            return fault
        if fault is None:
            fault = self._held(words_of(given))
        if fault is not None and fault.does in UNTOLD:
            self.untold.add(int(given["chat_id"]))
        return fault

    def _held(self, text: str) -> Fault | None:
        """Return the silence that a send meets if it is aimed at; shoot where the aim comes before it."""
        if self.aim.kind == "sending" and self._count(text):
            return Fault("hang_before") if self.aim.hold else None
        last = self.left == 1 and not self.hit and self._counts(text)
        return Fault("hang_after") if self.aim.kind == "sent" and self.aim.hold and last else None

    def _counts(self, text: str) -> bool:
        return not self.aim.prompts or self.at_most_once(text)

    def _count(self, text: str) -> bool:
        """Count a moment of the kind that is aimed at; True if this was the one."""
        if self.hit or not self._counts(text):
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self._shoot()
        return True

    def _shoot(self) -> None:
        assert self.life is not None
        self.hit = True
        if self.aim.jitter:
            asyncio.get_running_loop().call_later(self.aim.jitter, self.life.kill)
        else:
            self.life.kill()

"""What a command and a button action are made of; `commands.py` lists them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from bot.chat.ask import Ask
from bot.people.roles import Role

Handler = Callable[[Ask], Awaitable[None]]


class About(Enum):
    """What a command is about: a group (in private, the chosen one), or only the person who gives it."""

    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True)
class Command:
    """A slash command.

    `named` commands write a person's name down and so are refused to anonymous administrators.
    """

    name: str
    role: Role
    about: About
    handler: Handler
    named: bool = False


@dataclass(frozen=True)
class Action:
    """What a press on a button does, and who may do it."""

    name: str
    role: Role
    about: About
    handler: Handler

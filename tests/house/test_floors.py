"""The floor plan: imports go down only, neighbours do not know each other, libraries live in their rooms."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).parents[2] / "bot"

# From the roof to the ground. A room may import what is below it, and itself.
FLOORS = [
    {"cli"},
    {"app"},
    {"chat", "web", "jobs", "sandbox"},
    {"reports"},
    {"faq", "prompts", "people", "sources", "heat"},
    {"activity"},
    {"inbox", "outbox"},
    {"storage"},
    {"config", "clock", "texts"},
]

# A pretend Telegram that knew the bot would prove nothing.
STRANGERS = {"sandbox"}

# Rooms that own tables, and so write their SQL.
SQL = {"storage", "inbox", "outbox", "activity", *FLOORS[4], "reports"}

FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
EVERYWHERE = set(FLOOR_OF)

# Every library from outside, or a part of one, and the rooms that may know it.
LIBRARIES = {
    "aiosqlite": {"storage"},
    "alembic": {"storage"},
    "apscheduler": {"jobs"},
    "asyncpg": {"storage"},
    "babel": {"texts"},
    "httpx": {"app", "chat", "outbox", "sandbox"},
    "jinja2": {"texts", "sandbox"},
    "markupsafe": {"texts", "chat", "web"},
    "matplotlib": {"reports"},
    "msgspec": EVERYWHERE,
    "numpy": {"faq"},
    "multipart": {"sandbox"},
    "pydantic": {"config", "app"},
    "pydantic_core": {"config"},
    "pydantic_settings": {"config"},
    "rich": {"cli"},
    "sqlalchemy": SQL,
    # A door writes no SQL, but says what happens when the database fails.
    "sqlalchemy.exc": SQL | {"chat", "web"},
    "starlette": {"web", "sandbox"},
    "structlog": EVERYWHERE,
    "telegram": {"chat", "outbox"},
    "typer": {"cli"},
    "uvicorn": {"web", "sandbox"},
    "uvloop": {"app", "cli"},
}


class Import(NamedTuple):
    """One import: who, where, and the whole name of what."""

    room: str
    place: str
    name: str


def room_of(module: Path, house: Path) -> str:
    """Return the room that the file `module` stands in; a file at the top is a room by itself."""
    top = module.relative_to(house).parts[0].removesuffix(".py")
    return {"__main__": "cli", "__init__": ""}.get(top, top)


def imports(house: Path) -> Iterator[Import]:
    """Read every import of the package `house`, wherever it stands in its file."""
    for path in sorted(house.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        package = [house.name, *path.relative_to(house).parent.parts]
        for node in ast.walk(tree):
            place = f"{path.relative_to(house.parent)}:{getattr(node, 'lineno', 0)}"
            for name in names(node, package):
                yield Import(room_of(path, house), place, name)


def names(node: ast.AST, package: list[str]) -> list[str]:
    """Return what `node` imports, if it is an import; `package` is where relative ones begin."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            above = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            return [f"{start}.{alias.name}" for alias in node.names]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module"), args=[ast.Constant(str(name))]
        ):
            return [name]
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(str(name))]):
            return [name]
    return []


def faults(house: Path) -> list[str]:
    """Return a sentence for each import, room or library that is not as planned."""
    rooms = {room_of(path, house) for path in house.rglob("*.py")} - {""}
    found = [f"{room} has no floor" for room in sorted(rooms - FLOOR_OF.keys())]
    for each in imports(house):
        top, _, rest = each.name.partition(".")
        if top == house.name:
            found += wrong_room(each, rest.partition(".")[0])
        elif top not in sys.stdlib_module_names:
            found += wrong_library(each)
    return found


def wrong_room(each: Import, other: str) -> list[str]:
    """Judge one import of a room by another; what is no room stands in the package's own file."""
    if other == each.room or other not in FLOOR_OF:
        return []
    if each.room in STRANGERS:
        return [f"{each.place}: {each.room} may know no other room, not even {other}"]
    mine, theirs = FLOOR_OF.get(each.room, 0), FLOOR_OF[other]
    if theirs < mine:
        return [f"{each.place}: {each.room} climbs to {other}"]
    if theirs == mine:
        return [f"{each.place}: {each.room} knows its neighbour {other}"]
    return []


def wrong_library(each: Import) -> list[str]:
    """Judge one import of a library from outside, by the line of the plan on it or on its part."""
    parts = each.name.split(".")
    lines = [".".join(parts[: length + 1]) for length in range(len(parts))]
    if any(each.room in LIBRARIES.get(line, set()) for line in lines):
        return []
    return [f"{each.place}: {parts[0]} has no place in {each.room or 'the package itself'}"]


def test_the_house_is_as_planned() -> None:
    assert faults(HOUSE) == []


def test_every_library_of_the_plan_is_somewhere_at_home() -> None:
    assert {name for name, rooms in LIBRARIES.items() if not rooms <= FLOOR_OF.keys()} == set()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house in which everything is as it should be."""
    house = tmp_path / "bot"
    plant(house, "__init__.py", '__version__ = "0"\n')
    plant(house, "__main__.py", "from bot.cli import main\n")
    plant(
        house,
        "cli/__init__.py",
        "import typer\nfrom bot import __version__\nfrom bot.app import run\n",
    )
    plant(house, "app.py", "from bot import chat\nfrom . import faq\n")
    plant(house, "chat/__init__.py", "import telegram\nfrom bot.faq import matcher\n")
    plant(
        house,
        "faq/__init__.py",
        "import json\nfrom . import matcher\nfrom ..storage import engine\n",
    )
    plant(house, "faq/matcher.py", "import sqlalchemy\n")
    plant(house, "storage/engine.py", "import sqlalchemy.ext.asyncio\n")
    return house


def plant(house: Path, name: str, code: str) -> None:
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")


HIDING_PLACES = {
    "at the top": "{}",
    "for the type checker": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}",
    "in a function": "def late():\n    {}\n",
    "in a method's branch": "class A:\n    async def late(self):\n        if self:\n            {}\n",
}


@pytest.mark.parametrize("hiding", HIDING_PLACES.values(), ids=HIDING_PLACES.keys())
@pytest.mark.parametrize(
    ("room", "code", "sentence"),
    [
        ("faq", "from bot.chat import ask", "faq climbs to chat"),
        ("faq", "from ..chat import ask", "faq climbs to chat"),
        ("faq", "from .. import chat", "faq climbs to chat"),
        ("storage", "import bot.app", "storage climbs to app"),
        ("faq", "import bot.prompts", "faq knows its neighbour prompts"),
        ("inbox", "from bot import outbox", "inbox knows its neighbour outbox"),
        ("clock", "from bot.config import load", "clock knows its neighbour config"),
        ("sandbox", "from bot.clock import now", "sandbox may know no other room, not even clock"),
        ("faq", "from telegram import Bot", "telegram has no place in faq"),
        ("cli", "import sqlalchemy.exc", "sqlalchemy has no place in cli"),
        ("jobs", "import requests", "requests has no place in jobs"),
        ("faq", "__import__('telegram')", "telegram has no place in faq"),
        ("faq", "importlib.import_module('bot.chat')", "faq climbs to chat"),
    ],
)
def test_a_planted_import_is_caught_wherever_it_hides(
    house: Path, room: str, code: str, sentence: str, hiding: str
) -> None:
    assert faults(house) == []
    plant(house, f"{room}/planted.py", hiding.format(code))
    (found,) = faults(house)
    assert found.startswith(f"bot/{room}/planted.py:")
    assert found.endswith(sentence)


@pytest.mark.parametrize("name", ["attic/__init__.py", "attic.py", "attic/deep/inside.py"])
def test_a_room_without_a_floor_is_caught(house: Path, name: str) -> None:
    plant(house, name, "")
    assert faults(house) == ["attic has no floor"]

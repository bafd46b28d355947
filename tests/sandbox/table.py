"""The official table of methods and types (Bot API 10.0), and a judge of calls and objects by it.

It lies beside the checkout in ../shared/botapi.json and is never copied; what needs it is skipped without.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.ledger import Ledger

PATH = Path(__file__).parents[3] / "shared" / "botapi.json"
needs_table = pytest.mark.skipif(not PATH.exists(), reason=f"needs the official table at {PATH}")
PRIMITIVES = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
}


@cache
def table() -> dict[str, Any]:
    if not PATH.exists():
        return {"methods": {}, "types": {}}
    return json.loads(PATH.read_text(encoding="utf-8"))


def complaints(value: Any, kinds: list[str], where: str = "$") -> list[str]:
    """Return what is wrong with a value that should be of one of these types; nothing if it is right."""
    judged = [_judge(value, kind, where) for kind in kinds]
    return min(judged, key=len)


def _judge(value: Any, kind: str, where: str) -> list[str]:
    if kind in PRIMITIVES:
        return [] if PRIMITIVES[kind](value) else [f"{where}: {value!r} is no {kind}"]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: {value!r} is no {kind}"]
        inner = kind.removeprefix("Array of ")
        return [
            complaint
            for place, one in enumerate(value)
            for complaint in _judge(one, inner, f"{where}[{place}]")
        ]
    official = table()["types"][kind]
    if "subtypes" in official:
        return complaints(value, official["subtypes"], where)
    return _judge_object(value, kind, official.get("fields", {}), where)


def _judge_object(value: Any, kind: str, fields: dict[str, Any], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: {value!r} is no {kind}"]
    found = [f"{where}: {kind} has no field {name}" for name in value.keys() - fields.keys()]
    for name, field in fields.items():
        if name in value:
            found += complaints(value[name], field["types"], f"{where}.{name}")
        elif field["required"]:
            found.append(f"{where}: {kind} lacks {name}")
    return found


def check_result(method: str, result: Any) -> None:
    """Fail if a method's result is not as the table says."""
    official = table()["methods"].get(method)
    if official is not None:
        assert complaints(result, official["returns"]) == []


def call_complaints(method: str, given: dict[str, Any]) -> list[str]:
    """Return what is wrong with a call by the table: unknown or missing parameters, wrong types.

    `given` is what a line of the ledger shows: form values are text, files are "<n bytes>".
    """
    official = table()["methods"].get(method)
    if official is None:
        return [f"there is no method {method}"] if table()["methods"] else []
    params = official["params"]
    found = [
        f"{method} has no parameter {name}"
        for name, value in given.items()
        if name not in params and not _is_file(value)
    ]
    for name, param in params.items():
        if name in given:
            found += _judge_parameter(given[name], param["types"], f"{method}.{name}")
        elif param["required"]:
            found.append(f"{method} lacks {name}")
    return found


def _is_file(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("<") and value.endswith(" bytes>")


def _judge_parameter(value: Any, kinds: list[str], where: str) -> list[str]:
    if "InputFile" in kinds and _is_file(value):
        return []
    if "String" not in kinds and isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return [f"{where}: {value!r} is none of {kinds}"]
    return complaints(value, [kind for kind in kinds if kind != "InputFile"], where)


def ledger_complaints(ledger: Ledger, after: int = 0) -> list[str]:
    """Return what is wrong with the calls that a bot made in a story, those after a line of the ledger."""
    return [
        complaint
        for entry in ledger.entries("called", after=after)
        for complaint in call_complaints(entry.details["method"], entry.details["parameters"])
    ]

"""How the code is kept: short files, short functions, a sign on every door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
OURS = sorted((TOP / "bot").rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))
BENCHES = sorted((TOP / "bench").rglob("*.py"))

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
SCHEMA = TOP / "bot/storage/schema.py"
FURNITURE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "base",
    "manager",
    "service",
    "misc",
}
LONGEST_SLEEP = 0.05

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(code: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(code) if isinstance(node, Function))


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{getattr(node, 'lineno', '?')}" if node else ""
    return f"{path.relative_to(TOP)}{line}"


def test_no_file_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in OURS + TESTS + BENCHES
    }
    del lengths[SCHEMA]
    assert [where(path) for path, length in lengths.items() if length > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [
        f"{where(path, function)} {function.name}"
        for path in OURS + BENCHES
        for function in functions(tree(path))
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ] == []


def test_every_module_opens_with_a_sentence() -> None:
    unsigned = []
    for path in OURS + BENCHES:
        first = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
        if not first.endswith((".", "!", "?")):
            unsigned.append(where(path))
    assert unsigned == []


def test_no_room_or_file_is_called_after_furniture() -> None:
    rooms = [path.relative_to(TOP / "bot") for path in OURS]
    assert [str(path) for path in rooms if FURNITURE & set(path.with_suffix("").parts)] == []


def test_no_import_stands_inside_a_function() -> None:
    assert [
        where(path, node)
        for path in OURS
        for function in functions(tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ] == []


def sleeps(code: ast.Module) -> Iterator[ast.Call]:
    """Find what makes a test wait: any time.sleep, and an asyncio.sleep of a length worth noticing."""
    for node in ast.walk(code):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="sleep")):
                yield node
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="asyncio"), attr="sleep"),
                args=[ast.Constant(int() | float() as seconds), *_],
            ) if seconds > LONGEST_SLEEP:
                yield node
            case ast.ImportFrom(module="time", names=names) if "sleep" in {
                one.name for one in names
            }:
                yield ast.Call(func=ast.Name("sleep"), args=[], keywords=[], lineno=node.lineno)


def test_no_test_sleeps() -> None:
    assert [where(path, call) for path in TESTS for call in sleeps(tree(path))] == []


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(0.01)",
        "from time import sleep\nsleep(1)",
        "async def test(): await asyncio.sleep(1)",
        "async def test(): await asyncio.sleep(0.5, None)",
    ],
)
def test_a_planted_sleep_is_caught(code: str) -> None:
    assert list(sleeps(ast.parse(code)))


def test_giving_way_to_other_tasks_is_no_sleep() -> None:
    assert not list(sleeps(ast.parse("async def test(): await asyncio.sleep(0)")))

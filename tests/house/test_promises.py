"""The documents that promise something name tests that exist."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
DOCUMENTS = [path for path in (TOP / "docs").glob("*.md") if "shown by" in path.read_text("utf-8")]


def functions_in(file: Path) -> set[str]:
    """Return the names of a file's tests."""
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", document.read_text(encoding="utf-8"))
    assert named
    assert [pair for pair in named if pair[1] not in functions_in(TOP / pair[0])] == []


def test_every_promise_of_security_names_a_test() -> None:
    rows = (TOP / "docs/security.md").read_text(encoding="utf-8").split("|---|---|---|\n")[1]
    promises = rows.partition("\n\n")[0].splitlines()
    assert [row for row in promises if "`tests/" not in row] == []

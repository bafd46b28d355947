"""What the documents say is true of the tree: libraries, commands, targets, settings, links, floors."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.commands import page
from bot.config.keys import every_setting, sections
from tests.house.test_floors import FLOORS

TOP = Path(__file__).parents[2]
DOCUMENTS = sorted([*TOP.glob("*.md"), *(TOP / "docs").glob("*.md")])
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (TOP / "Makefile").read_text(encoding="utf-8")


def read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def test_every_library_has_its_reason_and_every_reason_its_library() -> None:
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"]]
    libraries = [re.split(r"[^a-z0-9-]", one)[0] for one in needed]
    assert re.findall(r"^\| `(.+?)`", read("docs/why.md"), re.MULTILINE) == libraries


def test_every_library_is_pinned() -> None:
    extras = [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    libraries = {re.split(r"[^a-z0-9-]", one)[0] for one in [*PROJECT["dependencies"], *extras]}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", read("constraints.txt"), re.MULTILINE))
    assert libraries - pinned == set()


def commands() -> set[str]:
    return {
        command.name or command.callback.__name__
        for command in page.registered_commands
        if command.callback
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_renao_command_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    typed = set(re.findall(r"(?:^|[`/]|(?<!-u) )renao ([a-z]+)(?=[` \n])", code_in(text)))
    assert typed - commands() == set()


def code_in(text: str) -> str:
    """Return what is set as code: spans, fenced and indented blocks."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`[^`\n]+`", text)
    indented = re.findall(r"^    .+\n", text, re.MULTILINE)
    return "\n".join([*fenced, *spans, *indented])


def test_the_readme_lists_every_command() -> None:
    assert set(re.findall(r"^\| `renao ([a-z]+)`", read("README.md"), re.MULTILINE)) == commands()


def targets() -> dict[str, str]:
    """Return each target of the Makefile with its recipe."""
    rules = re.findall(r"^([a-z]+):[^=\n]*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)
    return dict(rules)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_make_target_in_a_document_exists(document: Path) -> None:
    typed = set(re.findall(r"\bmake ([a-z]+)", code_in(document.read_text(encoding="utf-8"))))
    assert typed - targets().keys() == set()


def test_ci_runs_what_a_contributor_runs_and_that_ends_in_the_tests() -> None:
    assert read(".ci/run").splitlines()[-1] == "make check"
    assert targets()["check"].splitlines()[-1].strip() == "$(MAKE) test"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_setting_in_a_document_exists(document: Path) -> None:
    known = {setting.key for setting in every_setting()}
    named = re.findall(
        rf"`((?:{'|'.join(sections())})\.[a-z_]+)", document.read_text(encoding="utf-8")
    )
    assert set(named) - known == set()


def test_the_floor_plan_of_the_document_is_the_one_that_is_tested() -> None:
    (plan,) = re.findall(r"^```\n(.*?)^```", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    # The rooms stand on the left, what a floor is for on the right.
    assert [set(line[:50].split()) for line in plan.splitlines()] == FLOORS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_file_of_the_project_in_a_document_exists(document: Path) -> None:
    named = re.findall(
        r"`((?:bot|tests|docs|migrations)/[\w/.-]+)`", document.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (TOP / name).exists()] == []

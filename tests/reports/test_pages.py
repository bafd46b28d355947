"""An operator's own templates are used, and one that cannot be used costs nobody a report."""

from pathlib import Path

import pytest

from bot.reports.pages import Pages
from bot.reports.sections.conversation import Answers

NAME = "sections/conversation.html"
OURS = "❓ 3 questions, half answered within 1 min; waiting now: 2"


def rendered(folder: Path | None, template: str | bytes | None = None) -> tuple[str, Pages]:
    if template is not None:
        assert folder is not None
        (folder / "sections").mkdir()
        raw = template.encode() if isinstance(template, str) else template
        (folder / NAME).write_bytes(raw)
    pages = Pages(folder)
    return pages.render(NAME, "en", it=Answers(3, 1, 2)).strip(), pages


def test_without_a_folder_ours_is_used() -> None:
    assert rendered(None)[0] == OURS


def test_a_folder_without_that_template_leaves_ours(tmp_path: Path) -> None:
    made, pages = rendered(tmp_path)
    assert (made, pages.faults) == (OURS, {})


def test_the_operators_own_is_used_and_speaks_the_catalogue(tmp_path: Path) -> None:
    made, pages = rendered(tmp_path, "<b>{{ it.questions }}</b>! {{ t('digest.todo') }}")
    assert (made, pages.faults) == ("<b>3</b>! Today:", {})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{{ it.questions", "TemplateSyntaxError"),
        ("{{ it.nothing }}", "nothing"),
        ("{{ unknown }}", "unknown"),
        ("<blink>{{ it.questions }}</blink>", "blink"),
        ("<b>{{ it.questions }}", "<b>"),
        ("{{ t('no.such') }}", "no.such"),
        ("{{ ().__class__.__mro__ }}", "unsafe"),
        ("{{ 'x' * 30000 }}", "20000"),
        ("x" * 30_000, "20000"),
        (b"\xff\xfe", "utf-8"),
    ],
)
def test_one_that_cannot_be_used_is_passed_over_and_told(
    tmp_path: Path, broken: str | bytes, reason: str
) -> None:
    made, pages = rendered(tmp_path, broken)
    assert made == OURS
    assert reason in pages.faults[NAME]

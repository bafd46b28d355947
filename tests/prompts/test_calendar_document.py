"""What docs/calendar.md says is what is read."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.prompts.cells import COLUMNS
from bot.prompts.parse import MOST_A_DAY, read_when
from bot.prompts.prompt import Place
from bot.prompts.sheet import LONGEST, MOST_ROWS, Desk, read_sheet

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 6, 20, 0, 17, tzinfo=BERLIN).timestamp()
TEXT = (Path(__file__).parents[2] / "docs/calendar.md").read_text(encoding="utf-8")
WHEN, SHEET = TEXT.split("## A month as a file")
ROWS = [line.split("|")[2:4] for line in WHEN.splitlines() if line.startswith("| ") and "`" in line]
EXAMPLES = [[re.findall("`(.+?)`", cell) for cell in cells] for cells in ROWS]


@pytest.mark.parametrize("text", [one for cells in EXAMPLES for cell in cells for one in cell])
def test_every_example_is_read(text: str) -> None:
    assert read_when(text, NOW, BERLIN)[1] == ""


def test_every_chinese_example_means_what_an_english_one_in_its_row_does() -> None:
    assert len(EXAMPLES) == 15
    for english, chinese in EXAMPLES:
        means = [
            {repr(read_when(one, NOW, BERLIN)[0]) for one in cell} for cell in (english, chinese)
        ]
        assert means[0] >= means[1]


def test_every_column_is_told_and_there_are_no_others() -> None:
    told = re.findall(r"^\| (`.+?) \|", SHEET, re.MULTILINE)
    assert [column for cell in told for column in re.findall("`(.+?)`", cell)] == COLUMNS


def test_the_month_that_is_shown_is_read() -> None:
    shown = re.search(r"```toml\n(.+?)```", SHEET, re.DOTALL)
    assert shown
    desk = Desk(NOW, BERLIN, "en", Place(-1), {-1: "Fans"})
    sheet = read_sheet(shown[1], "toml", desk)
    assert [entry.prompt.name for entry in sheet.entries] == ["Morning", "Quiz night"]


def test_the_limits_are_as_told() -> None:
    assert f"{MOST_ROWS:,} rows and {LONGEST:,} characters" in SHEET
    assert f"At most {MOST_A_DAY} times a day" in WHEN

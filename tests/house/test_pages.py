"""The pages: what is listed once is what is run, suggested, worded and documented."""

import re
from pathlib import Path

import pytest

from bot.chat.commands import ACTIONS, COMMANDS, MENU
from bot.jobs import JOBS, Daily
from bot.jobs.page import When
from bot.people.roles import Role
from bot.texts import LANGUAGES, catalogue_keys, plain

TOP = Path(__file__).parents[2]
DOCUMENT = (TOP / "docs/commands.md").read_text(encoding="utf-8")
# The buttons under a prompt, an answer or a report are made where that is.
MAKERS = (
    *(TOP / "bot/chat").glob("*.py"),
    *(TOP / "bot/reports").rglob("*.py"),
    TOP / "bot/prompts/drafting.py",
    TOP / "bot/faq/giving.py",
)
CODE = "\n".join(path.read_text(encoding="utf-8") for path in MAKERS)


def test_every_command_is_documented_with_who_may_use_it() -> None:
    rows = re.findall(r"^\| `/(\w+)` \| (\w+) \|", DOCUMENT, re.MULTILINE)
    assert rows == [(command.name, command.role.name.lower()) for command in COMMANDS.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_line_of_help_that_telegram_accepts(language: str) -> None:
    for line in MENU:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", line.name)
        assert 1 <= len(plain(line.help_key, language)) <= 256
    assert len(MENU) <= 100


def test_no_line_of_help_is_left_over() -> None:
    helped = {
        key.removeprefix("command.") for key in catalogue_keys("en") if key.startswith("command.")
    }
    assert helped == COMMANDS.keys()


def test_no_name_is_listed_twice() -> None:
    source = (TOP / "bot/chat/commands.py").read_text(encoding="utf-8")
    for kind in ("Command", "Action"):
        names = re.findall(rf'^    {kind}\("(\w+)"', source, re.MULTILINE)
        assert len(names) == len(set(names)) > 0


def test_every_button_that_is_made_leads_to_an_action_and_every_action_has_a_button() -> None:
    quoted = set(
        re.findall(r'"(\w+)"', CODE.replace((TOP / "bot/chat/commands.py").read_text(), ""))
    )
    assert ACTIONS.keys() <= quoted
    made = set(re.findall(r'(?:button\(.{0,80}?|turn = |action = )"(\w+)"', CODE, re.DOTALL))
    assert made <= ACTIONS.keys()


def test_what_changes_a_group_takes_an_office() -> None:
    personal = {"choose_group", "set_language", "forget_me", "prompt_press"}
    personal |= {"faq_good", "faq_wrong", "faq_choose", "faq_follow", "faq_take_down"}
    personal |= {"faq_page", "faq_show", "house_alert_off"}
    assert {name for name, action in ACTIONS.items() if action.role is Role.FAN} == personal


def in_words(when: When) -> str:
    if isinstance(when, Daily):
        return f"daily at {when.hour:02}:{when.minute:02}"
    for length, unit in ((3600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(when.seconds, length)
        if not rest:
            return f"every {unit}" if count == 1 else f"every {count} {unit}s"
    raise AssertionError(when)


def test_every_job_is_documented_with_its_time() -> None:
    table = DOCUMENT.partition("## What Renao does by itself")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)[1:]
    assert [row for row in rows if row[0] != "---"] == [
        (job.words, in_words(job.when)) for job in JOBS
    ]


def test_every_sentence_that_chat_says_is_said_somewhere() -> None:
    """A catalogue entry that no code names is one that nobody reads."""
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (TOP / "bot").rglob("*")
        if path.suffix in (".py", ".html")
    )
    families = (
        "command.",
        "rights.",
        "reports.",
        "button.",
        "charts.",
        "health.",
        "flywheel.card_",
        "todo.",
        "overview.",
        "alert.",
    )
    unsaid = {
        key
        for key in catalogue_keys("en")
        if f'"{key}"' not in everything
        and f"'{key}'" not in everything
        and not key.startswith(families)
    }
    assert unsaid == set()

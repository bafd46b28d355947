"""The settings page, the example and the document say the same; and nothing can be set in vain."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import load
from bot.config.keys import Setting, every_setting, sections, toml

TOP = Path(__file__).parents[2]
EXAMPLE = TOP / "config.example.toml"
DOCUMENT = TOP / "docs/settings.md"
SETTINGS = {setting.key: setting for setting in every_setting()}


def uncommented(text: str) -> str:
    """Take the # away before every setting, as a person would."""
    return re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)


def flat(table: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            found[name] = value
    return found


def row(setting: Setting) -> str:
    default = f"`{toml(setting.default)}`" if setting.default not in ("", []) else "–"
    return f"| `{setting.key}` | `{setting.variable}` | {default} | {setting.description} |"


def test_the_example_loads_as_it_is() -> None:
    assert load(EXAMPLE, {}) == load(None, {})


def test_the_example_has_every_setting_at_its_default_and_no_other() -> None:
    shown = flat(tomllib.loads(uncommented(EXAMPLE.read_text(encoding="utf-8"))))
    assert shown == {key: setting.default for key, setting in SETTINGS.items()}


def test_the_example_says_what_each_setting_and_section_does() -> None:
    prose = " ".join(EXAMPLE.read_text(encoding="utf-8").replace("\n#", "").split())
    wanted = [setting.description for setting in SETTINGS.values()] + list(sections().values())
    assert [sentence for sentence in wanted if sentence not in prose] == []


def test_the_document_has_a_row_for_every_setting_and_no_other() -> None:
    rows = [
        line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    assert rows == [row(setting) for setting in SETTINGS.values()]


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_can_come_from_the_environment(key: str) -> None:
    setting = SETTINGS[key]
    example = setting.example if setting.example not in ("", []) else setting.default
    value = "1:abc" if key == "telegram.token" else "word" if setting.secret else str(example)
    if key == "database.url":
        value = "sqlite:///elsewhere.db"
    section, _, name = key.rpartition(".")
    read = load(None, {setting.variable: value})
    holder = getattr(read, section) if section else read
    found = getattr(holder, name)
    found = found.get_secret_value() if hasattr(found, "get_secret_value") else found
    assert str(list(found) if isinstance(found, tuple) else found) == value


def test_no_setting_is_there_in_vain() -> None:
    rooms = [path for path in (TOP / "bot").rglob("*.py") if path.name != "settings.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in rooms)
    unread = {key for key in SETTINGS if not re.search(rf"\b{re.escape(key)}\b", code)}
    assert unread == set()

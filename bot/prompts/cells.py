"""The cells of a sheet: each field of a prompt as a short text, and back. Pure.

What has its default is an empty cell. A list is one thing a line.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, NamedTuple

from bot.clock import DAY, HOUR, MINUTE
from bot.prompts.prompt import (
    Button,
    Language,
    Media,
    MediaKind,
    Options,
    Poll,
    Rotation,
    Variant,
)
from bot.prompts.words import first_word, read_clocks
from bot.texts import LANGUAGES, Refused

Cells = dict[str, str]

YES = {"yes", "y", "true", "on", "1", "x", "是", "开"}
NO = {"no", "n", "false", "off", "0", "否", "关"}
UNITS = {"s": 1, "m": int(MINUTE), "h": int(HOUR), "d": int(DAY)}
UNITS_ZH = {"秒": "s", "分钟": "m", "分": "m", "小时": "h", "天": "d"}
ROTATIONS = {each.value: each for each in Rotation} | {
    "轮流": Rotation.IN_TURN,
    "学习": Rotation.LEARN,
}


class Form(NamedTuple):
    """How one field is written and read; `read` is told the column, to name it."""

    read: Callable[[str, str], Any]
    write: Callable[[Any], str]


# ── forms ────────────────────────────────────────────────────────────────────────────────────────


def read_flag(given: str, column: str) -> bool:
    """Read yes or no."""
    word = given.strip().lower()
    if word not in YES | NO:
        raise Refused("sheet.flag", column=column, given=given[:40])
    return word in YES


def write_flag(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"


def read_duration(given: str, column: str) -> int:
    """Read a time such as 30m, 2h, 1d or 1h30m, in seconds."""
    text = given.strip().lower()
    for chinese, unit in UNITS_ZH.items():
        text = text.replace(chinese, unit)
    parts = re.findall(r"(\d{1,9})\s*([smhd])", text)
    if "".join(map("".join, parts)) != re.sub(r"\s", "", text) or not parts:
        raise Refused("sheet.duration", column=column, given=given[:40])
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def write_duration(seconds: int) -> str:
    """Write seconds in the largest unit that says them exactly."""
    unit = next((unit for unit in "dhm" if seconds and seconds % UNITS[unit] == 0), "s")
    return f"{seconds // UNITS[unit]}{unit}"


def read_number(given: str, column: str) -> int:
    """Read a whole number."""
    text = given.strip()
    if not (text.isdecimal() and len(text) < 10):
        raise Refused("sheet.number", column=column, given=given[:40])
    return int(text)


def read_place(given: str, column: str) -> int:
    """Read which one of a list, the first being 1."""
    return read_number(given, column) - 1


def write_place(place: int) -> str:
    """Write which one of a list, the first being 1."""
    return str(place + 1)


def read_text(given: str, _column: str) -> str:
    """Read a text as it is."""
    return given


def read_lines(given: str, _column: str) -> tuple[str, ...]:
    """Read a list: one thing a line, or all on one line with ` | ` between them."""
    parts = given.split("\n") if "\n" in given else map(str.strip, given.split(" | "))
    return tuple(filter(str.strip, parts))


def read_rotation(given: str, column: str) -> Rotation:
    """Read how variants take turns."""
    if given.strip().lower() not in ROTATIONS:
        raise Refused("sheet.rotation", column=column, given=given[:40])
    return ROTATIONS[given.strip().lower()]


def read_slots(given: str, _column: str) -> tuple[time, ...]:
    """Read times of day, with commas between them."""
    clocks, rest = read_clocks(given)
    if rest.strip():
        raise Refused("calendar.bad_clock", given=first_word(rest))
    return clocks


def write_slots(slots: tuple[time, ...]) -> str:
    """Write times of day."""
    return ",".join(f"{slot:%H:%M}" for slot in slots)


FLAG = Form(read_flag, write_flag)
DURATION = Form(read_duration, write_duration)
NUMBER = Form(read_number, str)
TEXT = Form(read_text, str)
LINES = Form(read_lines, "\n".join)

OPTIONS: Mapping[str, Form] = {
    "pin": FLAG,
    "unpin_after": DURATION,
    "delete_after": DURATION,
    "close_after": DURATION,
    "silent": FLAG,
    "quiet_for": DURATION,
    "quiet_most": DURATION,
    "silent_for": DURATION,
    "grace": DURATION,
    "format": TEXT,
    "theme": TEXT,
    "rotation": Form(read_rotation, str),
    "control_every": NUMBER,
    "slots": Form(read_slots, write_slots),
}
POLL: Mapping[str, Form] = {
    "poll_question": TEXT,
    "poll_options": LINES,
    "poll_correct": Form(read_place, write_place),
    "poll_explanation": TEXT,
    "poll_anonymous": FLAG,
    "poll_multiple": FLAG,
    "poll_open_period": DURATION,
}
TEXTS = {"text": "", **{f"text[{language}]": language for language in LANGUAGES}}
HEAD = ["name", "when", "group", "topic"]
VARIANT = [*TEXTS, "media", "buttons", *POLL]
COLUMNS = [*HEAD, *VARIANT, *OPTIONS]


# ── a prompt's parts ─────────────────────────────────────────────────────────────────────────────


def options_of(cells: Cells) -> Options:
    """Read how a prompt is posted."""
    return Options(**_read(cells, OPTIONS))


def cells_of_options(options: Options) -> Cells:
    """Write how a prompt is posted."""
    return _write({name: getattr(options, name) for name in OPTIONS}, Options(), OPTIONS, "")


def variant_of(cells: Cells, language: Language) -> Variant:
    """Read a variant; a text without a language is in `language`."""
    texts = {code or language: cells[column] for column, code in TEXTS.items() if cells.get(column)}
    return Variant(
        texts=texts,
        media=tuple(map(_media, cells.get("media", "").split())),
        buttons=tuple(map(_row, filter(str.strip, cells.get("buttons", "").split("\n")))),
        poll=_poll(cells),
    )


def cells_of_variant(variant: Variant) -> Cells:
    """Write a variant."""
    cells = {f"text[{language}]": text for language, text in variant.texts.items()}
    if variant.media:
        cells["media"] = "\n".join(f"{each.kind}:{each.file}" for each in variant.media)
    if variant.buttons:
        cells["buttons"] = "\n".join(" | ".join(map(_button_cell, row)) for row in variant.buttons)
    if poll := variant.poll:
        fields = {column: getattr(poll, column.removeprefix("poll_")) for column in POLL}
        cells |= _write(fields, Poll("", ()), POLL, "poll_")
    return cells


def _poll(cells: Cells) -> Poll | None:
    given = {column.removeprefix("poll_"): value for column, value in _read(cells, POLL).items()}
    return Poll(**{"question": "", "options": (), **given}) if given else None


def _read(cells: Cells, forms: Mapping[str, Form]) -> dict[str, Any]:
    return {
        column: form.read(cells[column], column)
        for column, form in forms.items()
        if cells.get(column)
    }


def _write(fields: Mapping[str, Any], default: object, forms: Mapping[str, Form], of: str) -> Cells:
    return {
        column: forms[column].write(value)
        for column, value in fields.items()
        if value != getattr(default, column.removeprefix(of))
    }


def _media(given: str) -> Media:
    kind, _, file = given.partition(":")
    if kind.lower() in set(MediaKind):
        return Media(MediaKind(kind.lower()), file)
    return Media(MediaKind.PHOTO, given)


# ── buttons: `Label -> link` and `Label => reply`, a row a line, ` | ` between those of a row ────

# What would be taken for a mark is written behind a backslash.
MARKS = re.compile(r"[\\|]|[-=](?=>)|^\s|\s$|\n")
CHARACTER = re.compile(r"\\.|[^\\]", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ONE_BUTTON = re.compile(r"(?:\\.|[^\\|])+", re.DOTALL)
ARROW = re.compile(r"(?<!\\)([-=])>")


def _row(line: str) -> tuple[Button, ...]:
    return tuple(map(_button, ONE_BUTTON.findall(line)))


def _button(given: str) -> Button:
    label, *rest = ARROW.split(given, maxsplit=1)
    if not rest:
        raise Refused("sheet.button", given=given.strip()[:80])
    arrow, act = rest[0], _bare(rest[1])
    if arrow == "-":
        return Button(_bare(label), url=act)
    return Button(_bare(label), reply=act)


def _button_cell(button: Button) -> str:
    arrow = "->" if button.url is not None else "=>"
    return f"{_marked(button.label)} {arrow} {_marked(button.url or button.reply or '')}"


def _marked(text: str) -> str:
    return MARKS.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)


def _bare(text: str) -> str:
    characters = CHARACTER.findall(text)
    while characters and characters[-1].isspace():
        characters.pop()
    bare = "".join(characters).lstrip()
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], bare)

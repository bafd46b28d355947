"""The two forms of a sheet, CSV and TOML, and its rows: each a line number and named cells. Pure.

In CSV, a cell that a spreadsheet would take for a formula is written behind an apostrophe, which is taken
away when it is read; what begins with an apostrophe gets another one.
"""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from bot.prompts.cells import COLUMNS, FLAG, LINES, NUMBER, OPTIONS, POLL, Cells
from bot.texts import Refused

# Also in the wide forms of Chinese and Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
DELIMITERS = ",;\t"
LARGEST = 10**18
MOST_DOTS = 20
# What stands between quotes or behind a `#` is no structure of TOML, though it may look like it.
QUOTED = r"""
    \"\"\"(?:\\.|[^"\\]|"{1,2}(?!"))*"{3,5} | \'\'\'(?:[^']|'{1,2}(?!'))*'{3,5}
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | \#[^\n]*"""
HEAD = r"(?P<head>^[ \t]*\[\[[ \t]*prompt[ \t]*(?:\.[ \t]*variant[ \t]*)?\]\])"
STRUCTURE = re.compile(f"{HEAD}|{QUOTED}", re.MULTILINE | re.DOTALL | re.VERBOSE)
TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
FORMS = {**OPTIONS, **POLL}
LISTS = {column for column, form in FORMS.items() if form is LINES} | {"media", "buttons"}
FLAGS = {column for column, form in FORMS.items() if form is FLAG}
NUMBERS = {column for column, form in FORMS.items() if form is NUMBER} | {"poll_correct"}


class Row(NamedTuple):
    """Cells by their columns, and the line on which they begin."""

    line: int
    cells: Cells


class Unreadable(Exception):
    """A sheet, or the heads of its columns, cannot be read at all."""

    def __init__(self, line: int, reason: Refused) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


def column_of(name: str) -> str:
    """Return which column a head means: `Poll question` is `poll_question`, `text[zh-cn]` the Chinese.

    Raises:
        Refused: there is no such column.
    """
    wanted = re.sub(r"[\s-]+", "_", name.strip().casefold())
    known = {column.casefold().replace("-", "_"): column for column in COLUMNS}
    if wanted not in known:
        raise Refused("sheet.column", given=name.strip()[:40], known=", ".join(COLUMNS))
    return known[wanted]


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def read_csv(text: str) -> list[Row]:
    """Return the rows of a table whose first line names the columns.

    Raises:
        Unreadable: no such table.
    """
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    columns: list[str] = []
    line = 1
    try:
        for values in reader:
            if not columns:
                columns = [column_of(name) for name in values]
            elif any(value.strip() for value in values):
                rows.append(Row(line, _cells(columns, values)))
            line = reader.line_num + 1
    except csv.Error as mistake:
        raise Unreadable(line, Refused("sheet.csv", what=str(mistake))) from None
    except Refused as reason:
        raise Unreadable(line, reason) from None
    return rows


def write_csv(rows: Iterable[Cells]) -> str:
    """Return a table of the columns that are used; the inverse of `read_csv`."""
    kept = list(rows)
    columns = [column for column in COLUMNS if any(row.get(column) for row in kept)] or COLUMNS[:1]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_guarded(row.get(column, "")) for column in columns] for row in kept)
    return text.getvalue()


def _cells(columns: list[str], values: list[str]) -> Cells:
    if len(values) > len(columns) and any(values[len(columns) :]):
        raise Refused("sheet.wide", number=len(values), most=len(columns))
    return {
        column: _unguarded(value)
        for column, value in zip(columns, values, strict=False)
        if value.strip()
    }


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


# ── TOML ─────────────────────────────────────────────────────────────────────────────────────────


def read_toml(text: str) -> list[Row]:
    """Return the tables `[[prompt]]`, each followed by its further `[[prompt.variant]]`.

    Raises:
        Unreadable: no TOML, or other tables.
    """
    text = text.replace("\r\n", "\n")
    if _is_bomb(text):
        raise Unreadable(1, Refused("sheet.tables"))
    try:
        whole = tomllib.loads(text)
    except (ValueError, RecursionError) as mistake:
        place = TOML_LINE.search(str(mistake))
        reason = Refused("sheet.toml", what=TOML_LINE.sub("", str(mistake)).strip())
        raise Unreadable(int(place[1]) if place else text.count("\n") + 1, reason) from None
    tables = list(_tables(text))
    prompts = whole.get("prompt", [])
    if whole.keys() - {"prompt"} or _count(prompts) != len(tables):
        raise Unreadable(1, Refused("sheet.tables"))
    rows = []
    for line, table in tables:
        try:
            rows.append(Row(line, dict(_flat(table))))
        except Refused as reason:
            raise Unreadable(line, reason) from None
    return rows


def write_toml(rows: Iterable[Cells]) -> str:
    """Return a table for each row; the inverse of `read_toml`."""
    return "\n".join(map(_table, rows))


def _tables(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read each table by itself, for its line."""
    heads = [found.start() for found in STRUCTURE.finditer(text) if found["head"]]
    for start, end in pairwise([*heads, len(text)]):
        table = tomllib.loads(text[start:end])["prompt"]
        alone = table[0] if isinstance(table, list) else table["variant"][0]
        yield text.count("\n", 0, start) + 1, alone


def _is_bomb(text: str) -> bool:
    """Say whether a key has so many parts that reading it would take all the memory there is."""
    bare = STRUCTURE.sub(lambda found: found["head"] or "", text)
    return any(line.count(".") > MOST_DOTS for line in bare.split("\n"))


def _count(prompts: object) -> int:
    """Count the prompts and their further variants; -1 if they are no tables."""
    if not isinstance(prompts, list) or not all(isinstance(each, dict) for each in prompts):
        return -1
    further = [each.get("variant", []) for each in prompts]
    return len(prompts) + sum(len(each) if isinstance(each, list) else 1 for each in further)


def _flat(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            form = "text[{}]" if name == "text" else f"{name}_{{}}"
            yield from _flat({form.format(inner): each for inner, each in value.items()})
        elif (cell := _cell(value, name)).strip():
            yield column_of(name), cell


def _cell(value: object, name: str) -> str:
    match value:
        case bool():
            return FLAG.write(value)
        case str():
            return value
        case int() if abs(value) < LARGEST:
            return str(value)
        case list() if all(isinstance(each, str) and "\n" not in each for each in value):
            return "\n".join(value)
    raise Refused("sheet.value", column=name[:40])


def _table(cells: Cells) -> str:
    head = "[[prompt]]" if cells.get("when") else "[[prompt.variant]]"
    lines = [
        f"{_key(column)} = {_value(column, cells[column])}"
        for column in COLUMNS
        if cells.get(column)
    ]
    return "\n".join([head, *lines, ""])


def _key(column: str) -> str:
    return column.replace("[", ".").replace("]", "")


def _value(column: str, cell: str) -> str:
    if column in LISTS:
        return f"[{', '.join(map(_string, cell.split(chr(10))))}]"
    if column in FLAGS:
        return "true" if FLAG.read(cell, column) else "false"
    return cell if column in NUMBERS else _string(cell)


def _string(text: str) -> str:
    """Write a text of several lines as it stands, if that is possible, and any other escaped."""
    bare = text.replace("\n", "").replace("\t", "")
    if "\n" in text and bare.isprintable() and "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

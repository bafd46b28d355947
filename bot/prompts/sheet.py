"""A whole month of prompts as TOML or CSV: read all or nothing, and written so that it reads back. Pure.

A row is a prompt; a row below it without `when`, and with the same name or none, is one more of its variants.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.clock import Instant
from bot.prompts.cells import (
    VARIANT,
    Cells,
    cells_of_options,
    cells_of_variant,
    options_of,
    variant_of,
)
from bot.prompts.check import check, check_variant
from bot.prompts.parse import read_when
from bot.prompts.prompt import Language, Place, Prompt, Variant
from bot.prompts.rows import Row, Unreadable, read_csv, read_toml, write_csv, write_toml
from bot.prompts.rule import Rule
from bot.prompts.write import write_when
from bot.texts import Refused

Form: TypeAlias = Literal["csv", "toml"]

LONGEST = 500_000
LONGEST_WHEN = 8_000
MOST_ROWS = 1000


@dataclass(frozen=True)
class Entry:
    """A prompt and when it is posted."""

    prompt: Prompt
    rule: Rule


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the line on which it begins, the name of its prompt, and why."""

    line: int
    name: str
    reason: Refused


@dataclass(frozen=True)
class Sheet:
    """What was read: entries, or, if anything was wrong, no entries but all the faults."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Where a sheet is read.

    here: where prompts go that name no group. language: of texts that name none.
    groups: the titles of the groups, by chat id, in which whoever brought the sheet may post.
    """

    now: Instant
    zone: ZoneInfo
    language: Language
    here: Place
    groups: Mapping[int, str]


def read_sheet(text: str, form: Form, desk: Desk) -> Sheet:
    """Read a sheet; the faults name every wrong row by its line."""
    if len(text) > LONGEST:
        return Sheet(faults=(Fault(1, "", Refused("sheet.too_long", most=LONGEST)),))
    try:
        rows = (read_csv if form == "csv" else read_toml)(text.removeprefix("\ufeff"))
    except Unreadable as sheet:
        return Sheet(faults=(Fault(sheet.line, "", sheet.reason),))
    if not 1 <= len(rows) <= MOST_ROWS:
        reason = Refused("sheet.rows", number=len(rows), most=MOST_ROWS)
        return Sheet(faults=(Fault(1, "", reason),))
    read = [_prompt(prompt, desk) for prompt in _prompts(rows)]
    faults = [fault for sheet in read for fault in sheet.faults]
    faults += _twice(rows)
    if faults:
        return Sheet(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    return Sheet(entries=tuple(entry for sheet in read for entry in sheet.entries))


def write_sheet(entries: Iterable[Entry], form: Form) -> str:
    """Write a sheet that reads back as the same entries."""
    rows = (cells for entry in entries for cells in _cells(entry))
    return write_csv(rows) if form == "csv" else write_toml(rows)


def _prompts(rows: list[Row]) -> list[list[Row]]:
    """Put each prompt's rows together."""
    prompts: list[list[Row]] = []
    for row in rows:
        name = row.cells.get("name", "")
        if prompts and not row.cells.get("when") and name in ("", _name(prompts[-1][0])):
            prompts[-1].append(row)
        else:
            prompts.append([row])
    return prompts


def _prompt(rows: list[Row], desk: Desk) -> Sheet:
    """Read one prompt with its variants."""
    name = _name(rows[0])
    variants, faults = [], []
    for number, row in enumerate(rows, 1):
        try:
            variants.append(_variant(row, number if len(rows) > 1 else 0, desk))
        except Refused as reason:
            faults.append(Fault(row.line, name, reason))
    try:
        entry = _entry(rows[0].cells, tuple(variants), desk)
        if not faults:
            check(entry.prompt)
    except Refused as reason:
        faults.append(Fault(rows[0].line, name, reason))
    return Sheet(faults=tuple(faults)) if faults else Sheet(entries=(entry,))


def _variant(row: Row, number: int, desk: Desk) -> Variant:
    if number > 1 and (foreign := row.cells.keys() - {"name", *VARIANT}):
        raise Refused("sheet.no_when", columns=", ".join(sorted(foreign)))
    variant = variant_of(row.cells, desk.language)
    check_variant(variant, number)
    return variant


def _entry(cells: Cells, variants: tuple[Variant, ...], desk: Desk) -> Entry:
    when = cells.get("when", "")
    if not when:
        raise Refused("sheet.no_when", columns="")
    rule, rest = read_when(when[:LONGEST_WHEN], desk.now, desk.zone)
    if rest:
        raise Refused("sheet.when_rest", given=rest[:40])
    prompt = Prompt(cells.get("name", ""), variants, _places(cells, desk), options_of(cells))
    return Entry(prompt, rule)


def _twice(rows: list[Row]) -> Iterator[Fault]:
    """Find prompts whose name was given to another one before."""
    seen: dict[str, int] = {}
    for row in rows:
        name = _name(row)
        if row.cells.get("when") and seen.setdefault(name, row.line) != row.line:
            yield Fault(row.line, name, Refused("sheet.twice", line=seen[name]))


def _name(row: Row) -> str:
    return row.cells.get("name", "")


def _cells(entry: Entry) -> Iterator[Cells]:
    prompt = entry.prompt
    first, *further = map(cells_of_variant, prompt.variants)
    head = {"name": prompt.name, "when": write_when(entry.rule), "group": _group(prompt.places)}
    yield head | first | cells_of_options(prompt.options)
    yield from further


# ── places: `-1001234` or a group's title, `-1001234/5` for a topic, with commas between several ─


def _places(cells: Cells, desk: Desk) -> tuple[Place, ...]:
    given = cells.get("group", "").strip()
    titles = {title.casefold(): chat_id for chat_id, title in desk.groups.items()}
    if not given:
        places = [desk.here]
    elif given.casefold() in titles:
        places = [Place(titles[given.casefold()])]
    else:
        places = [read_place(part, desk.groups) for part in re.split("[,，\n]", given)]
    return tuple(_in_topic(place, cells.get("topic", "")) for place in places)


def read_place(given: str, groups: Mapping[int, str]) -> Place:
    """Return the group, or its topic, that `given` names by title or id; `groups`: those to choose among.

    Raises:
        Refused: it names none of them.
    """
    given = given.strip()
    chat, slash, topic = given.rpartition("/") if "/" in given else (given, "", "")
    titles = {title.casefold(): chat_id for chat_id, title in groups.items()}
    chat_id = titles.get(chat.casefold())
    if chat_id is None and re.fullmatch(r"-?\d{1,18}", chat):
        chat_id = int(chat)
    if chat_id is None or chat_id not in groups:
        raise Refused("sheet.group", given=given[:80])
    return Place(chat_id, _topic(topic) if slash else None)


def _in_topic(place: Place, topic: str) -> Place:
    return Place(place.chat_id, _topic(topic)) if topic.strip() else place


def _topic(given: str) -> int:
    text = given.strip()
    if not (text.isdecimal() and len(text) < 19):
        raise Refused("sheet.topic", given=given[:40])
    return int(text)


def _group(places: tuple[Place, ...]) -> str:
    return ", ".join(
        f"{place.chat_id}" if place.topic_id is None else f"{place.chat_id}/{place.topic_id}"
        for place in places
    )

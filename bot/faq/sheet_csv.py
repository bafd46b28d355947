"""Entries as CSV, for a spreadsheet: a row each, several values of a cell on lines of their own. Pure.

A cell that a spreadsheet would take for a formula has an apostrophe before it, which is taken away again
when the file is read.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.faq.entry import Link, Media
from bot.faq.sheet import MOST_ROWS, Fault, Row, Sheet, instant_of, moment
from bot.texts import LANGUAGES, Refused

ANSWERS = {f"answer_{language}": language for language in LANGUAGES}
COLUMNS = (
    *("name", "phrasings", *ANSWERS, "tags", "links", "follow_ups", "media"),
    *("active_from", "active_until", "topic", "everywhere", "groups"),
)
# What begins a formula, also in the wide characters of Chinese and Japanese spreadsheets; and the mark.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
DELIMITERS = ",;\t"
LARGEST_CELL = 1 << 20
LARGEST = 1 << 62
YES = {"yes", "true", "1", "x", "是"}


def write_csv(rows: Iterable[Row], zone: ZoneInfo) -> bytes:
    """Return rows as CSV in UTF-8, with the mark by which spreadsheets know that."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = _cells(row, zone)
        writer.writerow([guarded(cells[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def read_csv(content: bytes, zone: ZoneInfo) -> Sheet:
    """Read what `write_csv` wrote, or what a spreadsheet made of it; columns may be left out.

    Raises:
        Refused: it is no such file at all.
    """
    lines = _lines(content)
    header = [cell.strip() for cell in next(lines, (1, []))[1]]
    unknown = [cell for cell in header if cell and cell not in COLUMNS]
    if "name" not in header or unknown:
        raise Refused("entries.bad_header", given=", ".join(unknown)[:60], known=", ".join(COLUMNS))
    rows, faults = [], []
    for line, cells in lines:
        told = {key: unguarded(cell) for key, cell in zip(header, cells, strict=False) if key}
        if not any(told.values()):
            continue
        try:
            rows.append(_row(line, told, zone))
        except Refused as why:
            faults.append(Fault(line, told.get("name", ""), why))
        if len(rows) > MOST_ROWS:
            raise Refused("entries.too_many", most=MOST_ROWS)
    return Sheet(rows, faults=faults)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of cells with the line of the file on which it begins."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("entries.not_utf8") from None
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused("entries.bad_csv", line=line, what=str(error)) from None


def _cells(row: Row, zone: ZoneInfo) -> Mapping[str, str]:
    return {
        "name": row.name,
        "phrasings": "\n".join(row.phrasings),
        **{column: row.answers.get(language, "") for column, language in ANSWERS.items()},
        "tags": ", ".join(row.tags),
        "links": "\n".join(f"{link.label} {link.address}" for link in row.links),
        "follow_ups": "\n".join(row.follow_ups),
        "media": f"{row.media.kind} {row.media.file}" if row.media else "",
        "active_from": moment(row.active_from, zone) if row.active_from is not None else "",
        "active_until": moment(row.active_until, zone) if row.active_until is not None else "",
        "topic": str(row.topic) if row.topic is not None else "",
        "everywhere": "yes" if row.everywhere else "",
        "groups": " ".join(map(str, row.groups)),
    }


def _row(line: int, told: Mapping[str, str], zone: ZoneInfo) -> Row:
    kind, _, file = told.get("media", "").strip().partition(" ")
    starts, ends = told.get("active_from", "").strip(), told.get("active_until", "").strip()
    return Row(
        line,
        told["name"],
        tuple(_split(told.get("phrasings", ""))),
        {language: told[key] for key, language in ANSWERS.items() if told.get(key, "").strip()},
        tuple(filter(None, (tag.strip() for tag in told.get("tags", "").split(",")))),
        links_of(_split(told.get("links", ""))),
        tuple(_split(told.get("follow_ups", ""))),
        Media(kind, file.strip()) if kind else None,
        instant_of(starts, zone) if starts else None,
        instant_of(ends, zone) if ends else None,
        next(iter(_numbers(told.get("topic", ""))), None),
        told.get("everywhere", "").strip().casefold() in YES,
        _numbers(told.get("groups", "")),
    )


def links_of(lines: Iterable[str]) -> tuple[Link, ...]:
    """Return the buttons that lines mean: what is on it, then the address.

    Raises:
        Refused: a line has only one of them.
    """
    links = []
    for line in lines:
        label, _, address = line.strip().rpartition(" ")
        if not label.strip(" |"):
            raise Refused("entries.bad_link", given=line[:60])
        links.append(Link(label.strip(" |"), address))
    return tuple(links)


def _split(cell: str) -> Sequence[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _numbers(cell: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(word) for word in cell.split())
    except ValueError:
        numbers = (LARGEST,)
    if any(abs(number) >= LARGEST for number in numbers):
        raise Refused("entries.bad_number", given=cell[:40])
    return numbers

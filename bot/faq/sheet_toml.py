"""Entries as TOML, to be read and written by people: an `[[entry]]` each, and the facts. Pure."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.faq.entry import Link, Media
from bot.faq.sheet import MOST_ROWS, Fault, Row, Sheet, instant_of, moment
from bot.texts import Refused

ENTRY = re.compile(r"^\s*\[\[\s*entry\s*\]\]", re.MULTILINE)
QUOTE = re.compile(r"\\.")
KEYS = (
    *("name", "tags", "phrasings", "links", "follow_ups", "media", "active_from", "active_until"),
    *("topic", "everywhere", "groups", "answers"),
)


def write_toml(rows: Iterable[Row], facts: Mapping[str, str], zone: ZoneInfo) -> bytes:
    """Return rows and facts as TOML; an answer of several lines is written as one reads it."""
    lines = ["[facts]", *(f"{name} = {_string(text)}" for name, text in facts.items())]
    for row in rows:
        lines += ["", "[[entry]]", *_lines(row, zone)]
    return ("\n".join(lines) + "\n").encode()


def read_toml(content: bytes, zone: ZoneInfo) -> Sheet:
    """Read what `write_toml` wrote, or a person in the same manner.

    Raises:
        Refused: it is no such file at all; the sentence names the line.
    """
    try:
        source = content.decode("utf-8-sig")
        told = tomllib.loads(source)
    except UnicodeDecodeError:
        raise Refused("entries.not_utf8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused("entries.bad_toml", what=str(error)) from None
    unknown = set(told) - {"facts", "entry"}
    entries, facts = told.get("entry", []), told.get("facts", {})
    if unknown or not isinstance(entries, list) or not isinstance(facts, dict):
        raise Refused("entries.bad_table", given=", ".join(sorted(unknown))[:60])
    if len(entries) > MOST_ROWS:
        raise Refused("entries.too_many", most=MOST_ROWS)
    starts = [source.count("\n", 0, found.end()) + 1 for found in ENTRY.finditer(source)]
    rows, faults = [], []
    for number, one in enumerate(entries):
        line = starts[number] if len(starts) == len(entries) else None
        try:
            rows.append(_row(line, one, zone))
        except Refused as why:
            name = one.get("name", "") if isinstance(one, dict) else ""
            faults.append(Fault(line, str(name), why))
    return Sheet(rows, {str(name): _text(name, text) for name, text in facts.items()}, faults)


def _lines(row: Row, zone: ZoneInfo) -> Iterator[str]:
    yield f"name = {_string(row.name)}"
    if row.tags:
        yield f"tags = [{', '.join(map(_string, row.tags))}]"
    yield "phrasings = ["
    yield from (f"  {_string(text)}," for text in row.phrasings)
    yield "]"
    for link in row.links[:1]:
        yield "links = ["
        yield from (
            f"  {{ label = {_string(link.label)}, address = {_string(link.address)} }},"
            for link in row.links
        )
        yield "]"
    if row.follow_ups:
        yield f"follow_ups = [{', '.join(map(_string, row.follow_ups))}]"
    if row.media:
        yield f"media = {{ kind = {_string(row.media.kind)}, file = {_string(row.media.file)} }}"
    for key, at in (("active_from", row.active_from), ("active_until", row.active_until)):
        if at is not None:
            yield f"{key} = {_string(moment(at, zone))}"
    if row.topic is not None:
        yield f"topic = {row.topic}"
    if row.everywhere:
        yield "everywhere = true"
    if row.groups:
        yield f"groups = [{', '.join(map(str, row.groups))}]"
    yield "[entry.answers]"
    yield from (f"{_string(language)} = {_long(text)}" for language, text in row.answers.items())


def _string(text: str) -> str:
    """Return a text as TOML writes it on one line: as JSON does, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long(text: str) -> str:
    """Return a text as TOML writes it on several lines, with its quotes as they are where that can be."""
    if "\n" not in text:
        return _string(text)
    lines = (QUOTE.sub(_unquoted, _string(line)[1:-1]) for line in text.split("\n"))
    body = "\n".join(lines).replace('""', '"\\"')
    return f'"""\n{body}"""'


def _unquoted(escape: re.Match[str]) -> str:
    return '"' if escape[0] == '\\"' else escape[0]


def _row(line: int | None, told: Any, zone: ZoneInfo) -> Row:
    if not isinstance(told, dict) or set(told) - set(KEYS):
        unknown = ", ".join(sorted(set(told) - set(KEYS))) if isinstance(told, dict) else str(told)
        raise Refused("entries.bad_key", given=unknown[:60], known=", ".join(KEYS))
    answers = told.get("answers", {})
    if not isinstance(answers, dict):
        raise Refused("entries.bad_value", what="answers")
    media = told.get("media")
    return Row(
        line,
        _text("name", told.get("name", "")),
        _texts(told, "phrasings"),
        {language: _text(f"answers.{language}", text) for language, text in answers.items()},
        _texts(told, "tags"),
        tuple(_link(link) for link in _list(told, "links")),
        _texts(told, "follow_ups"),
        None if media is None else _media(media),
        _instant(told, "active_from", zone),
        _instant(told, "active_until", zone),
        _number("topic", told["topic"]) if "topic" in told else None,
        told.get("everywhere", False) is True,
        tuple(_number("groups", group) for group in _list(told, "groups")),
    )


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused("entries.bad_value", what=key)
    return value


def _list(told: Mapping[str, Any], key: str) -> list[Any]:
    value = told.get(key, [])
    if not isinstance(value, list):
        raise Refused("entries.bad_value", what=key)
    return value


def _texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(_text(key, value) for value in _list(told, key))


def _link(link: Any) -> Link:
    if not isinstance(link, dict) or set(link) != {"label", "address"}:
        raise Refused("entries.bad_value", what="links")
    return Link(_text("label", link["label"]), _text("address", link["address"]))


def _media(media: Any) -> Media:
    if not isinstance(media, dict) or set(media) != {"kind", "file"}:
        raise Refused("entries.bad_value", what="media")
    return Media(_text("kind", media["kind"]), _text("file", media["file"]))


def _instant(told: Mapping[str, Any], key: str, zone: ZoneInfo) -> float | None:
    if key not in told:
        return None
    when = told[key]
    return instant_of(when if isinstance(when, datetime | date) else str(when), zone)


def _number(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 62:
        raise Refused("entries.bad_value", what=key)
    return value

"""Entries as rows of a file, and what may be wrong with a row: what TOML and CSV have in common. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.clock import Instant
from bot.clock.days import at_local
from bot.faq.entry import Entry, Link, Media
from bot.texts import Refused

MOST_ROWS = 500


@dataclass(frozen=True)
class Row:
    """An entry as it stands in a file, on `line`; it calls its follow-ups by name."""

    line: int | None
    name: str
    phrasings: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    follow_ups: tuple[str, ...] = ()
    media: Media | None = None
    active_from: Instant | None = None
    active_until: Instant | None = None
    topic: int | None = None
    everywhere: bool = False
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: a sentence of the catalogue; `name` is the entry's, where it has one."""

    line: int | None
    name: str
    why: Refused


@dataclass(frozen=True)
class Sheet:
    """What a file holds: rows, facts by name (empty where they are to be filled in), and what was wrong."""

    rows: Sequence[Row]
    facts: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[Fault] = ()


def row_of(entry: Entry, names: Mapping[int, str], groups: Sequence[int] = ()) -> Row:
    """Return an entry as a row; `names` are those of all entries by id, `groups` where else it answers."""
    return Row(
        None,
        entry.name,
        entry.phrasings,
        entry.answers,
        entry.tags,
        entry.links,
        tuple(names[key] for key in entry.follow_ups if key in names),
        entry.media,
        entry.active_from,
        entry.active_until,
        entry.topic_id,
        entry.everywhere,
        () if entry.everywhere else tuple(groups),
    )


def instant_of(when: object, zone: ZoneInfo) -> Instant:
    """Return the instant that a date, or a date and time, means; without an offset it is the group's own.

    Raises:
        Refused: it is neither.
    """
    try:
        if isinstance(when, str):
            when = datetime.fromisoformat(when.strip())
        if isinstance(when, datetime) and when.tzinfo is not None:
            return when.timestamp()
        if isinstance(when, datetime):
            return at_local(when.date(), when.time(), zone)
        if isinstance(when, date):
            return at_local(when, time(0), zone)
    except (ValueError, OverflowError):
        pass
    raise Refused("entries.bad_time", given=str(when)[:40])


def moment(at: Instant, zone: ZoneInfo) -> str:
    """Return an instant as a date and time of the group, with its offset: readable back exactly."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone).isoformat(sep="T")

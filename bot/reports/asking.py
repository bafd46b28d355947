"""Read what people type after /report and /digest. Pure."""

import unicodedata
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from bot.activity.figures import Period
from bot.clock import Day, parse_zone
from bot.reports.period import parse_period, parse_time
from bot.reports.rhythm import Rhythm
from bot.texts import Refused

ALL = ("all", "全部", "所有", "所有群")
FILE = ("html", "file", "文件")
NAMES = ("--names", "—names", "names", "名字")
HERE = ("here", "这里", "本群")
RHYTHMS = {
    **dict.fromkeys(("daily", "day", "每天", "日报"), Rhythm.DAY),
    **dict.fromkeys(("weekly", "week", "每周", "周报"), Rhythm.WEEK),
    **dict.fromkeys(("monthly", "month", "每月", "月报"), Rhythm.MONTH),
}


@dataclass(frozen=True)
class Wanted:
    """A report: the words for its period; of all groups or of the one so called; as a file, with names."""

    period: str
    group: str = ""
    all: bool = False
    file: bool = False
    names: bool = False


@dataclass(frozen=True)
class Order:
    """When and where digests are to come, as far as it was said."""

    at: time | None = None
    zone: ZoneInfo | None = None
    rhythms: tuple[Rhythm, ...] = ()
    here: bool = False
    group: str = field(default="")


def read_report(text: str, today: Day) -> Wanted:
    """Return which report `text` asks for: a period, then a group or all; “html”, “--names” anywhere.

    Raises:
        Refused: it begins like a period and is none.
    """
    words = text.split()
    folded = [_folded(word) for word in words]
    rest = [
        word for word, low in zip(words, folded, strict=True) if low not in (*ALL, *FILE, *NAMES)
    ]
    for length in range(len(rest), 0, -1):
        period = " ".join(rest[:length])
        if _is_period(period, today):
            break
    else:
        period, length = "", 0
        # What begins with a digit was meant as a period.
        if rest and rest[0][0].isdigit():
            parse_period(" ".join(rest), today)
    return Wanted(
        period,
        " ".join(rest[length:]),
        all=any(word in ALL for word in folded),
        file=any(word in FILE for word in folded),
        names=any(word in NAMES for word in folded),
    )


def _is_period(text: str, today: Day) -> bool:
    try:
        parse_period(text, today)
    except Refused as mistake:
        # A period, but one that cannot be: that is for the person to hear.
        if mistake.key != "reports.bad_period":
            raise
        return False
    return True


def read_order(text: str) -> Order:
    """Return what `text` says of when and where digests are to come, in any order of its words.

    Raises:
        Refused: a time that is none.
    """
    at: time | None = None
    zone: ZoneInfo | None = None
    rhythms: list[Rhythm] = []
    here, others = False, []
    for word in text.split():
        low = _folded(word)
        if low in RHYTHMS:
            rhythms.append(RHYTHMS[low])
        elif low in HERE:
            here = True
        elif low[0].isdigit() and at is None:
            at = parse_time(word)
        elif zone is None and not here and (found := _zone(word)) is not None:
            zone = found
        else:
            others.append(word)
    if others and not here:
        raise Refused("digest.usage")
    return Order(at, zone, tuple(rhythms), here, " ".join(others))


def period_of(wanted: Wanted, today: Day) -> Period:
    """Return the days that a wanted report is about, by a group's own calendar."""
    return parse_period(wanted.period, today)


def _zone(word: str) -> ZoneInfo | None:
    try:
        return parse_zone(word)
    except ValueError:
        return None


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()

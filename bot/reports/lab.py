"""Prompt Lab as people read it: what to do more and less of, the tables behind it, and a picture of them."""

from collections.abc import Hashable, Iterator
from pathlib import Path

from bot.activity.chats import Chat
from bot.activity.figures import Period
from bot.activity.provenance import provenance
from bot.clock import Instant, day_of
from bot.prompts.lab import DAYS, By, Held, Lab
from bot.prompts.lab import lab as learnt
from bot.prompts.league import ENOUGH, Entry, Table
from bot.prompts.prompt import Variant, text_in
from bot.reports import charts
from bot.reports.shown import Shown
from bot.reports.wording import about, record_line, record_words
from bot.storage import Tx
from bot.texts import page, plain, without_tags

FOLDER = Path(__file__).parent / "templates"
PAGE = (FOLDER / "lab.html").read_text(encoding="utf-8")
TABLE = (FOLDER / "lab_table.html").read_text(encoding="utf-8")
IN_TABLE, IN_PICTURE = 15, 4
NAME, WORDS = 24, 32
CONTROLS = RETIRED = 2
HEADS = {
    By.FORMAT: "lab.by_formats",
    By.THEME: "lab.by_themes",
    By.VARIANT: "lab.by_variants",
    By.HOUR: "lab.by_hours",
}
NOTHING = {
    By.FORMAT: "lab.nothing_formats",
    By.THEME: "lab.nothing_themes",
    By.VARIANT: "lab.nothing_variants",
    By.HOUR: "lab.nothing_hours",
}


async def lab(tx: Tx, chat: Chat, now: Instant, language: str) -> Shown:
    """Return what a group's prompts have taught, with a picture of the tables."""
    found = await learnt(tx, chat.chat_id, chat.zone, now)
    period = Period(day_of(now, chat.zone) - DAYS + 1, day_of(now, chat.zone))
    behind = await provenance(tx, chat, period.first, period.last, now)
    words = page(
        PAGE,
        language,
        title=chat.title,
        days=DAYS,
        posts=found.posts,
        enough=ENOUGH,
        advice=[_advice(found, by, language) for by in By],
        controls=[
            (_short(found.held[one.schedule_id].name, NAME), one)
            for one in found.controls[:CONTROLS]
        ],
        retired=[
            (_name(found, (one.schedule_id, one.variant), By.VARIANT, language), one.note)
            for one in found.retired[-RETIRED:]
        ],
        record=record_line(behind, chat, language),
    )
    tables = list(_drawn(found, language))
    if not tables:
        return Shown(words)
    chart = charts.League(
        title=plain("charts.lab", language),
        subtitle=about(chat, period, language),
        footer=f"{plain('charts.lab_scale', language)} · {record_words(behind, language)}",
        tables=tables,
    )
    return Shown(words, chart)


async def lab_table(tx: Tx, chat: Chat, by: By, now: Instant, language: str) -> str:
    """Return one whole table."""
    found = await learnt(tx, chat.chat_id, chat.zone, now)
    entries = found.tables[by].entries
    return page(
        TABLE,
        language,
        title=chat.title,
        head=HEADS[by],
        nothing=NOTHING[by],
        days=DAYS,
        enough=ENOUGH,
        lines=[(_name(found, one.key, by, language), one) for one in entries[:IN_TABLE]],
        more=max(len(entries) - IN_TABLE, 0),
    )


def _advice(found: Lab, by: By, language: str) -> dict[str, object]:
    """Return what to do more and less of, where that can be said."""
    table: Table = found.tables[by]
    ends = {"lab.more": table.more, "lab.less": table.less}
    said = [
        {"way": way, "name": _name(found, one.key, by, language), "entry": one}
        for way, one in ends.items()
        if one is not None
    ]
    return {"head": HEADS[by], "is_few": table.is_few, "any": bool(table.entries), "said": said}


def _drawn(found: Lab, language: str) -> Iterator[tuple[str, list[charts.Rival]]]:
    for by in By:
        entries = [one for one in found.tables[by].entries if one.rate is not None]
        # A single hour is beside nothing.
        if entries and (by is not By.HOUR or len(entries) > 1):
            rivals = [_rival(found, one, by, language) for one in entries[:IN_PICTURE]]
            yield plain(f"charts.lab_{by}", language), rivals


def _rival(found: Lab, one: Entry, by: By, language: str) -> charts.Rival:
    low, high = one.interval or (None, None)
    value = plain("charts.lab_value", language, rate=one.rate, posts=one.posts)
    name = _name(found, one.key, by, language)
    return charts.Rival(name, one.rate or 0.0, low, high, value)


def _name(found: Lab, key: Hashable, by: By, language: str) -> str:
    if by is By.HOUR and isinstance(key, int):
        return f"{key:02}:00"
    if by is By.VARIANT and isinstance(key, tuple):
        held: Held = found.held[key[0]]
        number: int = key[1]
        if number >= len(held.variants):
            return _short(held.name, NAME)
        return f"{_short(held.name, NAME)} · {_words(held.variants[number], number, language)}"
    return _short(str(key), WORDS)


def _words(variant: Variant, number: int, language: str) -> str:
    """Return the first words of a variant, by which an operator knows it again."""
    text = without_tags(text_in(variant, language)[0])
    if variant.poll is not None:
        text = variant.poll.question
    return _short(text, WORDS) or f"#{number + 1}"


def _short(text: str, most: int) -> str:
    """Return a text on one line, and no longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"

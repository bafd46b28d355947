"""Which entries decay, and why, the worst first: what is out of date, wrong, stolen, starving or unused."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.activity.chats import Chat
from bot.clock import DAY, Instant, local
from bot.faq import alike, details, entries, figures, unanswered
from bot.faq.answers import check_answer, missing, shows
from bot.faq.entry import Entry
from bot.faq.figures import Use
from bot.faq.past import last_date
from bot.faq.todo import Phrasing, other_words
from bot.storage import Tx
from bot.texts import Refused

# Figures are of so many days; so long is an entry unused before it is told.
LATELY = 60 * DAY
# Marked wrong so often, and right in less than this share: it is rated down.
WRONG, PRECISE = 2, 0.7
# Asked in other words so often: it starves.
STARVING = 3
# The cosine from which on a phrasing is that of another entry as much as of its own.
STEALS = 0.55
# More are not compared with each other.
MOST_COMPARED = 1500


class Trouble(StrEnum):
    """What is wrong with an entry, the worst first."""

    FACTS = "facts"
    BROKEN = "broken"
    OVER = "over"
    PAST = "past"
    WRONG = "wrong"
    STOLEN = "stolen"
    STARVING = "starving"
    UNUSED = "unused"
    ONE_PHRASING = "one_phrasing"


ORDER = list(Trouble)


@dataclass(frozen=True)
class Finding:
    """A trouble of an entry; `data` is what its sentence needs to know."""

    trouble: Trouble
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Ailing:
    """An entry with what is wrong with it, the worst first, how it does, and words it does not have."""

    entry: Entry
    findings: tuple[Finding, ...]
    use: Use
    phrasings: tuple[Phrasing, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of all entries: how they did lately, when each was used last, what else they need.

    `stolen`: by the id of an entry, one of its phrasings and the name of the entry that is nearer to it.
    """

    now: Instant
    zone: ZoneInfo
    facts: Mapping[str, str]
    uses: Mapping[int, Use]
    last: Mapping[int, Instant]
    stolen: Mapping[int, tuple[str, str]]
    phrasings: Mapping[int, tuple[Phrasing, ...]]


async def ailing(tx: Tx, chat: Chat, now: Instant) -> list[Ailing]:
    """Return a group's own entries with which something is wrong, the worst first."""
    own = await entries.own(tx, chat.chat_id)
    here = await entries.entries(tx, chat.chat_id)
    since = now - LATELY
    found = await figures.missed(tx, chat.chat_id, since, most=200)
    gone = await unanswered.dismissed(tx, chat.chat_id, [each.message_id for each in found])
    left = [each for each in found if each.message_id not in gone]
    words: dict[int, tuple[Phrasing, ...]] = {}
    for each in other_words(left, {entry.entry_id: entry for entry in own}):
        words[each.entry.entry_id] = (*words.get(each.entry.entry_id, ()), each)
    known = Known(
        now,
        chat.zone,
        await details.known(tx, chat.chat_id),
        await figures.uses(tx, chat.chat_id, since, now, now),
        await figures.last_used(tx, chat.chat_id),
        await asyncio.to_thread(stolen, here),
        words,
    )
    return worst_first(own, known)


def worst_first(own: Sequence[Entry], known: Known) -> list[Ailing]:
    """Return the entries with which something is wrong, by the worst of it, then by how much. Pure."""
    found = [
        Ailing(
            entry,
            findings,
            known.uses.get(entry.entry_id, Use(entry.entry_id)),
            known.phrasings.get(entry.entry_id, ()),
        )
        for entry in own
        if (findings := tuple(examined(entry, known)))
    ]
    return sorted(
        found,
        key=lambda each: (
            ORDER.index(each.findings[0].trouble),
            -len(each.findings),
            each.entry.name,
        ),
    )


def examined(entry: Entry, known: Known) -> list[Finding]:
    """Return what is wrong with an entry, the worst first. Pure."""
    found = [
        *_texts(entry, known),
        *_times(entry, known),
        *_judged(entry, known),
        *_asked(entry, known),
    ]
    return sorted(found, key=lambda finding: ORDER.index(finding.trouble))


def stolen(here: Sequence[Entry]) -> dict[int, tuple[str, str]]:
    """Return entries of which another one is nearer to a phrasing than all their other phrasings. Pure."""
    rows = [(entry, text) for entry in here for text in entry.phrasings][:MOST_COMPARED]
    if len(rows) < 2:
        return {}
    nearness = alike.likeness([text for _, text in rows])
    found: dict[int, tuple[str, str]] = {}
    for place, (entry, text) in enumerate(rows):
        row = nearness[place].copy()
        row[place] = -1.0
        nearest = int(row.argmax())
        thief = rows[nearest][0]
        if thief.entry_id != entry.entry_id and row[nearest] >= STEALS:
            found.setdefault(entry.entry_id, (text, thief.name))
    return found


def _texts(entry: Entry, known: Known) -> list[Finding]:
    """Look at what the answers say."""
    texts = list(entry.answers.values())
    absent = sorted({name for text in texts for name in missing(text, known.facts)})
    if absent:
        return [Finding(Trouble.FACTS, {"names": ", ".join(absent)})]
    try:
        for text in texts:
            check_answer(text, known.facts)
    except Refused as refused:
        return [Finding(Trouble.BROKEN, {"why": refused})]
    told = [fact for name, fact in known.facts.items() if shows(entry.answers, name)]
    written = _day(entry.changed_at or entry.created_at, known.zone)
    latest = last_date("\n".join([*texts, *told]), written)
    if latest is not None and latest < _day(known.now, known.zone):
        return [Finding(Trouble.PAST, {"date": latest})]
    return []


def _times(entry: Entry, known: Known) -> list[Finding]:
    """Look at when it answers, and when it last did."""
    if entry.active_until is not None and entry.active_until <= known.now:
        return [Finding(Trouble.OVER, {"until": local(entry.active_until, known.zone)})]
    last = known.last.get(entry.entry_id)
    begun = max(entry.created_at, entry.changed_at or 0, entry.active_from or 0, last or 0)
    if begun <= known.now - LATELY:
        days = int((known.now - begun) // DAY)
        return [Finding(Trouble.UNUSED, {"n": days, "ever": last is not None})]
    return []


def _judged(entry: Entry, known: Known) -> list[Finding]:
    """Look at what people said of its answers."""
    use = known.uses.get(entry.entry_id)
    if use is None or use.precision is None:
        return []
    if use.wrong >= WRONG and use.precision.share < PRECISE:
        return [Finding(Trouble.WRONG, {"wrong": use.wrong, "rated": use.rated})]
    return []


def _asked(entry: Entry, known: Known) -> list[Finding]:
    """Look at the words in which it is asked for."""
    found = []
    if (theft := known.stolen.get(entry.entry_id)) is not None:
        found.append(Finding(Trouble.STOLEN, {"text": theft[0], "name": theft[1]}))
    missed = len(known.phrasings.get(entry.entry_id, ()))
    if missed >= STARVING:
        found.append(Finding(Trouble.STARVING, {"n": missed}))
    elif len(entry.phrasings) == 1:
        found.append(Finding(Trouble.ONE_PHRASING, {"n": missed}))
    return found


def _day(at: Instant, zone: ZoneInfo) -> date:
    return local(at, zone).date()

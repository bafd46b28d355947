"""An entry as its operators see it: the answer just as fans will read it, then all that is known of it."""

from collections.abc import Sequence
from typing import Any

from bot.activity import chats
from bot.chat import faq_show
from bot.chat.ask import Ask, Rows
from bot.chat.matching import matched
from bot.clock import local
from bot.faq import details, entries, places
from bot.faq.answers import order
from bot.faq.entry import MOST_PHRASINGS, Entry
from bot.faq.outcome import THRESHOLDS, Eagerness
from bot.outbox import Button
from bot.texts import LANGUAGES, Refused

MOST_ALIKE = 3
# Of so many phrasings it is looked whether another entry listens for them too.
LOOKED_AT = 2
ASKED = {
    "name": "entries.ask_name",
    "phrasings": "entries.ask_phrasings",
    "answer": "entries.ask_answer",
    "media": "entries.ask_media",
    "links": "entries.ask_links",
    "tags": "entries.ask_tags",
    "follow_ups": "entries.ask_follow_ups",
    "when": "entries.ask_when",
    "topic": "entries.ask_topic",
}
PARTS = ("phrasings", "name", "media", "links", "tags", "follow_ups", "when")


async def show(ask: Ask, entry: Entry, near: Sequence[Entry]) -> None:
    """Show how an entry will look, and what may be done with it; `near` as `alike` found before a change."""
    waits = await _preview(ask, entry)
    html = ask.say(
        "entries.card",
        entry=_told(entry),
        languages=[LANGUAGES[one] for one in order(entry.answers, ask.language)],
        alike=[one.name for one in near],
        waits=waits,
        starts=_local(ask, entry.active_from),
        ends=_local(ask, entry.active_until),
        where=await _where(ask, entry),
        follow_ups=await _names(ask, entry),
    )
    await ask.answer(html, buttons=_buttons(ask, entry))


async def ask_for(ask: Ask, entry: Entry, part: str, language: str | None) -> None:
    """Ask for a part of an entry; what was there may be copied."""
    if part == "phrasings" and entry.phrasings:
        html, buttons = phrasings(ask, entry)
        await ask.answer(html, buttons=buttons)
        return
    facts = sorted(await details.known(ask.tx, entry.home_id)) if part == "answer" else []
    await ask.reply(
        ASKED[part],
        spoken=LANGUAGES.get(language or "", ""),
        now=_as_typed(entry, part, language),
        facts=facts,
        forum=ask.chat.is_forum,
    )


def phrasings(ask: Ask, entry: Entry) -> tuple[str, Rows]:
    """Return the ways of asking, each with a button that drops it, and the wish for more."""
    html = ask.say("entries.phrasings", phrasings=entry.phrasings, most=MOST_PHRASINGS)
    drops = [
        ask.button(f"✖ {number}", "faq_drop", **_which(ask, entry), text=text)
        for number, text in enumerate(entry.phrasings, start=1)
        if len(entry.phrasings) > 1
    ]
    rows = [drops[place : place + 5] for place in range(0, len(drops), 5)]
    return html, [*rows, [_back(ask, entry)]]


async def alike(ask: Ask, entry: Entry) -> list[Entry]:
    """Return other entries that listen for the same, the nearest first."""
    found: dict[int, Entry] = {}
    for text in entry.phrasings[:LOOKED_AT]:
        match = await matched(ask, text)
        for one in match.candidates[: MOST_ALIKE + 1]:
            if one.score >= THRESHOLDS[Eagerness.NORMAL].suggest:
                found.setdefault(one.entry_id, match.book.entries[one.entry_id])
    found.pop(entry.entry_id, None)
    return list(found.values())[:MOST_ALIKE]


async def _preview(ask: Ask, entry: Entry) -> str:
    """Show the answer in each of its languages; return what it still waits for."""
    for language in order(entry.answers, ask.language):
        try:
            await faq_show.present(ask, entry, language=language)
        except Refused as why:
            return ask.say(why.key, **why.data)
    return ""


def _buttons(ask: Ask, entry: Entry) -> Rows:
    which = _which(ask, entry)
    made = [
        ask.button(
            ask.plain("button.part_answer", spoken=name),
            "faq_part",
            **which | {"part": "answer", "language": language},
        )
        for language, name in LANGUAGES.items()
    ]
    made += [
        ask.button(ask.plain(f"button.part_{part}"), "faq_part", **which | {"part": part})
        for part in PARTS
    ]
    rows = [made[place : place + 2] for place in range(0, len(made), 2)]
    if entry.entry_id:
        rows[-1].append(ask.button(ask.plain("button.part_where"), "faq_where", **which))
        rows.append([ask.button(ask.plain("button.delete"), "faq_delete_entry", **which)])
    else:
        rows.insert(0, [ask.button(ask.plain("button.save"), "faq_save", **which)])
    return rows


def _back(ask: Ask, entry: Entry) -> Button:
    action = "faq_edit_entry" if entry.entry_id else "faq_draft"
    return ask.button(ask.plain("button.back"), action, **_which(ask, entry))


def _which(ask: Ask, entry: Entry) -> dict[str, Any]:
    which = {"chat_id": ask.chat.chat_id}
    return which | {"entry_id": entry.entry_id} if entry.entry_id else which


def _told(entry: Entry) -> dict[str, Any]:
    """Return what a sentence may say of an entry: plain data."""
    return {
        "name": entry.name,
        "is_new": not entry.entry_id,
        "phrasings": list(entry.phrasings),
        "tags": list(entry.tags),
        "links": [link.label for link in entry.links],
        "media": entry.media is not None,
    }


def _as_typed(entry: Entry, part: str, language: str | None) -> str:
    """Return a part as it could be sent again."""
    match part:
        case "name":
            return entry.name
        case "answer":
            return entry.answers.get(language or "", "")
        case "links":
            return "\n".join(f"{link.label} {link.address}" for link in entry.links)
        case "tags":
            return ", ".join(entry.tags)
    return ""


async def _where(ask: Ask, entry: Entry) -> dict[str, Any]:
    """Return where an entry answers, as far as it is said beside it."""
    found = await places.places(ask.tx, entry) if entry.entry_id else []
    home = next((place for place in found if place.chat_id == entry.home_id), None)
    others = [place.chat_id for place in found if place is not home and not place.is_out]
    known = await chats.many(ask.tx, others)
    return {
        "everywhere": entry.everywhere,
        "topic": home.topic_id if home else None,
        "others": [known[one].title if one in known else str(one) for one in others],
    }


async def _names(ask: Ask, entry: Entry) -> list[str]:
    found = [await entries.get(ask.tx, ask.chat.chat_id, one) for one in entry.follow_ups]
    return [one.name for one in found if one is not None]


def _local(ask: Ask, at: float | None) -> Any:
    return None if at is None else local(at, ask.chat.zone)

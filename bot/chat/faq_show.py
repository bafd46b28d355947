"""Look through the entries of a group and read their answers; operators may do a little more."""

from collections.abc import Sequence
from typing import Any

from bot.chat.ask import Ask, Rows
from bot.chat.authority import known_role
from bot.faq import details, entries, places
from bot.faq.answers import missing, order, word
from bot.faq.entry import Entry
from bot.faq.giving import label
from bot.faq.searching import by_tag, matching
from bot.outbox import Button
from bot.people.roles import Role
from bot.texts import Refused

PAGE = 8
# Of more than these the list is by tag.
FEW = 12
LONGEST_WORDS = 100
MOST_TAGS = 30


async def faq(ask: Ask) -> None:
    """/faq: what is answered here, by tag; /faq word searches."""
    words = ask.text[:LONGEST_WORDS]
    found = await _found(ask, None, words)
    if not found:
        steers = await _steers(ask)
        key = "entries.nothing_found" if words else "entries.none" if steers else "entries.none_yet"
        await ask.reply(key, title=ask.chat.title, words=words)
    elif words and len(found) == 1:
        await present(ask, found[0], buttons=await _office(ask, found[0]))
    else:
        html, buttons = await _page(ask, found, {"words": words})
        await ask.answer(html, buttons=buttons)


async def faq_page(ask: Ask) -> None:
    """A tag was chosen, or a page turned."""
    where = {key: ask.data[key] for key in ("tag", "words", "page") if key in ask.data}
    found = await _found(ask, where.get("tag"), str(where.get("words", "")))
    html, buttons = await _page(ask, found, where)
    await ask.change(html, buttons=buttons)


async def faq_show(ask: Ask) -> None:
    """An entry was chosen: its answer."""
    entry = await entries.get(ask.tx, ask.chat.chat_id, int(ask.data["entry_id"]))
    if entry is None or not (entry.is_active(ask.now) or await _steers(ask)):
        raise Refused("entries.gone")
    await present(ask, entry, buttons=await _office(ask, entry))


async def faq_take_out(ask: Ask) -> None:
    """An operator does not want an entry of another group to answer in hers."""
    entry_id = int(ask.data["entry_id"])
    entry = await entries.get(ask.tx, ask.chat.chat_id, entry_id)
    if entry is None or not await places.take_out(ask.tx, ask.chat.chat_id, entry_id):
        raise Refused("entries.gone")
    ask.text = entry.name
    await ask.reply("entries.taken_out", name=entry.name, title=ask.chat.title)


async def present(
    ask: Ask, entry: Entry, *, language: str | None = None, buttons: Rows = ()
) -> None:
    """Answer with an entry's answer, just as who asks for it is answered.

    Raises:
        Refused: facts that it shows have still to be filled in.
    """
    data = await details.data(ask.tx, ask.chat, entry.home_id, ask.person.first_name, ask.now)
    html = word(entry.answers, language or ask.language, data)
    rows = [*await _further(ask, entry), *buttons]
    if entry.media is None:
        await ask.answer(html, buttons=rows)
    else:
        kind: Any = entry.media.kind
        await ask.give(html, kind, entry.media.file, buttons=rows)


async def _further(ask: Ask, entry: Entry) -> list[list[Button]]:
    """Return the buttons under an answer: links, then the entries that follow it up."""
    rows = [[Button(link.label, url=link.address)] for link in entry.links]
    for entry_id in entry.follow_ups:
        one = await entries.get(ask.tx, ask.chat.chat_id, entry_id)
        if one is not None and one.is_active(ask.now):
            rows.append([_to(ask, one)])
    return rows


async def _office(ask: Ask, entry: Entry) -> Rows:
    """Return the buttons that only operators see, and only in private."""
    if not ask.place.private or not await _steers(ask):
        return []
    which = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
    if entry.home_id != ask.chat.chat_id:
        return [[ask.button(ask.plain("button.take_out"), "faq_take_out", **which)]]
    edit = ask.button(ask.plain("button.edit"), "faq_edit_entry", **which)
    return [[edit, ask.button(ask.plain("button.delete"), "faq_delete_entry", **which)]]


async def _found(ask: Ask, tag: str | None, words: str) -> list[Entry]:
    """Return what is to be seen: to operators in private all there is, to others what is answered now."""
    found = await entries.entries(ask.tx, ask.chat.chat_id)
    if not (ask.place.private and await _steers(ask)):
        found = await _given(ask, found)
    if words:
        found = matching(found, words, ask.language)
    return found if tag is None else by_tag(found).get(tag, [])


async def _given(ask: Ask, found: Sequence[Entry]) -> list[Entry]:
    """Return those entries that are answered here and now."""
    topic = ask.place.topic_id
    here = [
        entry
        for entry in found
        if entry.is_active(ask.now) and (ask.place.private or entry.answers_in(topic))
    ]
    homes = {entry.home_id for entry in here}
    told = {home: await details.data(ask.tx, ask.chat, home, "", ask.now) for home in homes}
    return [entry for entry in here if not missing(_said(ask, entry), told[entry.home_id])]


def _said(ask: Ask, entry: Entry) -> str:
    return entry.answers[order(entry.answers, ask.language)[0]]


async def _page(ask: Ask, found: Sequence[Entry], where: dict[str, Any]) -> tuple[str, Rows]:
    """Return a page of the list, or the tags to choose from."""
    at = {"chat_id": ask.chat.chat_id, **where}
    tags = by_tag(found)
    title = ask.say("entries.list", title=ask.chat.title, n=len(found))
    if "tag" not in at and not at.get("words") and len(found) > FEW and len(tags) > 1:
        return title, [*_tags(ask, tags, at)]
    last = max(len(found) - 1, 0) // PAGE
    page = min(max(int(at.get("page", 0)), 0), last)
    rows = [[_to(ask, entry)] for entry in found[page * PAGE : (page + 1) * PAGE]]
    turns = [("‹", page - 1), ("›", page + 1)]
    row = [
        ask.button(sign, "faq_page", **at | {"page": to}) for sign, to in turns if 0 <= to <= last
    ]
    if "tag" in at:
        back = {"chat_id": ask.chat.chat_id}
        row.append(ask.button(ask.plain("button.all_tags"), "faq_page", **back))
        title += "\n" + ask.say("entries.of_tag", tag=at["tag"] or ask.plain("entries.other"))
    return title, [*rows, *([row] if row else [])]


def _tags(ask: Ask, tags: dict[str, list[Entry]], at: dict[str, Any]) -> list[list[Button]]:
    made = [
        ask.button(
            f"{tag or ask.plain('entries.other')} ({len(some)})", "faq_page", **at | {"tag": tag}
        )
        for tag, some in list(tags.items())[:MOST_TAGS]
    ]
    return [made[place : place + 2] for place in range(0, len(made), 2)]


def _to(ask: Ask, entry: Entry) -> Button:
    """Return the button that leads to an entry's answer."""
    shown = label(entry, ask.language)
    if not entry.is_active(ask.now):
        shown = f"⏳ {shown}"
    which = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
    return ask.button(shown, "faq_show", **which)


async def _steers(ask: Ask) -> bool:
    if ask.role >= Role.OPERATOR:
        return True
    return await known_role(ask) >= Role.OPERATOR

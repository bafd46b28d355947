"""How the entries do: which of them decay, why, and what to do; and the figures of each."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from bot.activity.provenance import provenance
from bot.chat.ask import Ask, Rows
from bot.clock import DAY, day_of
from bot.faq import entries, figures, health
from bot.faq.entry import Entry
from bot.faq.figures import Use
from bot.faq.health import LATELY
from bot.faq.todo import Phrasing
from bot.outbox import Button
from bot.reports import entries as words
from bot.reports import unanswered as gaps
from bot.reports.wording import record_line
from bot.texts import Refused

SHOWN = 5
FIGURES_SHOWN = 12
ALL = ("all", "全部")
DAYS = int(LATELY // DAY)


async def faq_health(ask: Ask) -> None:
    """/faq_health [all]: entries that decay, the worst first; or how every entry does."""
    typed = ask.text.strip().casefold()
    if typed and typed not in ALL:
        raise Refused("health.usage", given=ask.text[:40])
    html, buttons = await (_figures(ask, 0) if typed else _ailing(ask, 0))
    await ask.answer(html, buttons=buttons)


async def health_open(ask: Ask) -> None:
    """Show in private what decays."""
    html, buttons = await _ailing(ask, 0)
    await ask.answer(html, buttons=buttons)


async def health_page(ask: Ask) -> None:
    """Turn to another page, or from what decays to all figures."""
    page = int(ask.data["page"])
    html, buttons = await (_figures(ask, page) if ask.data["all"] else _ailing(ask, page))
    await ask.change(html, buttons=buttons)


async def show(ask: Ask, page: int) -> None:
    """Show a page of what decays where a button of it was pressed."""
    html, buttons = await _ailing(ask, page)
    await ask.change(html, buttons=buttons)


async def _ailing(ask: Ask, page: int) -> tuple[str, Rows]:
    chat = ask.chat
    found = await health.ailing(ask.tx, chat, ask.now)
    page, last = _bounded(page, len(found), SHOWN)
    html = [ask.say("health.head", title=chat.title, n=len(found)), await _together(ask)]
    rows: list[list[Button]] = []
    for number, one in _numbered(found, page, SHOWN):
        html.append(f"\n{number}. {words.ailing(one, ask.language)}")
        rows.append(_entry_buttons(ask, one.entry, number) if ask.place.private else [])
        for phrasing in one.phrasings[:1]:
            html.append(await gaps.line(ask.tx, chat, phrasing, ask.language))
            rows[-1:] = [[*rows[-1], *_phrasing_buttons(ask, phrasing, number, page)]]
    if found and ask.place.private:
        shown = (one for _, one in _numbered(found, page, SHOWN))
        html += ["", ask.say("health.legend", words=any(one.phrasings for one in shown))]
    elif found and not ask.person.anonymous:
        label = ask.plain("health.in_private")
        rows.append([await ask.private_button(label, "health_open", chat_id=chat.chat_id)])
    every = ask.button(ask.plain("health.all"), "health_page", **_place(ask, 0, every=True))
    rows = [row for row in rows if row]
    return await _with_record(ask, html), [*rows, *_turns(ask, page, last, every=False), [every]]


async def _figures(ask: Ask, page: int) -> tuple[str, Rows]:
    chat = ask.chat
    own = await entries.own(ask.tx, chat.chat_id)
    uses = await figures.uses(ask.tx, chat.chat_id, ask.now - LATELY, ask.now, ask.now)
    last_used = await figures.last_used(ask.tx, chat.chat_id)
    page, last = _bounded(page, len(own), FIGURES_SHOWN)
    html = [ask.say("health.head_all", title=chat.title, n=len(own)), await _together(ask), ""]
    for _, entry in _numbered(own, page, FIGURES_SHOWN):
        use = uses.get(entry.entry_id, Use(entry.entry_id))
        last_one = last_used.get(entry.entry_id)
        html.append(words.figures(entry, use, last_one, chat, ask.language))
    back = ask.button(ask.plain("health.ailing"), "health_page", **_place(ask, 0, every=False))
    return await _with_record(ask, html), [*_turns(ask, page, last, every=True), [back]]


async def _together(ask: Ask) -> str:
    since = ask.now - LATELY
    uses = await figures.uses(ask.tx, ask.chat.chat_id, since, ask.now, ask.now)
    covered = await figures.coverage(ask.tx, ask.chat.chat_id, since, ask.now)
    return words.together(figures.total(list(uses.values())), covered, DAYS, ask.language)


async def _with_record(ask: Ask, html: list[str]) -> str:
    today = day_of(ask.now, ask.chat.zone)
    behind = await provenance(ask.tx, ask.chat, today - DAYS, today, ask.now)
    return "\n".join([*html, "", record_line(behind, ask.chat, ask.language, of_all=False)])


def _entry_buttons(ask: Ask, entry: Entry, number: int) -> list[Button]:
    about = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
    actions = (("👁", "faq_show"), ("✏️", "faq_edit_entry"), ("🗑", "faq_delete_entry"))
    return [ask.button(f"{sign} {number}", action, **about) for sign, action in actions]


def _phrasing_buttons(ask: Ask, phrasing: Phrasing, number: int, page: int) -> Sequence[Button]:
    place = {"chat_id": ask.chat.chat_id, "health": page}
    made_for = None if ask.person.anonymous else ask.person.user_id
    return gaps.list_buttons(phrasing, number, made_for, **place)


def _turns(ask: Ask, page: int, last: int, *, every: bool) -> Rows:
    """Return the buttons to the pages before and after."""
    turns = (("button.earlier", page - 1), ("button.later", page + 1))
    row = [
        ask.button(
            ask.plain(key, page=to + 1, pages=last + 1),
            "health_page",
            **_place(ask, to, every=every),
        )
        for key, to in turns
        if 0 <= to <= last
    ]
    return [row] if row else []


def _place(ask: Ask, page: int, *, every: bool) -> dict[str, Any]:
    return {"chat_id": ask.chat.chat_id, "page": page, "all": every}


def _bounded(page: int, count: int, shown: int) -> tuple[int, int]:
    """Return a page that there is, and the last one."""
    last = max(count - 1, 0) // shown
    return min(page, last), last


def _numbered(found: list[Any], page: int, shown: int) -> list[tuple[int, Any]]:
    """Return what stands on a page, with the number of each."""
    begin = page * shown
    return list(enumerate(islice(found, begin, begin + shown), start=begin + 1))

"""Write an entry or change one, step by step in private: each part is asked for, and the whole is shown.

A new entry lives in the form until it is saved; of one that is there, each part is saved as it is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from bot.chat import faq_card
from bot.chat.ask import Ask
from bot.chat.faq_parts import READERS
from bot.faq import entries, proposals
from bot.faq.entry import Entry, handle
from bot.faq.parse import parse_entry
from bot.outbox import Button
from bot.people import forms
from bot.people.forms import Form
from bot.texts import LANGUAGES, Refused

KIND = "faq_entry"


async def faq_new(ask: Ask) -> None:
    """/faq_new: a new entry, out of the lines that follow the command, or step by step."""
    if "\n" not in ask.text and "|" not in ask.text:
        await _in_private(ask, "faq_begin", name=ask.text)
        return
    typed = parse_entry(ask.text, ask.language)
    entry = await entries.add(
        ask.tx,
        ask.chat.chat_id,
        typed.name,
        typed.phrasings,
        typed.answers,
        by=ask.person.user_id,
        now=ask.now,
    )
    await saved(ask, entry)


async def faq_edit(ask: Ask) -> None:
    """/faq_edit name: an entry with a button for each of its parts."""
    entry = await named(ask)
    await _in_private(ask, "faq_edit_entry", entry_id=entry.entry_id)


async def faq_begin(ask: Ask) -> None:
    """Begin a new entry, in private."""
    await begin(ask, name=str(ask.data.get("name", "")))


async def faq_edit_entry(ask: Ask) -> None:
    """Show an entry that is to be changed."""
    entry = await entries.get_own(ask.tx, ask.chat.chat_id, int(ask.data["entry_id"]))
    await faq_card.show(ask, entry, await faq_card.alike(ask, entry))


async def faq_draft(ask: Ask) -> None:
    """Show a new entry that is being written."""
    entry = await draft(ask)
    await faq_card.show(ask, entry, await faq_card.alike(ask, entry))


async def begin(
    ask: Ask,
    *,
    name: str = "",
    phrasings: Sequence[str] = (),
    answers: Mapping[str, str] | None = None,
    author_id: int | None = None,
    proposal_id: int | None = None,
) -> None:
    """Open the form for a new entry, with what is known of it; only in a private chat.

    author_id: in whose words the answer is. proposal_id: the proposal that it is made of.
    """
    entry = Entry(
        0,
        ask.chat.chat_id,
        handle(name),
        tuple(phrasings),
        dict(answers or {}),
        created_by=ask.person.user_id,
        author_id=author_id,
    )
    await _keep(ask, entry, proposal_id=proposal_id)
    await _go_on(ask, entry)


async def step(ask: Ask) -> None:
    """Somebody filling in the form says something: it is for the part that she was asked for."""
    assert ask.form is not None
    part = ask.form.data.get("part")
    if part not in READERS:
        await ask.reply("entries.press_first")
        return
    entry = await draft(ask)
    given = await READERS[part](ask, entry)
    if given is None:
        return  # It was but one of several pictures.
    if given.entry_id:
        near = await faq_card.alike(ask, given)
        given = await entries.change(ask.tx, given, now=ask.now)
        await ask.note("faq_edit", f"{given.name}: {part}")
        await forms.close(ask.tx, ask.person.user_id)
        await faq_card.show(ask, given, near)
        return
    await _keep(ask, given, **_kept(ask.form))
    await _go_on(ask, given)


async def faq_part(ask: Ask) -> None:
    """A part of an entry is to be changed: ask for it."""
    entry = await draft(ask)
    part, language = str(ask.data["part"]), ask.data.get("language")
    form = await forms.opened(ask.tx, ask.person.user_id, ask.now)
    kept = _kept(form) if form is not None and not entry.entry_id else {}
    await _keep(ask, entry, **kept | {"part": part, "language": language})
    await faq_card.ask_for(ask, entry, part, language)


async def faq_drop(ask: Ask) -> None:
    """A phrasing is to go."""
    entry = await draft(ask)
    left = tuple(text for text in entry.phrasings if text != ask.data["text"])
    if not left:
        raise Refused("entries.last_phrasing")
    entry = replace(entry, phrasings=left)
    if entry.entry_id:
        await entries.change(ask.tx, entry, now=ask.now)
        ask.text = f"{entry.name}: phrasings"
    else:
        await _keep(ask, entry, **await _open_form(ask))
    html, buttons = faq_card.phrasings(ask, entry)
    await ask.change(html, buttons=buttons)


async def faq_save(ask: Ask) -> None:
    """A new entry is as it should be: keep it."""
    entry = await draft(ask)
    kept = await _open_form(ask)
    entry = await entries.create(ask.tx, replace(entry, created_at=ask.now))
    await forms.close(ask.tx, ask.person.user_id)
    if (proposal_id := kept.get("proposal_id")) is not None:
        await proposals.taken(ask.tx, entry.home_id, proposal_id, ask.now)
    ask.text = entry.name
    await saved(ask, entry)


async def saved(ask: Ask, entry: Entry) -> None:
    """Say that an entry is there now, and what would make it better."""
    language = next((one for one in LANGUAGES if one not in entry.answers), "")
    rows: list[list[Button]] = []
    if ask.place.private:
        which = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
        rows = [[ask.button(ask.plain("button.edit"), "faq_edit_entry", **which)]]
    await ask.reply(
        "entries.saved",
        name=entry.name,
        title=ask.chat.title,
        phrasings=len(entry.phrasings),
        lacking=LANGUAGES.get(language, ""),
        buttons=rows,
    )


async def named(ask: Ask) -> Entry:
    """Return the entry of the group that a command names.

    Raises:
        Refused: there is none.
    """
    entry = await entries.find(ask.tx, ask.chat.chat_id, ask.text)
    if entry is None:
        raise Refused("faq.no_such", name=ask.text[:60])
    return entry


async def draft(ask: Ask) -> Entry:
    """Return the entry that is being written or changed.

    Raises:
        Refused: it is no more.
    """
    data = ask.form.data if ask.form is not None else ask.data
    if data.get("entry_id"):
        return await entries.get_own(ask.tx, ask.chat.chat_id, int(data["entry_id"]))
    return msgspec.convert((await _open_form(ask))["draft"], Entry)


async def _open_form(ask: Ask) -> Mapping[str, Any]:
    """Return what is in the form for a new entry of this group.

    Raises:
        Refused: it has been given up.
    """
    form = ask.form or await forms.opened(ask.tx, ask.person.user_id, ask.now)
    if form is None or form.kind != KIND or "draft" not in form.data:
        raise Refused("entries.given_up")
    if form.chat_id != ask.chat.chat_id:
        raise Refused("entries.given_up")
    return form.data


async def _keep(ask: Ask, entry: Entry, **more: Any) -> None:
    """Keep the form open; `more` is the part that is asked for, and what else is to be remembered."""
    data: dict[str, Any] = {key: value for key, value in more.items() if value is not None}
    if entry.entry_id:
        data["entry_id"] = entry.entry_id
    else:
        data["draft"] = msgspec.to_builtins(entry)
    form = Form(ask.person.user_id, ask.chat.chat_id, KIND, data)
    await forms.keep(ask.tx, form, ask.now)


def _kept(form: Form) -> dict[str, Any]:
    """Return what is to be remembered from step to step."""
    return {key: form.data[key] for key in ("proposal_id",) if key in form.data}


async def _go_on(ask: Ask, entry: Entry) -> None:
    """Ask for what a new entry still lacks, or show the whole."""
    part = _lacking(entry)
    if part is None:
        await faq_card.show(ask, entry, await faq_card.alike(ask, entry))
        return
    form = await _open_form(ask)
    await _keep(ask, entry, part=part, proposal_id=form.get("proposal_id"))
    await faq_card.ask_for(ask, entry, part, None)


def _lacking(entry: Entry) -> str | None:
    if not entry.phrasings:
        return "phrasings"
    if not entry.answers:
        return "answer"
    return None if entry.name else "name"


async def _in_private(ask: Ask, action: str, **data: Any) -> None:
    """Do an action here if this is private, else hand over a button that leads there."""
    if ask.person.anonymous:
        raise Refused("chat.use_private")
    data["chat_id"] = ask.chat.chat_id
    if ask.place.private:
        ask.data = data
        await PRIVATE[action](ask)
        return
    label = ask.plain("button.go_private")
    button = await ask.private_button(label, action, **data)
    await ask.reply("entries.in_private", buttons=[[button]])


PRIVATE = {"faq_begin": faq_begin, "faq_edit_entry": faq_edit_entry}

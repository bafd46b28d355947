"""Prompts from a file, and into one; a file is taken whole or not at all.

It is fetched and read before the transaction, beside whatever else goes on.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.activity.chats import Chat
from bot.chat import files, prompt_approval, prompt_places
from bot.chat.ask import Ask
from bot.chat.first import First
from bot.chat.host import Host
from bot.chat.prompt_card import as_planner
from bot.chat.prompt_places import steered
from bot.chat.typed import Attachment
from bot.clock import HOUR, local
from bot.outbox import File
from bot.people import forms
from bot.people.forms import Form
from bot.prompts import take
from bot.prompts.planned import State
from bot.prompts.prompt import Place
from bot.prompts.sheet import Desk, Fault, Sheet, read_sheet, write_sheet
from bot.prompts.take import Plan
from bot.texts import Refused

KIND = "prompt_import"
KINDS = ("toml", "csv")
SHOWN = 10
LASTS = HOUR


class ReadFirst(First):
    """A file of prompts must be read first."""

    def __init__(
        self, group: Chat, groups: Mapping[int, str], content: bytes, *, toml: bool
    ) -> None:
        super().__init__(("prompts", group.chat_id, sha256(content).digest(), toml))
        self.group, self.groups, self.content, self.toml = group, groups, content, toml

    async def find_out(self, host: Host) -> Sheet:
        """Read the file; what is wrong with it is part of what is found out."""
        group = self.group
        here = Place(group.chat_id)
        desk = Desk(host.clock.now(), group.zone, group.language, here, self.groups)
        return await asyncio.to_thread(_read, self.content, self.toml, desk)


def _read(content: bytes, toml: bool, desk: Desk) -> Sheet:
    try:
        text = text_of(content)
    except Refused as reason:
        return Sheet(faults=(Fault(1, "", reason),))
    return read_sheet(text, "toml" if toml else "csv", desk)


def text_of(content: bytes) -> str:
    """Return what is in a text file, as spreadsheets write it: UTF-8, UTF-16 or a Chinese code. Pure.

    Raises:
        Refused: it is no text.
    """
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for code in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise Refused("planning.no_text_file")


# ── in ───────────────────────────────────────────────────────────────────────────────────────────


async def prompt_import(ask: Ask) -> None:
    """/prompt_import: prompts out of a file that is sent next, or replied to."""
    if not ask.place.private:
        await _go_private(ask, "prompt_send_file")
    elif (file := ask.typed.replied) is not None:
        await _import(ask, file)
    else:
        await prompt_send_file(ask)


async def prompt_send_file(ask: Ask) -> None:
    """Ask for the file."""
    form = Form(ask.person.user_id, ask.chat.chat_id, KIND, {})
    await forms.keep(ask.tx, form, ask.now)
    await ask.reply("planning.send_sheet", title=ask.chat.title)


async def step(ask: Ask) -> None:
    """The file came, or something else."""
    file = ask.typed.attachment
    if file is None or file.kind != "document":
        raise Refused("planning.send_sheet_please")
    await _import(ask, file)


async def prompt_replace(ask: Ask) -> None:
    """What is there already may be replaced by what the file has."""
    told = ask.data["file"]
    file = files.from_data(told)
    await _import(ask, file, replacing=True)


async def _import(ask: Ask, file: Attachment, *, replacing: bool = False) -> None:
    """Take what is in a file, unless it is wrong or would replace something."""
    sheet = await _sheet(ask, file)
    if sheet.faults:
        await _refuse(ask, sheet)
        return
    steers = await steered(ask, [one for entry in sheet.entries for one in entry.prompt.places])
    wanted = await take.plan(ask.tx, ask.chat.chat_id, sheet.entries)
    if wanted.replaced and not replacing:
        await _ask_first(ask, wanted, file)
        return
    found = await take.take(
        ask.tx,
        ask.chat.chat_id,
        wanted,
        by=ask.person.user_id,
        now=ask.now,
        as_planner=as_planner(ask),
        steers=steers,
    )
    await forms.close(ask.tx, ask.person.user_id)
    ask.text = f"{len(wanted.new)} + {len(wanted.replaced)}"
    if ask.form is not None:
        await ask.note("prompt_import", ask.text)
    calendar = ask.button(
        ask.plain("button.prompt_calendar"), "prompt_page", chat_id=ask.chat.chat_id
    )
    await ask.reply(
        "planning.imported",
        title=ask.chat.title,
        n=len(found),
        new=len(wanted.new),
        replaced=len(wanted.replaced),
        same=wanted.same,
        buttons=[[calendar]],
    )
    waiting = [one for one in found if one.state is State.WAITING]
    await prompt_approval.tell_all(ask, waiting)


async def _sheet(ask: Ask, file: Attachment) -> Sheet:
    """Return what is in a file.

    Raises:
        First: it has not been fetched or read yet.
        Refused: it cannot be.
    """
    try:
        content = files.content_of(ask, file)
    except Refused:
        raise Refused("planning.file_not_given", most=files.MOST_BYTES >> 20) from None
    groups = [ask.chat]
    if not as_planner(ask):
        groups = await prompt_places.possible(ask)
    titles = {group.chat_id: group.title for group in groups}
    toml = not file.name.casefold().endswith((".csv", ".tsv", ".txt"))
    first = ReadFirst(ask.chat, titles, content, toml=toml)
    sheet = ask.learnt.get(first.key)
    if not isinstance(sheet, Sheet):
        raise first
    return sheet


async def _refuse(ask: Ask, sheet: Sheet) -> None:
    """Say what is wrong, row by row; nothing was taken."""
    told = [
        {
            "line": fault.line,
            "name": fault.name[:60],
            "why": ask.say(fault.reason.key, **fault.reason.data),
        }
        for fault in sheet.faults[:SHOWN]
    ]
    await ask.reply("planning.faults", n=len(sheet.faults), faults=told)


async def _ask_first(ask: Ask, wanted: Plan, file: Attachment) -> None:
    told = files.to_data(file)
    number = len(wanted.replaced)
    label = ask.plain("button.prompt_replace", n=number)
    yes = ask.button(label, "prompt_replace", chat_id=ask.chat.chat_id, file=told)
    await ask.reply(
        "planning.replace",
        n=number,
        new=len(wanted.new),
        names=[held.prompt.name for held, _ in wanted.replaced[:SHOWN]],
        title=ask.chat.title,
        buttons=[[replace(yes, lasts=LASTS)]],
    )


# ── out ──────────────────────────────────────────────────────────────────────────────────────────


async def prompt_export(ask: Ask) -> None:
    """/prompt_export toml or csv: the group's prompts as a file, which can be read back."""
    kind = ask.text.strip().casefold() or "toml"
    if kind not in KINDS:
        raise Refused("planning.export_what")
    if ask.place.private:
        await _export(ask, kind)
    else:
        await _go_private(ask, "prompt_export_file", kind=kind)


async def prompt_export_file(ask: Ask) -> None:
    """The file was asked for in the group, and is fetched in private."""
    await _export(ask, str(ask.data["kind"]))


async def _export(ask: Ask, kind: str) -> None:
    entries = await take.entries_of(ask.tx, ask.chat.chat_id)
    if not entries:
        raise Refused("planning.none", title=ask.chat.title)
    text = write_sheet(entries, "csv" if kind == "csv" else "toml")
    # Spreadsheets take a CSV for UTF-8 only if it says so.
    content = text.encode("utf-8-sig" if kind == "csv" else "utf-8")
    day = local(ask.now, ask.chat.zone).date().isoformat()
    caption = ask.say("planning.exported", title=ask.chat.title, n=len(entries))
    await ask.give(caption, "document", File(f"prompts-{day}.{kind}", content))


async def _go_private(ask: Ask, action: str, **data: Any) -> None:
    """Hand over a button that leads into the private chat and does an action there."""
    if ask.person.anonymous:
        raise Refused("chat.use_private")
    label = ask.plain("button.plan_private")
    button = await ask.private_button(label, action, chat_id=ask.chat.chat_id, **data)
    await ask.reply("planning.in_private", buttons=[[button]])

"""Entries from a file, and into one; a file is taken over whole or not at all.

It is fetched, read and tried before the transaction.
"""

import asyncio
from dataclasses import dataclass, replace
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.activity.chats import Chat
from bot.chat import files, groups
from bot.chat.ask import Ask
from bot.chat.first import First
from bot.chat.host import Host
from bot.chat.typed import Attachment
from bot.clock import HOUR, local
from bot.faq import details, take, uses
from bot.faq.pack import starter
from bot.faq.sheet import Sheet
from bot.faq.sheet_csv import read_csv, write_csv
from bot.faq.sheet_toml import read_toml, write_toml
from bot.faq.take import Plan
from bot.faq.versions import version
from bot.outbox import File
from bot.people import forms
from bot.people.forms import Form
from bot.people.roles import Role
from bot.texts import Refused

KIND = "faq_import"
PACK = "pack"
SHOWN = 10
LASTS = HOUR


@dataclass(frozen=True)
class Planned:
    """What a file would change in a group whose entries are as they were at `version`."""

    version: int
    plan: Plan | Refused


class ReadFirst(First):
    """A file of entries must be read, and each answer in it tried, first."""

    def __init__(self, group: Chat, content: bytes, *, toml: bool) -> None:
        super().__init__(("entries", group.chat_id, sha256(content).digest(), toml))
        self.group, self.content, self.toml = group, content, toml

    async def find_out(self, host: Host) -> Planned:
        """Read the file; what is wrong with it is part of what is found out."""
        chat_id = self.group.chat_id
        async with host.database.read() as tx:
            newest = await version(tx, chat_id)
            try:
                sheet = await asyncio.to_thread(_read, self.content, self.group.zone, self.toml)
                return Planned(newest, await take.plan(tx, chat_id, sheet))
            except Refused as why:
                return Planned(newest, why)


async def faq_import(ask: Ask) -> None:
    """/faq_import: entries out of a file that is sent next, or replied to; `pack`: ours to begin with."""
    if not ask.place.private:
        if ask.person.anonymous:
            raise Refused("chat.use_private")
        which = {"chat_id": ask.chat.chat_id}
        button = await ask.private_button(ask.plain("button.go_private"), "faq_send_file", **which)
        await ask.reply("entries.in_private", buttons=[[button]])
    elif ask.text.strip().casefold() == PACK:
        await _import(ask, None)
    elif (file := ask.typed.replied) is not None:
        await _import(ask, file)
    else:
        await faq_send_file(ask)


async def faq_send_file(ask: Ask) -> None:
    """Ask for the file."""
    form = Form(ask.person.user_id, ask.chat.chat_id, KIND, {})
    await forms.keep(ask.tx, form, ask.now)
    which = {"chat_id": ask.chat.chat_id}
    pack = ask.button(ask.plain("button.pack"), "faq_pack", **which)
    most = files.MOST_BYTES >> 20
    await ask.reply("entries.send_sheet", title=ask.chat.title, most=most, buttons=[[pack]])


async def faq_pack(ask: Ask) -> None:
    """The starter pack is wanted."""
    await _import(ask, None)


async def step(ask: Ask) -> None:
    """The file came, or something else."""
    file = ask.typed.attachment
    if file is None or file.kind != "document":
        raise Refused("entries.send_sheet_please")
    await _import(ask, file)


async def faq_replace(ask: Ask) -> None:
    """What is there already may be replaced by what the file has."""
    told = ask.data.get("file")
    file = files.from_data(told) if told else None
    await _import(ask, file, replacing=True)


async def faq_export(ask: Ask) -> None:
    """/faq_export toml or csv: the group's entries as a file, which can be read back."""
    kind = ask.text.strip().casefold() or "toml"
    if kind not in ("toml", "csv"):
        raise Refused("entries.export_what")
    if not ask.place.private:
        which = {"chat_id": ask.chat.chat_id, "kind": kind}
        if ask.person.anonymous:
            raise Refused("chat.use_private")
        label = ask.plain("button.go_private")
        button = await ask.private_button(label, "faq_export_file", **which)
        await ask.reply("entries.in_private", buttons=[[button]])
        return
    await _export(ask, kind)


async def faq_export_file(ask: Ask) -> None:
    """The file was asked for in the group, and is fetched in private."""
    await _export(ask, str(ask.data["kind"]))


async def _export(ask: Ask, kind: str) -> None:
    rows = await take.rows(ask.tx, ask.chat.chat_id)
    if not rows:
        raise Refused("entries.none", title=ask.chat.title)
    zone = ask.chat.zone
    if kind == "csv":
        content = await asyncio.to_thread(write_csv, rows, zone)
    else:
        facts = await details.known(ask.tx, ask.chat.chat_id)
        content = await asyncio.to_thread(write_toml, rows, facts, zone)
    day = local(ask.now, zone).date().isoformat()
    caption = ask.say("entries.exported", title=ask.chat.title, n=len(rows))
    await ask.give(caption, "document", File(f"faq-{day}.{kind}", content))


async def _import(ask: Ask, file: Attachment | None, *, replacing: bool = False) -> None:
    """Take over what is in a file (None: the starter pack), unless it is wrong or would replace something."""
    content = starter() if file is None else files.content_of(ask, file)
    toml = file is None or not file.name.casefold().endswith(".csv")
    wanted = await _plan(ask, content, toml=toml)
    if wanted.faults:
        await _refuse(ask, wanted)
        return
    if wanted.replaced and not replacing:
        await _ask_first(ask, wanted, file)
        return
    mine = [group.chat_id for group in await groups.candidates(ask, Role.OPERATOR)]
    person = ask.person.user_id
    taken = await take.take(ask.tx, wanted, mine=mine, by=person, now=ask.now)
    await forms.close(ask.tx, person)
    ask.text = f"{len(wanted.new)} + {len(wanted.replaced)}"
    if ask.form is not None:
        await ask.note("faq_import", ask.text)
    waiting = await uses.waiting(ask.tx, ask.chat.chat_id)
    await ask.reply(
        "entries.imported",
        n=len(taken),
        new=len(wanted.new),
        replaced=len(wanted.replaced),
        same=wanted.same,
        facts=sorted(name for name, names in waiting.items() if names),
        title=ask.chat.title,
    )


async def _plan(ask: Ask, content: bytes, *, toml: bool) -> Plan:
    """Return what a file would change.

    Raises:
        First: it has not been read yet, or the entries have changed since.
        Refused: it is no file of entries.
    """
    first = ReadFirst(ask.chat, content, toml=toml)
    known = ask.learnt.get(first.key)
    newest = await version(ask.tx, ask.chat.chat_id)
    if not isinstance(known, Planned) or known.version != newest:
        raise first
    if isinstance(known.plan, Refused):
        raise known.plan
    return known.plan


async def _refuse(ask: Ask, wanted: Plan) -> None:
    """Say what is wrong, row by row; nothing was taken over."""
    told = [
        {
            "line": fault.line,
            "name": fault.name[:60],
            "why": ask.say(fault.why.key, **fault.why.data),
        }
        for fault in wanted.faults[:SHOWN]
    ]
    await ask.reply("entries.faults", n=len(wanted.faults), faults=told)


async def _ask_first(ask: Ask, wanted: Plan, file: Attachment | None) -> None:
    told = None if file is None else files.to_data(file)
    which = {"chat_id": ask.chat.chat_id, "file": told}
    yes = ask.button(ask.plain("button.replace", n=len(wanted.replaced)), "faq_replace", **which)
    names = [row.name for row in wanted.replaced]
    await ask.reply(
        "entries.replace",
        n=len(names),
        new=len(wanted.new),
        names=names[:SHOWN],
        title=ask.chat.title,
        buttons=[[replace(yes, lasts=LASTS)]],
    )


def _read(content: bytes, zone: ZoneInfo, toml: bool) -> Sheet:
    return read_toml(content, zone) if toml else read_csv(content, zone)

"""The facts of a group that its answers show: write one down, change it, look at all of them."""

from dataclasses import replace

from bot.chat.ask import Ask
from bot.clock import MINUTE
from bot.faq import details, uses
from bot.texts import Refused

NONE = ("-", "–", "—")
LASTS = 10 * MINUTE
SHOWN = 5


async def fact(ask: Ask) -> None:
    """/fact: what is written down; /fact name text writes, /fact name - removes."""
    name, _, text = ask.text.partition(" ")
    name, _, rest = name.partition("\n")
    text = f"{rest}\n{text}".strip() if rest else text.strip()
    if not name:
        await _list(ask)
    elif text in NONE:
        await _remove(ask, name)
    elif text:
        await _write(ask, name, text)
    else:
        await _one(ask, name)


async def fact_empty(ask: Ask) -> None:
    """A fact is to be empty, although answers show it: they fall silent until it is filled in again."""
    name = str(ask.data["name"])
    if name not in await details.known(ask.tx, ask.chat.chat_id):
        raise Refused("entries.no_fact", name=name)
    await details.put(ask.tx, ask.chat.chat_id, name, "", by=ask.person.user_id, now=ask.now)
    ask.text = name
    await ask.change(ask.say("entries.fact_emptied", name=name))


async def _list(ask: Ask) -> None:
    facts = await details.known(ask.tx, ask.chat.chat_id)
    waiting = await uses.waiting(ask.tx, ask.chat.chat_id)
    told = [
        {"name": name, "text": text, "waits": waiting.get(name, [])[:SHOWN]}
        for name, text in facts.items()
    ]
    await ask.reply("entries.facts", title=ask.chat.title, facts=told)


async def _one(ask: Ask, name: str) -> None:
    facts = await details.known(ask.tx, ask.chat.chat_id)
    if name not in facts:
        raise Refused("entries.no_fact", name=name[:40])
    shown = await uses.using(ask.tx, ask.chat.chat_id, name)
    names = [entry.name for entry in shown]
    await ask.reply("entries.fact", name=name, text=facts[name], entries=names)


async def _write(ask: Ask, name: str, text: str) -> None:
    chat_id = ask.chat.chat_id
    await details.put(ask.tx, chat_id, name, text, by=ask.person.user_id, now=ask.now)
    await uses.check(ask.tx, chat_id, name)
    shown = await uses.using(ask.tx, chat_id, name)
    names = [entry.name for entry in shown]
    await ask.reply("entries.fact_written", name=name, text=text, entries=names)


async def _remove(ask: Ask, name: str) -> None:
    """Forget a fact; one that answers use is only emptied, and only after a yes."""
    using = await uses.using(ask.tx, ask.chat.chat_id, name)
    if using:
        names = [entry.name for entry in using]
        which = {"chat_id": ask.chat.chat_id, "name": name}
        button = ask.button(ask.plain("button.fact_empty"), "fact_empty", **which)
        buttons = [[replace(button, lasts=LASTS)]]
        await ask.reply("entries.fact_in_use", name=name, entries=names, buttons=buttons)
    elif await details.remove(ask.tx, ask.chat.chat_id, name):
        await ask.reply("entries.fact_removed", name=name)
    else:
        raise Refused("entries.no_fact", name=name[:40])

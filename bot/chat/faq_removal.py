"""Remove an entry, and put it back as long as that can be undone."""

from dataclasses import replace

from bot.chat.ask import Ask
from bot.chat.faq_form import named
from bot.faq import entries, removed
from bot.faq.entry import Entry


async def faq_delete(ask: Ask) -> None:
    """/faq_delete name: remove an entry; a button puts it back."""
    await _remove(ask, await named(ask))


async def faq_delete_entry(ask: Ask) -> None:
    """An entry is to go."""
    await _remove(ask, await entries.get_own(ask.tx, ask.chat.chat_id, int(ask.data["entry_id"])))


async def faq_restore(ask: Ask) -> None:
    """An entry that was removed a moment ago is to be there again."""
    entry_id = int(ask.data["entry_id"])
    entry = await removed.restore(ask.tx, ask.chat.chat_id, entry_id, now=ask.now)
    ask.text = entry.name
    await ask.change(ask.say("entries.restored", name=entry.name))


async def _remove(ask: Ask, entry: Entry) -> None:
    await removed.remove(ask.tx, entry, by=ask.person.user_id, now=ask.now)
    ask.text = entry.name
    which = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
    undo = ask.button(ask.plain("button.undo"), "faq_restore", **which)
    minutes = int(removed.LASTS // 60)
    buttons = [[replace(undo, lasts=removed.LASTS)]]
    await ask.reply("entries.removed", name=entry.name, minutes=minutes, buttons=buttons)

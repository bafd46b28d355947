"""The operators' side of the FAQ: add, list and remove entries."""

from bot.chat.ask import Ask
from bot.faq import entries, removed
from bot.faq.parse import parse_entry

SHOWN = 30


async def faq(ask: Ask) -> None:
    """/faq: the entries of the group, each with its first phrasing."""
    found = await entries.entries(ask.tx, ask.chat.chat_id)
    if not found:
        await ask.reply("faq.none", title=ask.chat.title)
        return
    lines = [ask.say("faq.list", title=ask.chat.title, n=len(found))]
    lines += [ask.say("faq.line", name=e.name, phrasing=e.phrasings[0]) for e in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(ask.say("faq.more", n=len(found) - SHOWN))
    await ask.answer("\n".join(lines))


async def faq_new(ask: Ask) -> None:
    """/faq_new: a new entry, out of the lines that follow the command."""
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
    await ask.reply(
        "faq.saved", name=entry.name, title=ask.chat.title, phrasings=len(entry.phrasings)
    )


async def faq_delete(ask: Ask) -> None:
    """/faq_delete name: remove an entry."""
    entry = await entries.find(ask.tx, ask.chat.chat_id, ask.text)
    if entry is not None:
        await removed.remove(ask.tx, entry, by=ask.person.user_id, now=ask.now)
    await ask.reply("faq.removed" if entry else "faq.no_such", name=ask.text[:60])

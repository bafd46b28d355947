"""Choose where an entry answers: its group, a topic of it, some groups, or all that its writer runs."""

from typing import Any

from bot.activity.chats import Chat
from bot.chat import groups
from bot.chat.ask import Ask, Rows
from bot.chat.authority import role_of
from bot.faq import entries, places
from bot.faq.entry import Entry
from bot.people.roles import Role
from bot.texts import Refused

MOST_GROUPS = 40


async def faq_where(ask: Ask) -> None:
    """Choose where an entry answers."""
    html, buttons = await _choice(ask, await _entry(ask))
    await ask.answer(html, buttons=buttons)


async def faq_at_home(ask: Ask) -> None:
    """It answers in its whole group, and nowhere else that this operator has a say in."""
    entry = await _entry(ask)
    mine = [group.chat_id for group in await groups.candidates(ask, Role.OPERATOR)]
    await places.stay_home(ask.tx, entry, None, mine=mine)
    await _choose_again(ask, entry)


async def faq_everywhere(ask: Ask) -> None:
    """It answers in all groups that its writer runs, also in those to come."""
    entry = await _entry(ask)
    if entry.created_by != ask.person.user_id:
        raise Refused("entries.not_writer")
    mine = [group.chat_id for group in await groups.candidates(ask, Role.OPERATOR)]
    await places.answer_everywhere(ask.tx, entry, mine)
    await _choose_again(ask, entry)


async def faq_in_group(ask: Ask) -> None:
    """A group is put in, or taken out again."""
    entry, group_id = await _entry(ask), int(ask.data["group_id"])
    role = await role_of(ask.tx, ask.host, group_id, ask.person, Role.OPERATOR, ask.now)
    if role < Role.OPERATOR:
        raise Refused("chat.not_allowed")
    found = await places.places(ask.tx, entry)
    there = any(place.chat_id == group_id and not place.is_out for place in found)
    # Out of it first: what its operators once took out of it may come in again by the word of one of them.
    await places.answer_in(ask.tx, entry, [], mine=[group_id])
    if not there:
        await places.answer_in(ask.tx, entry, [group_id], mine=[group_id])
    await _choose_again(ask, entry)


async def _entry(ask: Ask) -> Entry:
    return await entries.get_own(ask.tx, ask.chat.chat_id, int(ask.data["entry_id"]))


async def _choose_again(ask: Ask, entry: Entry) -> None:
    ask.text = entry.name
    html, buttons = await _choice(ask, await _entry(ask))
    await ask.change(html, buttons=buttons)


async def _choice(ask: Ask, entry: Entry) -> tuple[str, Rows]:
    """Return the places to choose from, those chosen with a mark."""
    which: dict[str, Any] = {"chat_id": ask.chat.chat_id, "entry_id": entry.entry_id}
    found = {place.chat_id: place for place in await places.places(ask.tx, entry)}
    others = await _others(ask)
    topic = found[entry.home_id].topic_id
    home = not entry.everywhere and topic is None
    rows = [[ask.button(_marked(ask.chat.title, chosen=home), "faq_at_home", **which)]]
    if ask.chat.is_forum:
        label = ask.plain("button.one_topic", topic=topic)
        part = which | {"part": "topic"}
        rows.append([ask.button(_marked(label, chosen=topic is not None), "faq_part", **part)])
    if others:
        label = _marked(ask.plain("button.everywhere"), chosen=entry.everywhere)
        rows.append([ask.button(label, "faq_everywhere", **which)])
    for group in others if not entry.everywhere else []:
        chosen = group.chat_id in found and not found[group.chat_id].is_out
        about = which | {"group_id": group.chat_id}
        rows.append(
            [ask.button(_marked(f"+ {group.title}", chosen=chosen), "faq_in_group", **about)]
        )
    rows.append([ask.button(ask.plain("button.back"), "faq_edit_entry", **which)])
    return ask.say("entries.where", name=entry.name, everywhere=entry.everywhere), rows


async def _others(ask: Ask) -> list[Chat]:
    """Return the other groups that this person runs, as far as we know."""
    mine = await groups.candidates(ask, Role.OPERATOR)
    return [group for group in mine if group.chat_id != ask.chat.chat_id][:MOST_GROUPS]


def _marked(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label

"""Which group a command is about: in a group that one, in private the one that the person chose."""

from bot.activity import chats, members
from bot.activity.chats import Chat
from bot.chat.ask import Ask
from bot.outbox import Button
from bot.people import preferences, roles
from bot.people.roles import Role


async def settle(ask: Ask, role: Role) -> bool:
    """Find out which group `ask` is about; False if the person was asked, or told there is none."""
    if not ask.place.private:
        return ask.group is not None
    if (named := ask.data.get("chat_id")) is not None:
        ask.group = await chats.get(ask.tx, named)
        return ask.group is not None
    possible = await candidates(ask, role)
    chosen = (await preferences.of(ask.tx, ask.person.user_id)).chosen_chat
    if len(possible) == 1:
        ask.group = possible[0]
    else:
        ask.group = next((chat for chat in possible if chat.chat_id == chosen), None)
    if ask.group is not None:
        return True
    if possible:
        await offer(ask, possible)
    else:
        await ask.reply("chat.no_group_of_fan" if role is Role.FAN else "chat.no_group")
    return False


async def candidates(ask: Ask, role: Role) -> list[Chat]:
    """Return the groups that a person may mean when she asks for what takes `role`."""
    groups = await chats.groups(ask.tx)
    if ask.person.user_id in ask.host.owners:
        return groups
    mine = await roles.groups_steered_by(ask.tx, ask.person.user_id, max(role, Role.PLANNER))
    if role is Role.FAN:
        mine |= await members.groups_of(ask.tx, ask.person.user_id)
    return [group for group in groups if group.chat_id in mine]


async def offer(ask: Ask, possible: list[Chat]) -> None:
    """Ask which group is meant; the press runs the command again for the one that is chosen."""
    command = f"/{ask.name} {ask.text}".strip()
    person = ask.person.user_id
    rows = [
        [Button(g.title, "choose_group", {"chat_id": g.chat_id, "again": command}, made_for=person)]
        for g in possible[:50]
    ]
    await ask.reply("chat.which_group", buttons=rows)

"""Which commands a person sees in a chat: the first scope and language that hold any, in Telegram's order."""

from bot.sandbox.model.bots import Bot, Command, MenuKey
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.users import User

Line = dict[str, str]


def scopes(chat: Chat | None, viewer: User) -> list[tuple[str, int, int]]:
    """Return the scopes that are looked through, the narrowest first; None is a chat not opened yet. Pure.

    Source: "Determining list of commands" at core.telegram.org/bots/api#botcommandscope.
    """
    if chat is None or chat.kind == "private":
        return [("chat", viewer.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    leads = chat.member(viewer).leads
    found = [("chat_member", chat.id, viewer.id)]
    if leads:
        found.append(("chat_administrators", chat.id, 0))
    found.append(("chat", chat.id, 0))
    if leads:
        found.append(("all_chat_administrators", 0, 0))
    return [*found, ("all_group_chats", 0, 0), ("default", 0, 0)]


def menu(bot: Bot, chat: Chat | None, viewer: User) -> tuple[Command, ...]:
    """Return a bot's commands for a person in a chat, in the person's language if there are any. Pure."""
    for scope in scopes(chat, viewer):
        for language in (viewer.language[:2], ""):
            key: MenuKey = (*scope, language)
            if found := bot.commands.get(key):
                return found
    return ()


def commands(bots: list[Bot], chat: Chat | None, viewer: User) -> list[Line]:
    """Return what is suggested after a slash; with several bots each command names its own. Pure."""
    return [
        {
            "command": f"{one.command}@{bot.username}" if len(bots) > 1 else one.command,
            "description": one.description,
        }
        for bot in bots
        for one in menu(bot, chat, viewer)
    ]

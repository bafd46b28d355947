"""Which group is meant by what somebody typed: an id in any of its forms, a title, or a @username."""

from collections.abc import Iterable

from bot.activity import chats, wire
from bot.activity.desktop import SUPERGROUP
from bot.cli.mistakes import Mistake


def is_meant(typed: str, chat: chats.Chat | wire.Chat, chat_id: int) -> bool:
    """Say whether `typed` means a chat; Telegram Desktop writes ids without a prefix. Pure."""
    ids = {str(chat_id), str(-chat_id), str(-chat_id - SUPERGROUP)}
    name = typed.casefold()
    return typed in ids or name in (chat.title.casefold(), f"@{chat.username or ''}".casefold())


def the_one(typed: str | None, known: Iterable[chats.Chat]) -> chats.Chat:
    """Return the group that is meant, the only one if nothing was typed. Pure.

    Raises:
        Mistake: it is none of them, or several.
    """
    here = [chat for chat in known if chat.migrated_to is None]
    meant = [chat for chat in here if typed is None or is_meant(typed, chat, chat.chat_id)]
    if len(meant) == 1:
        return meant[0]
    if not here:
        raise Mistake("Renao knows no group yet: it has been in none, and has taken in no export.")
    names = "; ".join(f"{chat.title} ({chat.chat_id})" for chat in meant or here)
    if typed is None or meant:
        raise Mistake(f"Say with --chat which group you mean: {names}.")
    raise Mistake(f"“{typed}” is no group that Renao knows. It knows: {names}.")

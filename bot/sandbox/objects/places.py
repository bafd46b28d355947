"""Chat, as messages and updates name it."""

from bot.sandbox.model.chats import Chat
from bot.sandbox.objects import Json


def chat_object(chat: Chat) -> Json:
    """Return a Chat. A private one takes its names from the person."""
    shown: Json = {"id": chat.id, "type": chat.kind}
    if chat.person is not None:
        shown["first_name"] = chat.person.first_name
        if chat.person.last_name:
            shown["last_name"] = chat.person.last_name
        if chat.person.username:
            shown["username"] = chat.person.username
        return shown
    shown["title"] = chat.title
    if chat.username:
        shown["username"] = chat.username
    if chat.forum:
        shown["is_forum"] = True
    return shown

"""Links to single messages of a group, as Telegram has them. Pure."""

from bot.activity.chats import Chat

# Telegram's own addresses of supergroups leave this beginning out.
SUPERGROUPS = "-100"


def link_to(chat: Chat, message_id: int, topic_id: int | None = None) -> str | None:
    """Return the address of a message; None where there is none.

    Basic groups have none, nor has what was said before a group became a supergroup.
    """
    if chat.kind != "supergroup" or message_id <= 0:
        return None
    place = chat.username
    if not place:
        number = str(chat.chat_id)
        if not number.startswith(SUPERGROUPS):
            return None
        place = f"c/{number.removeprefix(SUPERGROUPS)}"
    topic = f"/{topic_id}" if topic_id else ""
    return f"https://t.me/{place}{topic}/{message_id}"

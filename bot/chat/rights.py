"""What Renao wants of a group and lacks there. Pure."""

from enum import StrEnum

from bot.activity.chats import Chat
from bot.chat.host import Me


class Lack(StrEnum):
    """A thing that is missing; its words are the sentence `rights.<name>` of the catalogue."""

    # Without it Telegram tells neither who joins and leaves nor who reacts.
    ADMINISTRATOR = "administrator"
    # Neither administrator nor privacy mode off: only commands and replies are seen.
    MESSAGES = "messages"
    SPEECH = "speech"


def lacking(chat: Chat, me: Me) -> list[Lack]:
    """Return what Renao lacks in a group, the gravest first."""
    lacks = []
    if chat.status == "restricted" and not (chat.rights or {}).get("can_send_messages"):
        lacks.append(Lack.SPEECH)
    if not chat.is_administered:
        if not me.reads_all:
            lacks.append(Lack.MESSAGES)
        lacks.append(Lack.ADMINISTRATOR)
    return lacks

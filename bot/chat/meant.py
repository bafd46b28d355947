"""Whom a command means: the writer of the message it replies to, an @username, a user id."""

from bot.activity import members
from bot.chat.ask import Ask
from bot.people import roles
from bot.texts import Refused

# Telegram's ids are shorter than sixteen digits.
LONGEST_ID = 15


async def person_meant(ask: Ask) -> int:
    """Return the id of the person whom a command names or replies to.

    Raises:
        Refused: nobody is named, nobody here is known by that name, or it is no person.
    """
    replied = ask.replied
    if not ask.text and replied is not None and replied.from_user and not replied.sender_chat:
        if replied.from_user.is_bot:
            raise Refused("meant.no_person")
        return replied.from_user.id
    word = ask.text.strip()
    if word.isdecimal() and len(word) <= LONGEST_ID:
        if int(word) in roles.NOBODY:
            raise Refused("meant.no_person")
        return int(word)
    if word.startswith("@"):
        found = await members.by_username(ask.tx, ask.chat.chat_id, word[1:])
        if found is None:
            raise Refused("meant.unknown", name=word[:40], command=ask.name)
        return found.user_id
    raise Refused("meant.usage", command=ask.name)

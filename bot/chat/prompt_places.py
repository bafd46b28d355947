"""In which other groups a person may have prompts posted: those that she steers, by a fresh word."""

from collections.abc import Iterable

from bot.activity.chats import Chat
from bot.chat import groups
from bot.chat.ask import Ask
from bot.chat.authority import role_of
from bot.people.roles import Role
from bot.prompts.prompt import Place
from bot.texts import Refused

# For each of them Telegram may have to be asked whether she still steers it.
MOST_OTHERS = 6


async def steered(ask: Ask, places: Iterable[Place]) -> set[int]:
    """Return those groups among `places` that this person steers.

    Raises:
        AskTelegram: that hangs on Telegram's word, and the one we have is old.
        Refused: these are too many groups for one prompt.
    """
    others = {place.chat_id for place in places} - {ask.chat.chat_id}
    if len(others) > MOST_OTHERS:
        raise Refused("planning.many_groups", most=MOST_OTHERS + 1)
    found = set()
    for chat_id in sorted(others):
        role = await role_of(ask.tx, ask.host, chat_id, ask.person, Role.OPERATOR, ask.now)
        # An anonymous administrator is one of this group alone.
        if role >= Role.OPERATOR and not ask.person.anonymous:
            found.add(chat_id)
    return found


async def possible(ask: Ask) -> list[Chat]:
    """Return the groups that this person may choose among: this one first, then others that she steers."""
    others = await groups.candidates(ask, Role.OPERATOR)
    return [ask.chat, *(one for one in others if one.chat_id != ask.chat.chat_id)]

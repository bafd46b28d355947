"""Links into Telegram: a bot with a payload, an invitation, a public group, a message in a group."""

from urllib.parse import parse_qs, urlsplit

from bot.sandbox.model.chats import Chat
from bot.sandbox.model.state import State
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Impossible, Place

HOSTS = {"t.me", "telegram.me", "telegram.dog"}


def follow(state: State, person: Person, url: str) -> str:
    """Do what a client does with a t.me link; return the key of the chat that it opens."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname not in HOSTS:
        raise Impossible("the link does not lead into Telegram")
    path = [part for part in parts.path.split("/") if part]
    if not path:
        raise Impossible("the link leads nowhere")
    if path[0].startswith("+") or path[0] == "joinchat":
        return _through(state, person, f"https://t.me/{'/'.join(path)}")
    if path[0] == "c" and len(path) > 1:
        return _known(state, f"-100{path[1]}")
    return _named(state, person, path[0], parse_qs(parts.query))


def _through(state: State, person: Person, url: str) -> str:
    for chat in state.chats.values():
        if url in chat.links:
            if not chat.holds(person.user):
                person.joins(Place(state, chat), link=url)
            return str(chat.id)
    raise Impossible("the invite link does not work")


def _known(state: State, number: str) -> str:
    if not any(str(chat_id) == number for chat_id in state.chats):
        raise Impossible("there is no such chat")
    return number


def _named(state: State, person: Person, name: str, query: dict[str, list[str]]) -> str:
    for bot in state.bots.values():
        if bot.username.lower() == name.lower():
            if "start" in query:
                person.starts(bot, query["start"][0])
            return f"bot{bot.id}"
    for chat in state.chats.values():
        if _is_called(chat, name):
            return str(chat.id)
    raise Impossible(f"there is no @{name} here")


def _is_called(chat: Chat, name: str) -> bool:
    return bool(chat.username) and chat.username.lower() == name.lower()

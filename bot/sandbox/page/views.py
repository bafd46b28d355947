"""The world as one person sees it: who there is, the list of chats, an open chat, what the bots called."""

from collections.abc import Callable

from bot.sandbox.clock import ManualClock
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.members import Member
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects import Json
from bot.sandbox.page.conversations import Conversation, conversations, is_there
from bot.sandbox.page.memory import Call, Memory
from bot.sandbox.page.menu import commands
from bot.sandbox.page.messages import message_view

MESSAGES_AT_ONCE = 60
Wanted = Callable[[Member], bool]


def person_view(user: User) -> Json:
    """Return a person whom one can be."""
    return {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "language": user.language,
        "deleted": user.deleted,
    }


def world_view(state: State, memory: Memory, viewer: User) -> Json:
    """Return all but the messages."""
    return {
        "me": person_view(viewer),
        "people": [person_view(user) for user in state.users.values() if not user.is_bot],
        "bots": [_bot_view(bot) for bot in state.bots.values()],
        "chats": [chat_view(state, memory, one) for one in conversations(state, viewer)],
        "calls": [call_view(call, state) for call in memory.calls],
        "guides": guides_view(state),
        "now": state.clock.now(),
        "ticks": not isinstance(state.clock, ManualClock),
    }


def _bot_view(bot: Bot) -> Json:
    return {"id": bot.id, "name": bot.user.name, "username": bot.username}


def guides_view(state: State) -> list[Json]:
    """Return whom and what the first steps can speak of: each group with a bot, its owner, a fan."""
    found = []
    for chat in state.chats.values():
        people = [member for member in chat.insiders if not member.user.is_bot]
        owner = _first(people, lambda member: member.status == "creator")
        fan = _first(people, lambda member: member.user.first_name == "Bob")
        fan = fan or _first(people, lambda member: not member.leads)
        bots = _bots(state, chat)
        if chat.is_group and is_there(chat) and bots and owner and fan:
            found.append({"group": str(chat.id), "bot": bots[0].id, "owner": owner, "fan": fan})
    return found


def _first(members: list[Member], wanted: Wanted) -> Json | None:
    return next((person_view(one.user) for one in members if wanted(one)), None)


def _bots(state: State, chat: Chat | None) -> list[Bot]:
    return [bot for bot in state.bots.values() if chat is not None and chat.holds(bot.user)]


def chat_view(state: State, memory: Memory, one: Conversation) -> Json:
    """Return a line of somebody's list of chats, with what they may do there."""
    chat, viewer = one.chat, one.viewer
    title = one.bot.user.name if one.bot else chat.title if chat else ""
    shown: Json = {"key": one.key, "title": title, "bot": one.bot.id if one.bot else 0}
    if chat is None:
        return {**UNOPENED, **shown, "standing": "open"}
    last = next(reversed(chat.messages.values()), None) if one.is_open else None
    return {
        **UNOPENED,
        **shown,
        "kind": chat.kind,
        "standing": _standing(chat, viewer) if one.bot is None else "open",
        "silence": _silence(one, chat),
        "members": len(chat.insiders),
        "bots": [_standing_bot(bot, chat) for bot in state.bots.values()],
        "forum": chat.forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "may": _may(chat.member(viewer)),
        "pinned": _pinned(chat) if one.is_open else None,
        "last": message_view(last, viewer) if last else None,
        "unread": memory.unread(viewer, chat) if one.is_open else 0,
    }


UNOPENED: Json = {
    "kind": "private",
    "silence": "not_started",
    "members": 0,
    "bots": [],
    "forum": False,
    "topics": [],
    "may": {"promote": False, "remove": False, "invite": False},
    "pinned": None,
    "last": None,
    "unread": 0,
}


def _standing(chat: Chat, viewer: User) -> str:
    member = chat.member(viewer)
    return "open" if member.inside else "banned" if member.status == "kicked" else "outside"


def _standing_bot(bot: Bot, chat: Chat) -> Json:
    return {**_bot_view(bot), "status": chat.member(bot.user).status}


def _silence(one: Conversation, chat: Chat) -> str:
    """Return why the person cannot write, or nothing."""
    member = chat.member(one.viewer)
    if one.bot is not None:
        if not chat.holds(one.bot.user):
            return "blocked"
        begun = any(message.sender is one.viewer for message in chat.messages.values())
        return "" if begun else "not_started"
    if not member.inside:
        return "outside"
    if chat.kind == "channel":
        return "" if member.may("can_post_messages") else "channel"
    allowed = member.leads or "can_send_messages" in member.permissions & chat.permissions
    return "" if allowed else "muted"


def _may(member: Member) -> Json:
    return {
        "promote": member.may("can_promote_members"),
        "remove": member.may("can_restrict_members"),
        "invite": member.leads,
    }


def _pinned(chat: Chat) -> Json | None:
    if not chat.pinned:
        return None
    message = chat.messages[chat.pinned[-1]]
    return {
        "id": message.id,
        "text": message.text,
        "media": message.media.kind if message.media else "",
        "poll": message.poll.question if message.poll else "",
    }


def open_view(state: State, memory: Memory, one: Conversation, topic: int, before: int) -> Json:
    """Return an open chat: its newest messages before one, the oldest first; `topic` -1 takes them all."""
    bots = [one.bot] if one.bot else _bots(state, one.chat)
    found = _read(memory, one, topic, before)
    return {
        "chat": chat_view(state, memory, one),
        "messages": [message_view(message, one.viewer) for message in found[-MESSAGES_AT_ONCE:]],
        "more": len(found) > MESSAGES_AT_ONCE,
        "commands": commands(bots, one.chat, one.viewer),
        "description": _description(one),
    }


def _read(memory: Memory, one: Conversation, topic: int, before: int) -> list[Message]:
    if one.chat is None or not one.is_open:
        return []
    return [
        message
        for message in memory.with_ghosts(one.chat)
        if (not before or message.id < before) and in_topic(message, topic)
    ]


def in_topic(message: Message, topic: int) -> bool:
    """Say whether a message stands in a topic; 0 is the general one, -1 all of them. Pure."""
    own = message.topic if message.topic in message.chat.topics else 0
    return topic in (-1, own)


def _description(one: Conversation) -> str:
    if one.bot is None:
        return one.chat.description if one.chat else ""
    described = one.bot.descriptions
    return described.get(one.viewer.language[:2]) or described.get("", "")


def call_view(call: Call, state: State) -> Json:
    """Return one line of the panel, with the title of the chat that the call was about."""
    called = call.called
    return {
        "number": call.number,
        "at": call.at,
        "bot": called.bot.user.name,
        "method": called.method,
        "status": called.status,
        "description": called.description,
        "parameters": called.parameters,
        "chat": _target(called.parameters.get("chat_id"), state),
    }


def _target(chat_id: object, state: State) -> str:
    try:
        number = int(str(chat_id))
    except ValueError:
        return ""
    if number in state.chats:
        return state.chats[number].title
    return state.users[number].name if number in state.users else ""

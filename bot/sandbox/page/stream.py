"""What happens, told to every open page as it happens: server-sent events, each a JSON object."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from bot.sandbox.model import events
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects import Json
from bot.sandbox.page.conversations import conversation_of, is_there
from bot.sandbox.page.memory import Memory
from bot.sandbox.page.messages import message_view
from bot.sandbox.page.views import call_view, chat_view, person_view

# Proxies and browsers close what is silent for long.
BEAT = 15.0
WAITING_AT_MOST = 2_000
# How soon a browser comes back after it was hung up, in milliseconds.
AGAIN = b"retry: 1000\n"


class Audience:
    """The open pages, each with a line of what it has still to be told; a deaf one is hung up."""

    def __init__(self, state: State, memory: Memory) -> None:
        self._state = state
        self._memory = memory
        self._lines: dict[asyncio.Queue[Json | None], User] = {}

    def tell(self, event: events.Event) -> None:
        """Remember an event and put what each page makes of it into its line."""
        self._memory.note(event)
        if isinstance(event, events.Closing):
            for line in tuple(self._lines):
                self._hang_up(line)
        for line, viewer in tuple(self._lines.items()):
            for note in notes(self._state, self._memory, viewer, event):
                if line.qsize() < WAITING_AT_MOST:
                    line.put_nowait(note)
                else:
                    self._hang_up(line)

    def _hang_up(self, line: asyncio.Queue[Json | None]) -> None:
        if self._lines.pop(line, None):
            line.put_nowait(None)

    async def listen(self, viewer: User) -> AsyncIterator[bytes]:
        """Yield a hello, after which nothing is missed, then everything that concerns a person."""
        line: asyncio.Queue[Json | None] = asyncio.Queue()
        self._lines[line] = viewer
        try:
            yield AGAIN + _event({"type": "hello"})
            while True:
                try:
                    note = await asyncio.wait_for(line.get(), BEAT)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if note is None:
                    return
                yield _event(note)
        finally:
            self._lines.pop(line, None)


def _event(note: Json) -> bytes:
    return b"data: " + msgspec.json.encode(note) + b"\n\n"


def notes(state: State, memory: Memory, viewer: User, event: events.Event) -> list[Json]:
    """Return what an event means for somebody: nothing when it is in a chat they are not in."""
    match event:
        case events.Posted(message) | events.Edited(message):
            return [*_message(state, viewer, message), *_chat(state, memory, viewer, message.chat)]
        case events.Reacted(message) | events.Voted(message):
            return _message(state, viewer, message)
        case events.Deleted(messages):
            told = [note for message in messages for note in _message(state, viewer, message)]
            return [*told, *_chat(state, memory, viewer, messages[0].chat)]
        case events.ChatChanged(chat) | events.MemberChanged(chat) | events.TopicChanged(chat):
            return _chat(state, memory, viewer, chat)
        case events.Typing(chat, bot, action, topic):
            typing = {"type": "typing", "name": bot.user.name, "action": action, "topic": topic}
            return [typing | {"chat": key} for key in _key(state, viewer, chat)]
        case events.Answered(_, press) if press.user is viewer:
            answer = {"text": press.answer, "alert": press.alert, "url": press.url}
            return [{"type": "answer", "press": press.id, **answer}]
        case events.PersonChanged(user) if not user.is_bot:
            return [{"type": "person", "person": person_view(user)}]
        case events.Called() if memory.calls and memory.calls[-1].called is event:
            return [{"type": "call", "call": call_view(memory.calls[-1], state)}]
        case events.MenuChanged():
            return [{"type": "menu"}]
        case events.ClockMoved(now):
            return [{"type": "clock", "now": now}]
    return []


def _key(state: State, viewer: User, chat: Chat) -> list[str]:
    one = conversation_of(state, viewer, chat)
    return [one.key] if one is not None and one.is_open else []


def _message(state: State, viewer: User, message: Message) -> list[Json]:
    shown = {"type": "message", "message": message_view(message, viewer)}
    return [shown | {"chat": key} for key in _key(state, viewer, message.chat)]


def _chat(state: State, memory: Memory, viewer: User, chat: Chat) -> list[Json]:
    one = conversation_of(state, viewer, chat)
    if one is None:
        return []
    if not is_there(chat):
        return [{"type": "gone", "key": one.key}]
    return [{"type": "chat", "chat": chat_view(state, memory, one)}]

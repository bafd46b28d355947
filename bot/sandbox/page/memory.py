"""What the page remembers and the world does not: calls, deleted messages, how far each person has read."""

from collections import defaultdict, deque
from dataclasses import dataclass

from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.events import Called, Deleted, Event, MemberChanged
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User

CALLS_KEPT = 200
GHOSTS_KEPT = 500
MOST_UNREAD = 99


@dataclass(frozen=True)
class Call:
    """A call as the panel shows it, with its number and the world's time."""

    number: int
    at: float
    called: Called


class Memory:
    """Filled by the world's events from the moment it is made; what was there before counts as read."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._before = {chat: chat.last_id for chat in state.chats.values()}
        self._read: dict[tuple[User, Chat], int] = {}
        self._ghosts: dict[Chat, deque[Message]] = defaultdict(lambda: deque(maxlen=GHOSTS_KEPT))
        self._number = 0
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    def note(self, event: Event) -> None:
        """Keep what is worth keeping of an event."""
        match event:
            case Called():
                self._note_call(event)
            case Deleted(messages):
                for message in messages:
                    self._ghosts[message.chat].append(message)
            case MemberChanged(chat, old, new) if new.inside and not old.inside:
                self.read(new.user, chat)

    def _note_call(self, called: Called) -> None:
        # A waiting bot asks all the time; that would push out what it does.
        if called.method != "getUpdates" or called.status != 200:
            self._number += 1
            self.calls.append(Call(self._number, self._state.clock.now(), called))

    def with_ghosts(self, chat: Chat) -> list[Message]:
        """Return a chat's messages and those deleted from it, the oldest first."""
        ghosts = self._ghosts.get(chat)
        if not ghosts:
            return list(chat.messages.values())
        return sorted([*chat.messages.values(), *ghosts], key=lambda message: message.id)

    def read(self, reader: User, chat: Chat) -> None:
        """Remember that somebody has seen all there is in a chat."""
        self._read[reader, chat] = chat.last_id

    def unread(self, reader: User, chat: Chat) -> int:
        """Count what others said since somebody last looked, at most 99."""
        mark = self._read.get((reader, chat), self._before.get(chat, 0))
        count = 0
        for message in reversed(chat.messages.values()):
            if message.id <= mark or count == MOST_UNREAD:
                break
            count += message.service is None and message.sender is not reader
        return count

"""The one place where everything in the world is kept, and what finds it by id."""

import contextlib
from collections.abc import Callable, Iterator
from random import Random

from bot.sandbox.clock import Clock, ManualClock
from bot.sandbox.ledger import Ledger
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.content import File
from bot.sandbox.model.events import Event
from bot.sandbox.model.users import User

Listener = Callable[[Event], None]


class State:
    """Users, chats, bots, files, and the listeners. Chance is seeded: one seed, one world."""

    def __init__(self, clock: Clock, seed: int = 0) -> None:
        self.clock = clock
        self.chance = Random(seed)  # noqa: S311 - a pretend world must be repeatable
        self.ledger = Ledger(clock)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.bots: dict[str, Bot] = {}
        self.files: dict[str, File] = {}
        self.open_polls: dict[str, Message] = {}
        # While the past is being made up, updates get no date of death.
        self.remembers_all = False
        self._listeners: list[Listener] = []
        self._numbers: dict[str, int] = {}

    def now(self) -> int:
        """Return the world's time in whole seconds."""
        return int(self.clock.now())

    @contextlib.contextmanager
    def turned_back(self, to: float) -> Iterator[ManualClock]:
        """Turn the clock back to an instant for as long as the block lasts.

        What happens meanwhile waits for the bots without end.
        """
        present = self.clock
        self.clock = past = ManualClock(to)
        self.remembers_all = True
        try:
            yield past
        finally:
            self.clock, self.remembers_all = present, False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with every event from now on. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, event: Event) -> None:
        """Tell the listeners."""
        for listener in tuple(self._listeners):
            listener(event)

    def number(self, of: str, first: int = 1) -> int:
        """Return the next number of a series."""
        self._numbers[of] = self._numbers.get(of, first - 1) + 1
        return self._numbers[of]

    def random_name(self, length: int) -> str:
        """Return a seeded random name fit for links and file ids."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(self.chance.choices(letters, k=length))

    def bot_of(self, user: User) -> Bot | None:
        """Return the bot whose account this is."""
        for bot in self.bots.values():
            if bot.user is user:
                return bot
        return None

    def private_chat(self, person: User, bot: Bot) -> Chat | None:
        """Return their private chat, if the person ever opened it."""
        return self.private.get((person.id, bot.id))

    def next_message_id(self, chat: Chat) -> int:
        """Return the next message id, and take it.

        Supergroups and channels count for themselves; private chats and basic groups share a row, as they do
        in a real account.
        """
        if chat.kind in ("supergroup", "channel"):
            chat.last_id += 1
        else:
            chat.last_id = self.number("message")
        return chat.last_id

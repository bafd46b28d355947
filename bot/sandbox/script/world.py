"""The world as a story sets it up: who is there, which places there are, which bots."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.sandbox.clock import Clock, SystemClock
from bot.sandbox.delivery.queue import Queue
from bot.sandbox.faults import Faults
from bot.sandbox.ledger import Ledger
from bot.sandbox.limits import Limits
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.events import Event, PersonChanged
from bot.sandbox.model.members import Member
from bot.sandbox.model.state import Listener, State
from bot.sandbox.model.users import User
from bot.sandbox.script.actor import Actor
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.world import membership, places
from bot.sandbox.world.audience import DAY

FIRST_PERSON = 1_001


class World:
    """Everything there is. `state` holds it; `ledger` tells what the bots did and were told.

    `faults` makes calls go wrong; `limits.on = True` enforces Telegram's sending limits.
    """

    def __init__(self, clock: Clock | None = None, seed: int = 0) -> None:
        self.state = State(clock or SystemClock(), seed)
        self.faults = Faults(self.state.chance)
        self.limits = Limits(self.state.clock)

    @property
    def clock(self) -> Clock:
        """The world's time."""
        return self.state.clock

    @property
    def ledger(self) -> Ledger:
        """The book of all that was delivered, confirmed and posted."""
        return self.state.ledger

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with every event from now on; returns what ends that."""
        return self.state.subscribe(listener)

    def emit(self, event: Event) -> None:
        """Tell the listeners of something that came from outside the world."""
        self.state.emit(event)

    def person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str | None = "",
        language: str = "en",
        id: int = 0,
        premium: bool = False,
    ) -> Person:
        """Put somebody into the world; a username is made from the name, None leaves them without."""
        number = id or self._free_id()
        made_up = "".join(
            letter for letter in first_name.lower() if letter.isascii() and letter.isalnum()
        )
        if username == "":
            username = f"{made_up}_{number}" if made_up and made_up[0].isalpha() else None
        user = User(number, first_name, last_name, username or "", language, is_premium=premium)
        self.state.users[user.id] = user
        self.state.emit(PersonChanged(user))
        return Person(self.state, user)

    def _free_id(self) -> int:
        number = self.state.number("person", FIRST_PERSON)
        while number in self.state.users:
            number = self.state.number("person", FIRST_PERSON)
        return number

    def add_bot(self, username: str, *, token: str, name: str = "", privacy: bool = False) -> Bot:
        """Put a bot into the world, as BotFather would.

        The token begins with the bot's user id. `privacy` switches privacy mode on: then the bot reads only
        what is meant for it, unless it is an administrator.
        """
        number = int(token.partition(":")[0])
        user = User(number, name or username, username=username, is_bot=True)
        queue = Queue(self.state.chance)
        bot = Bot(user, token, queue, reads_all=not privacy)
        self.state.users[user.id] = user
        self.state.bots[token] = bot
        self.state.emit(PersonChanged(user))
        return bot

    def group(self, title: str, owner: Person, members: Iterable[Actor] = (), id: int = 0) -> Place:
        """Open a basic group; `id` is the number behind its minus sign."""
        chat = places.open_chat(self.state, "group", title, owner.user, number=id)
        place = Place(self.state, chat)
        self.settles(place, members)
        return place

    def supergroup(
        self,
        title: str,
        owner: Person,
        members: Iterable[Actor] = (),
        *,
        topics: Iterable[str] = (),
        username: str = "",
        id: int = 0,
    ) -> Place:
        """Open a supergroup, a forum if topics are named; `id` is the number behind -100."""
        names = tuple(topics)
        chat = places.open_chat(
            self.state, "supergroup", title, owner.user, number=id, forum=bool(names)
        )
        chat.username = username
        place = Place(self.state, chat)
        self.settles(place, members)
        for name in names:
            place.topic(name)
        return place

    def channel(
        self, title: str, owner: Person, *, linked: Place | None = None, id: int = 0
    ) -> Place:
        """Open a channel, with its discussion group if one is given."""
        place = Place(
            self.state, places.open_chat(self.state, "channel", title, owner.user, number=id)
        )
        if linked is not None:
            linked.links(place)
        return place

    def settles(self, place: Place, members: Iterable[Actor]) -> None:
        """Let people have been in a place from the start, without a word about it."""
        for actor in members:
            member = Member(actor.user, "member", joined=self.state.now())
            place.chat.members[actor.user.id] = member

    def add_member(self, place: Place, who: Actor | Bot, *, by: Person | None = None) -> None:
        """Bring a person or a bot into a place, by an administrator or on their own."""
        membership.join(self.state, place.chat, who.user, by=by.user if by else None)

    def place(self, chat_id: int) -> Place:
        """Return the group or channel with this id."""
        if chat_id not in self.state.chats:
            raise Impossible(f"there is no chat {chat_id}")
        return Place(self.state, self.state.chats[chat_id])

    def somebody(self, user_id: int) -> Person:
        """Return the person with this id."""
        if user_id not in self.state.users:
            raise Impossible(f"there is nobody with the id {user_id}")
        return Person(self.state, self.state.users[user_id])

    def set_privacy(self, bot: Bot, on: bool) -> None:
        """Switch a bot's privacy mode, as BotFather does."""
        bot.reads_all = not on

    def slips_in(self, bot: Bot, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update that no act made, of a kind that need not exist."""
        now = self.clock.now()
        bot.queue.put(kind, payload, lane=kind, expires=now + DAY, now=now)

    @contextlib.contextmanager
    def hours_ago(self, hours: float) -> Iterator[None]:
        """Let what happens in this block have happened earlier, and its updates wait all the same."""
        with self.state.turned_back(self.clock.now() - hours * 3600):
            yield

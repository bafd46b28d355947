"""Steady traffic: what people in two groups and in private do all the time, and what they expect."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox import World
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from crash.oracle import Oracle
from crash.plans import EVERY_KIND
from crash.victims import ALICE

GATES = (
    "amber",
    "birch",
    "cobalt",
    "dahlia",
    "ember",
    "falcon",
    "garnet",
    "hazel",
    "indigo",
    "jasper",
)
SMALL_TALK = ("ok", "哈哈哈哈", "good morning everybody", "see you on saturday", "+1", "太棒了")
PROMPT = "Prompt number"
MORNING = "Good morning to you all"
# What stands below the picture of a digest that is too long to stand there: every day the same.
PICTURE = "active members and messages by day"
# What Renao says at most once, by how it begins.
AT_MOST_ONCE = (
    *(PROMPT, MORNING, "Thank you for letting me into", "That is for this group"),
    *EVERY_KIND,
)


def at_most_once(text: str) -> bool:
    """Say whether a text is one that may never be repeated."""
    return text.startswith(AT_MOST_ONCE)


def question(gate: str) -> str:
    """Return what is asked about a gate."""
    return f"who opens the {gate} gate?"


def answer(gate: str) -> str:
    """Return what the FAQ has about a gate."""
    return f"The guard of {gate} does."


def newest(place: Place, many: int) -> Iterator[Message]:
    """Yield the newest messages of a place, the last first, without Telegram's notes."""
    last = itertools.islice(reversed(place.chat.messages.values()), many)
    return (message for message in last if message.service is None)


@dataclass(frozen=True)
class Awaited:
    """Something that must be said at least once: in a chat, in reply to a message, or with these words.

    `once`: it may be said at most once, so where it is missing nobody may know whether it was said.
    """

    what: str
    chat_id: int
    words: str = ""
    reply_to: int = 0
    once: bool = False

    def is_in(self, message: Message) -> bool:
        """Say whether `message` is it."""
        replied = message.reply_to.id if message.reply_to else 0
        return message.chat.id == self.chat_id and (
            replied == self.reply_to
            if self.reply_to
            else self.words in message.text and not replied
        )


class Crowd:
    """Everybody; `awaited` is what the bot owes them."""

    def __init__(self, world: World, bot: Bot, oracle: Oracle, chance: random.Random) -> None:
        self.world, self.bot, self.oracle, self.chance = world, bot, oracle, chance
        self.alice = world.person("Alice", id=ALICE)
        self.olga = world.person("Olga")
        self.fans = [world.person(f"Fan{number}") for number in range(8)]
        # They never leave, so that the bot knows in which groups they are when they ask it in private.
        self.regulars = [world.person(f"Regular{number}") for number in range(8)]
        self.groups = [self._group("Fans of A"), self._group("Fans of B")]
        self.guest: Place | None = None
        self.awaited: list[Awaited] = []
        self.numbers = itertools.count(1)
        self.unasked: dict[int, list[str]] = {}
        self.private = self._private_questions()
        self.taught = False
        self.alice.starts(bot)
        oracle.read()

    def _group(self, title: str) -> Place:
        place = self.world.supergroup(
            title, owner=self.alice, members=[self.olga, *self.fans, *self.regulars]
        )
        self._lets_in(place)
        self.alice.promotes(self.olga, place)
        for regular in self.regulars:
            regular.says("hello", in_=place)
        return place

    def _lets_in(self, place: Place) -> None:
        self.alice.adds(self.bot, place)
        self.alice.promotes(self.bot, place)

    def _private_questions(self) -> Iterator[tuple[Person, str]]:
        pairs = [(fan, gate) for fan in self.regulars for gate in GATES]
        self.chance.shuffle(pairs)
        return iter(pairs)

    def teaches(self) -> None:
        """Let Alice fill the FAQ, plan a daily prompt and ask for the digest: all of it is traffic too."""
        for place in self.groups:
            self.awaited.append(Awaited("thanks", place.id, "Thank you for letting me", once=True))
            lines = [f"/faq_new {gate} | {question(gate)} | {answer(gate)}" for gate in GATES]
            lines += ["/digest on 08:00", f"/prompt daily 09:00 {MORNING}, {place.title}!"]
            for line in lines:
                self._asks(self.alice, line, place)

    def opens_a_day(self) -> None:
        """Begin an epoch: the bot is let into a new group, and every question may be asked anew."""
        self.guest = self.world.supergroup(f"Guests {next(self.numbers)}", owner=self.alice)
        self._lets_in(self.guest)
        self.awaited.append(Awaited("thanks", self.guest.id, "Thank you for letting me", once=True))
        self.unasked = {
            place.id: self.chance.sample(GATES, len(GATES)) if self.taught else []
            for place in self.groups
        }
        self.oracle.read()

    def closes_the_day(self) -> None:
        """End an epoch, in which everything was answered: the bot is put out of the guests' group."""
        self.taught = True
        if self.guest is not None:
            self.alice.kicks(self.bot, self.guest)
        self.oracle.read()

    def acts(self) -> None:
        """Let somebody do something."""
        deeds, weights = zip(*DEEDS.items(), strict=True)
        place = self.chance.choice(self.groups)
        inside = [fan for fan in [*self.fans, *self.regulars] if place.chat.holds(fan.user)]
        self.chance.choices(deeds, weights)[0](self, self.chance.choice(inside), place)
        self.oracle.read()

    def _asks(self, who: Person, text: str, place: Place) -> None:
        message = who.says(text, in_=place)
        self.awaited.append(Awaited(text, place.id, reply_to=message.id))

    # ── deeds ─────────────────────────────────────────────────────────────────────────────────

    def says(self, fan: Person, place: Place) -> None:
        """Somebody says something."""
        fan.says(f"{self.chance.choice(SMALL_TALK)} {next(self.numbers)}", in_=place)

    def replies(self, fan: Person, place: Place) -> None:
        """Somebody answers another fan."""
        fan.says(self.chance.choice(SMALL_TALK), reply_to=self._lately(place))

    def reacts(self, fan: Person, place: Place) -> None:
        """Somebody reacts, or takes it back."""
        message = self._lately(place)
        fan.reacts(message, *(() if fan.user.id in message.reactions else ("👍",)))

    def shows(self, fan: Person, place: Place) -> None:
        """Somebody posts a sticker."""
        fan.sends("sticker", place)

    def edits(self, fan: Person, place: Place) -> None:
        """Somebody says something else than she said."""
        message = self._lately(place)
        if message.sender is fan.user and message.text:
            fan.edits(message, message.text + "!")

    def comes_or_goes(self, fan: Person, place: Place) -> None:
        """Somebody leaves, or comes back."""
        if fan in self.regulars:
            fan = self.chance.choice(self.fans)
        if place.chat.holds(fan.user):
            fan.leaves(place)
        else:
            fan.joins(place)

    def asks(self, fan: Person, place: Place) -> None:
        """Somebody asks what the FAQ knows: all, while it was not asked today, and then the bot itself.

        What all are asked the bot leaves to people where they talk: of that, no answer is missed.
        """
        if not self.taught:
            return
        if left := self.unasked[place.id]:
            fan.says(question(left.pop()), in_=place)
        else:
            gate = self.chance.choice(GATES)
            self._asks(fan, f"@{self.bot.user.username} {question(gate)}", place)

    def asks_in_private(self, fan: Person, _place: Place) -> None:
        """Somebody asks the bot alone, each question once."""
        pair = next(self.private, None) if self.taught else None
        if pair is not None:
            fan, gate = pair
            self._writes(fan, question(gate), answer(gate))

    def mistypes(self, fan: Person, _place: Place) -> None:
        """Somebody sends the bot a command that there is not."""
        word = f"qq{next(self.numbers)}"
        self._writes(fan, f"/{word}", f"/{word}.")

    def _writes(self, who: Person, text: str, words: str) -> None:
        who.says(text, in_=self.bot)
        self.awaited.append(Awaited(text, who.id, words))

    def plans(self, _fan: Person, place: Place) -> None:
        """Alice plans a prompt."""
        text = f"{PROMPT} {next(self.numbers)}, for you!"
        self._asks(self.alice, f"/prompt in 1m {text}", place)
        self.awaited.append(Awaited("prompt", place.id, text, once=True))

    def oversteps(self, fan: Person, place: Place) -> None:
        """Somebody wants what is not for fans; she is told so once an hour at most."""
        fan.says("/report", in_=place)

    def looks(self, _fan: Person, place: Place) -> None:
        """Olga, of whom Telegram must be asked whether she may, asks how things are."""
        self._asks(self.olga, "/status", place)

    def offers(self, _fan: Person, place: Place) -> None:
        """Alice asks for buttons."""
        self._asks(self.alice, "/language", place)

    def presses(self, fan: Person, place: Place) -> None:
        """Somebody presses a button under one of the bot's last messages; it may be for her or not."""
        offered = next((one for one in newest(place, 100) if "English" in one.buttons), None)
        if offered is not None:
            who = self.alice if self.chance.random() < 0.3 else fan
            who.presses(offered, "English")

    def _lately(self, place: Place) -> Message:
        talk = [one for one in newest(place, 40) if one.sender and not one.sender.is_bot]
        return self.chance.choice(talk) if talk else self.regulars[0].says("hi", in_=place)


DEEDS = {
    Crowd.says: 36,
    Crowd.replies: 14,
    Crowd.reacts: 14,
    Crowd.shows: 5,
    Crowd.edits: 5,
    Crowd.comes_or_goes: 6,
    Crowd.asks: 6,
    Crowd.asks_in_private: 2,
    Crowd.mistypes: 4,
    Crowd.plans: 3,
    Crowd.oversteps: 1,
    Crowd.looks: 1,
    Crowd.offers: 1,
    Crowd.presses: 3,
}

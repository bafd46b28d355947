"""A town of fans who talk at a steady pace in many groups, and now and then ask the bot something."""

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox import Person, Place, World
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.world.files import plain_picture

MEMBERS = 20
LATELY = 30
# One act in so many is a question or a command.
ASKS = 20
SAID = (
    "ok",
    "哈哈哈哈",
    "good morning everybody",
    "see you on saturday",
    "+1",
    "太棒了！！！",
    "I was at the show last night and it was amazing, the encore alone was worth the ticket",
    "这个周末有空的话一起去吧，听说会有新歌",
)
TAUGHT = "/faq_new gate | who opens the amber gate? | The guard does, {{ first_name }}."
# Each of these must be answered, whoever asks it ...
ANSWERED = ("@renao_bot who opens the amber gate?", "/help", "@renao_bot who opens the amber gate")
# ... and to these there is nothing to say.
NOT_ANSWERED = (
    "has anybody seen my blue umbrella?",
    "/rank@another_bot",
    "有没有人捡到一把蓝色的伞？",
)
PICTURE = plain_picture(180, 120, 160)


@dataclass
class Group:
    """A group, its owner, its members, and what was said in it lately."""

    place: Place
    owner: Person
    fans: list[Person]
    lately: deque[Message] = field(default_factory=lambda: deque(maxlen=LATELY))


@dataclass(frozen=True)
class Asked:
    """What was asked when (seconds of the world); `due`: there is something to answer."""

    message: Message
    at: float
    due: bool


class Town:
    """Everybody; `asked` is what the bot was asked since the start."""

    def __init__(self, world: World, bot: Bot, groups: int, answered: float, seed: int) -> None:
        self.world, self.bot, self.answered = world, bot, answered
        self.chance = random.Random(seed)
        self.groups = [self._group(number) for number in range(groups)]
        self.acts = 0
        self.asked: list[Asked] = []
        # Everybody asks once before anybody asks again, so that nobody exceeds her share.
        pairs = [(group, fan) for fan in range(MEMBERS) for group in self.groups]
        self._askers = itertools.cycle(pairs)

    def _group(self, number: int) -> Group:
        owner = self.world.person(f"Owner{number}")
        fans = [self.world.person(f"Fan{number}x{fan}") for fan in range(MEMBERS)]
        place = self.world.supergroup(f"Fans {number}", owner=owner, members=fans)
        owner.adds(self.bot, place)
        owner.promotes(self.bot, place)
        owner.says(TAUGHT, in_=place)
        return Group(place, owner, fans)

    async def live(self, rate: float, seconds: float) -> None:
        """Let `rate` things a second happen, evenly, for so many seconds."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while self.acts < rate * seconds:
            while self.acts < rate * min(clock() - began, seconds):
                self._act()
            await asyncio.sleep(0.01)

    def _act(self) -> None:
        self.acts += 1
        if self.acts % ASKS == 0:
            self._ask()
            return
        group = self.chance.choice(self.groups)
        fan = self.chance.choice(group.fans)
        deed: Deed = self.chance.choices(*DEEDS)[0]
        message = deed(self, fan, group)
        if message is not None:
            group.lately.append(message)

    def _ask(self) -> None:
        group, fan = next(self._askers)
        asker = group.fans[fan]
        due = self.chance.random() < self.answered
        words = self.chance.choice(ANSWERED if due else NOT_ANSWERED)
        now = self.world.clock.now()
        self.asked.append(Asked(asker.says(words, in_=group.place), now, due))

    def says(self, fan: Person, group: Group) -> Message | None:
        """Somebody says something."""
        return fan.says(self.chance.choice(SAID), in_=group.place)

    def replies(self, fan: Person, group: Group) -> Message | None:
        """Somebody answers what was said lately."""
        if not group.lately:
            return self.says(fan, group)
        return fan.says(
            self.chance.choice(SAID), reply_to=self.chance.choice(group.lately), in_=group.place
        )

    def reacts(self, fan: Person, group: Group) -> Message | None:
        """Somebody reacts, or takes it back."""
        if not group.lately:
            return self.says(fan, group)
        message = self.chance.choice(group.lately)
        fan.reacts(message, *(() if fan.user.id in message.reactions else ("👍",)))
        return None

    def shows(self, fan: Person, group: Group) -> Message | None:
        """Somebody posts a picture."""
        return fan.sends("photo", group.place, content=PICTURE)

    def edits(self, fan: Person, group: Group) -> Message | None:
        """Somebody thinks better of what she said."""
        mine = [one for one in group.lately if one.sender is fan.user and one.text]
        if not mine:
            return self.says(fan, group)
        return fan.edits(mine[-1], mine[-1].text + "!")

    def comes_back(self, fan: Person, group: Group) -> Message | None:
        """Somebody leaves and joins again."""
        fan.leaves(group.place)
        fan.joins(group.place)
        return None


Deed = Callable[[Town, Person, Group], Message | None]
WEIGHTS: dict[Deed, float] = {
    Town.says: 48,
    Town.replies: 18,
    Town.reacts: 16,
    Town.shows: 13,
    Town.edits: 4,
    Town.comes_back: 1,
}
DEEDS = tuple(WEIGHTS), tuple(WEIGHTS.values())

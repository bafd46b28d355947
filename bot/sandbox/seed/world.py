"""Building the seeded world, the same for the same seed and day.

Alice (1001) owns both groups, Olga (1002) administers them, Bob (1003) and 小明 (1004) are fans, Mallory
(1005) is in neither; everybody else follows from 1006 on. The bot is an administrator from the first day. All
that happened waits as updates with their true dates. Telegram would keep them for a day only; here, what
happened while the world was being made up never expires, and the bot gets it as if it had asked for every
kind of update. From the present on it gets what it asks for, as everywhere.
"""

from dataclasses import dataclass

from bot.sandbox.clock import Clock, SystemClock
from bot.sandbox.model.bots import DEFAULT_KINDS, UPDATE_KINDS, Bot
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from bot.sandbox.script.world import World
from bot.sandbox.seed import people
from bot.sandbox.seed.history import DAYS, Past, tell
from bot.sandbox.seed.life import Life
from bot.sandbox.seed.people import CODES, Fan, Language
from bot.sandbox.seed.rhythm import DAY

TOKEN = "42:SANDBOX"  # noqa: S105 - a pretend token of a pretend bot
USERNAME = "renao_bot"
FANS_NUMBER, FENSI_NUMBER = 1_001, 1_002
# The chat ids of the two groups.
FANS_ID, FENSI_ID = -1_000_000_001_001, -1_000_000_001_002
TITLES: dict[Language, str] = {"en": "Aurora Fans", "zh": "极光粉丝团"}
TOPICS = ("Music", "Meetups", "Help")


@dataclass(frozen=True)
class Seeded:
    """The world, its bot, the five whom every story knows, the two groups, and their life to go on with."""

    world: World
    bot: Bot
    alice: Person
    olga: Person
    bob: Person
    ming: Person
    mallory: Person
    fans: Place
    fensi: Place
    lives: tuple[Life, ...]


def seeded_world(clock: Clock | None = None, seed: int = 1, *, token: str = TOKEN) -> Seeded:
    """Build the world with its history."""
    return _Builder(clock or SystemClock(), seed, token).build()


def empty_world(clock: Clock | None = None, seed: int = 1, *, token: str = TOKEN) -> World:
    """Build a world with nothing but the bot and Alice, its owner to be."""
    world = World(clock, seed)
    world.add_bot(USERNAME, token=token, name="Renao")
    _settle(world, people.ALICE, people.ALICE_FAN)
    return world


def _settle(world: World, number: int, fan: Fan) -> Person:
    return world.person(
        fan.name,
        last_name=fan.last_name,
        username=fan.username,
        language=CODES[fan.language],
        id=number,
    )


class _Builder:
    """The steps of building, in order."""

    def __init__(self, clock: Clock, seed: int, token: str) -> None:
        self.world = World(clock, seed)
        self.seed = seed
        self.bot = self.world.add_bot(USERNAME, token=token, name="Renao")
        self.alice = _settle(self.world, people.ALICE, people.ALICE_FAN)
        self.olga = _settle(self.world, people.OLGA, people.OLGA_FAN)
        self.bob = _settle(self.world, people.BOB, people.BOB_FAN)
        self.ming = _settle(self.world, people.MING, people.MING_FAN)
        self.mallory = _settle(self.world, people.MALLORY, people.MALLORY_FAN)
        self.fans = [
            (_settle(self.world, people.FIRST_FAN + place, fan), fan.language)
            for place, fan in enumerate(people.FANS)
        ]

    def build(self) -> Seeded:
        """Open the groups and let the past happen."""
        now = self.world.state.now()
        self.bot.allowed = frozenset(UPDATE_KINDS)
        with self.world.state.turned_back(now // DAY * DAY - DAYS * DAY) as past:
            fans, fans_past = self._group("en", [self.bob], topics=TOPICS, number=FANS_NUMBER)
            fensi, fensi_past = self._group("zh", [self.ming], topics=(), number=FENSI_NUMBER)
            tell({"en": fans_past, "zh": fensi_past}, self.seed, past, now)
        self.bot.allowed = DEFAULT_KINDS
        return Seeded(
            self.world,
            self.bot,
            self.alice,
            self.olga,
            self.bob,
            self.ming,
            self.mallory,
            fans,
            fensi,
            (fans_past.life, fensi_past.life),
        )

    def _group(
        self, language: Language, known: list[Person], *, topics: tuple[str, ...], number: int
    ) -> tuple[Place, Past]:
        """Open a group with its owner, its administrator, its bot and those who were there from the start."""
        fans = known + [person for person, spoken in self.fans if spoken == language]
        place = self.world.supergroup(TITLES[language], owner=self.alice, topics=topics, id=number)
        past = Past(self.world, place, language, self.alice, fans)
        self.world.settles(place, [self.olga, *past.life.members])
        self.alice.promotes(self.olga, place, title="Operator")
        self.alice.adds(self.bot, place)
        self.alice.promotes(self.bot, place)
        return place, past

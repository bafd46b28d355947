"""A day of two groups in some fifty acts, over all that Renao can do: the same each time it is played."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from bot.prompts import schedules
from bot.prompts.parse import read_when
from bot.prompts.prompt import Options, Prompt, Rotation, Variant
from bot.prompts.prompt import Place as Where
from bot.sandbox import World
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from tests.faults.stage import Stage, tried
from tests.stories.calendar import ALBUM, QUIZ, TEXT

UTC = ZoneInfo("UTC")
TICKETS = """/faq_new tickets
Q: where can I buy tickets?
Q: 哪里可以买票
A: At the door, {{ first_name }}, from 18:00.
A[zh-CN]: {{ first_name }}，当天 18:00 起在门口买。"""

# When, what and how; quiet has to be waited for, and one in two is left out on purpose.
KINDS: tuple[tuple[str, Variant, Options], ...] = (
    ("daily 13:30", ALBUM, Options(delete_after=7200)),
    ("daily 13:35", TEXT, Options(quiet_for=900, quiet_most=3600)),
    (
        "daily 13:36",
        Variant({"en": "And who is that?"}),
        Options(control_every=2, rotation=Rotation.LEARN),
    ),
    ("daily 22:00", QUIZ, Options(close_after=600)),
    ("daily 22:10", Variant({"en": "Sleep well"}), Options(pin=True, unpin_after=3600)),
)

Deed = Callable[[Stage], Awaitable[bool]]
"""Something that is done by itself, again and again until it succeeds; it returns False then."""

Acts = Iterator[str | Deed | None]
"""Between two acts ten minutes pass, or the time until clocks in UTC show what is yielded."""


class Day:
    """The people of the day, and what they do."""

    def __init__(self, world: World, bot: Bot) -> None:
        self.world, self.bot = world, bot
        self.alice: Person = world.person("Alice", id=1001)
        self.olga: Person = world.person("Olga", id=1002)
        self.bob: Person = world.person("Bob", id=1003)
        self.ming: Person = world.person("小明", id=1004, language="zh-hans", username=None)
        everybody = [self.olga, self.bob, self.ming]
        self.fans: Place = world.supergroup("Fans", owner=self.alice, members=everybody)
        self.old_club: Place = world.group("Club", owner=self.alice, members=[self.bob])
        self.club = self.old_club

    def acts(self) -> Acts:
        """Play the day from midnight to the next morning."""
        for part in (self.arrival, self.talk, self.faq, self.steering, self.moving, self.night):
            yield from part()

    def arrival(self) -> Acts:
        """Renao is let in."""
        self.alice.starts(self.bot)
        self.alice.promotes(self.olga, self.fans)
        self.alice.adds(self.bot, self.fans)
        yield None
        self.alice.promotes(self.bot, self.fans)
        self.alice.adds(self.bot, self.club)
        self.alice.promotes(self.bot, self.club)
        yield None

    def talk(self) -> Acts:
        """People take part in every way that is recorded."""
        hello = self.bob.says("hello everybody", in_=self.fans)
        self.ming.says("你好", reply_to=hello)
        self.olga.reacts(hello, "👍")
        yield None
        self.bob.sends_album(["photo", "photo"], self.fans, caption="from yesterday")
        self.bob.edits(hello, "hello everyone")
        self.ming.sends("sticker", self.fans, emoji="🎉")
        yield None
        carol = self.world.person("Carol", id=1006)
        carol.joins(self.fans)
        carol.says("new here", in_=self.fans)
        poll = self.olga.starts_poll("Which?", ["a", "b"], self.fans, anonymous=False)
        carol.votes(poll, "b")
        yield None
        carol.leaves(self.fans)
        self.bob.says("evening at the club", in_=self.club)
        self.olga.reacts(hello)
        yield None

    def faq(self) -> Acts:
        """Entries are made, asked for in two languages and in private, and removed."""
        yield from self._says(self.alice, TICKETS)
        yield from self._presses(self.alice, "Fans")
        yield from self._says(self.bob, "where can I buy tickets?", self.fans)
        yield from self._says(self.ming, "请问哪里可以买票？", self.fans)
        yield from self._says(self.bob, "where can I buy tickets?")
        yield from self._says(self.bob, TICKETS, self.fans)
        yield from self._says(
            self.olga, "/faq_new hi | who is in the front row? | You are!", self.fans
        )
        yield from self._says(self.olga, "/faq_delete hi", self.fans)
        yield from self._says(self.olga, "/faq_new no | who? | {{ dor }}", self.fans)
        yield from self._says(self.alice, "/faq")

    def steering(self) -> Acts:
        """Prompts, digests, languages, operators, and what may not be done."""
        yield from self._says(self.alice, "/prompt daily 21:30 Good night!", self.fans)
        yield from self._says(self.alice, "/prompt daily 12:00 What made you smile?", self.fans)
        yield from self._says(self.alice, "/prompts", self.fans)
        yield from self._presses(self.alice, "Good night!", self.fans)
        yield from self._presses(self.alice, "Pause", self.fans)
        yield from self._presses(self.bob, "Delete", self.fans)
        yield self.plans_every_kind
        yield from self._says(self.alice, "/digest on 09:00")
        words = self.bob.says("I can help", in_=self.fans)
        self.alice.says("/operator_add", in_=self.fans, reply_to=words)
        yield None
        yield from self._says(self.bob, "/faq", self.fans)
        yield from self._says(self.alice, "/operators", self.fans)
        yield from self._presses(self.alice, "Bob", self.fans)
        yield from self._says(self.bob, "/report", self.fans)
        yield from self._says(self.ming, "/help")
        yield from self._says(self.bob, "/language")
        yield from self._presses(self.bob, "简体中文")
        yield from self._says(self.bob, "/xyzzy")
        self.olga.hides(self.fans)
        yield from self._says(self.olga, "/report today", self.fans)

    async def plans_every_kind(self, stage: Stage) -> bool:
        """Let Alice plan what is more than a text."""
        now = stage.clock.now()
        async with stage.house.database.write() as tx:
            for when, variant, options in KINDS:
                rule, _ = read_when(when, now, UTC)
                prompt = Prompt(when, (variant,), (Where(self.fans.id),), options)
                alice = self.alice.id
                await schedules.add(tx, self.fans.id, prompt, rule, by=alice, now=now)
        return False

    def moving(self) -> Acts:
        """A group becomes a supergroup with a prompt to come; Renao is put out and let in again."""
        yield from self._says(self.alice, "/prompt daily 12:30 Who is there?", self.club)
        self.club = self.old_club.migrates()
        yield None
        self.bob.says("we moved", in_=self.club)
        yield "12:40"
        self.alice.kicks(self.bot, self.fans)
        yield None
        self.alice.forgives(self.bot, self.fans)
        self.alice.adds(self.bot, self.fans)
        self.alice.promotes(self.bot, self.fans)
        yield None
        self.ming.blocks(self.bot)
        yield None
        yield from self._says(self.bob, "where can I buy tickets?", self.fans)
        yield from self._says(self.alice, "/group")
        yield from self._presses(self.alice, "Fans")
        yield from self._says(self.alice, "/timezone asia/shanghai")
        yield from self._says(self.alice, "/status")

    def night(self) -> Acts:
        """Prompts are posted, and in the morning the digest comes."""
        yield "13:40"
        self.bob.says("good night", in_=self.fans)
        yield "23:00"
        yield "01:10"
        yield from self._says(self.alice, "/audit")
        yield "08:00"

    def _says(self, who: Person, text: str, in_: Place | None = None) -> Acts:
        who.says(text, in_=in_ or self.bot)
        yield None

    def _presses(self, who: Person, label: str, in_: Place | None = None) -> Acts:
        """Press the newest button with that label."""
        place = in_ or who.chat_with(self.bot)
        message: Message = next(
            message
            for message in reversed(place.messages)
            if any(label in button for button in message.buttons)
        )
        who.presses(message, next(button for button in message.buttons if label in button))
        yield None


Look = Callable[[Stage, Day], Awaitable[bool]]
"""What the operator does after each act; True if the bot has something to do then."""


class Play:
    """A day that is played act by act: in one house, or in one after another."""

    def __init__(self, world: World, bot: Bot) -> None:
        self.day, self.world = Day(world, bot), world
        self._acts, self._at = self.day.acts(), world.clock.now()
        self.is_over = False

    async def act(self, stage: Stage, look: Look) -> None:
        """Play the next act; each stands at its own time, whatever went wrong before."""
        try:
            then = next(self._acts)
        except StopIteration:
            self.is_over = True
            return
        await stage.settle()
        if callable(then):
            while await tried(partial(then, stage)):
                pass
        elif then is not None:
            stage.clock.until(then, "UTC")
            self._at = stage.clock.now()
            await stage.settle()
        while await tried(partial(look, stage, self.day)):
            await stage.settle()
        self._at += 600
        assert stage.clock.now() < self._at, "the bot was busy for ten minutes"
        stage.clock.forward(seconds=self._at - stage.clock.now())

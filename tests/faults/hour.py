"""An hour in a group, in which nobody waits for the bot: so it can be played while the bot is in trouble."""

from collections.abc import Awaitable, Callable

from bot import outbox
from bot.clock import HOUR
from bot.sandbox.script.places import Place
from tests.faults.ending import Ending, ending
from tests.faults.stage import Stage

TICKETS = "/faq_new tickets | where can I buy tickets? | At the door."
ACTS = 12
Trouble = Callable[[Stage, int], Awaitable[None]]
"""What is wrong from the nth act on."""


class Hour:
    """A group of Alice's with Bob and 小明 in it, where the bot knows an answer and has a prompt to post."""

    def __init__(self, stage: Stage) -> None:
        self.stage, world = stage, stage.world
        self.alice = world.person("Alice", id=1001)
        self.bob = world.person("Bob", id=1003)
        self.ming = world.person("小明", id=1004, language="zh-hans", username=None)
        self.group: Place = world.supergroup(
            "Fans", owner=self.alice, members=[self.bob, self.ming]
        )

    async def begin(self) -> None:
        """Let the bot in, and have it taught."""
        self.alice.starts(self.stage.bot)
        self.alice.adds(self.stage.bot, self.group)
        self.alice.promotes(self.stage.bot, self.group)
        await self.stage.settle()
        # The digest comes first: of a post in doubt it would, rightly, say so.
        for text in (TICKETS, "/digest on 00:40", "/prompt daily 00:45 Who is still up?"):
            self.alice.says(text, in_=self.stage.bot)
            await self.stage.settle()

    def act(self, number: int) -> None:
        """Let everybody do something, and much of it."""
        for _ in range(40):
            self.bob.says(f"one of many in act {number}", in_=self.group)
        self.ming.reacts(self.group.last, "👍")
        match number % 4:
            case 0:
                self.bob.says("where can I buy tickets?", in_=self.stage.bot)
            case 1:
                fan = self.stage.world.person(f"Fan {number}")
                fan.joins(self.group)
                fan.says("hello", in_=self.group)
            case 2:
                self.ming.says("/help", in_=self.stage.bot)
            case 3:
                self.ming.sends_album(["photo", "photo"], self.group)


async def spend(stage: Stage, trouble: Trouble, *, settling: bool) -> Ending:
    """Play the hour, in five minutes an act; say where it ends once all is well again.

    settling: what is wrong passes by itself, so the bot can come to rest between the acts.
    """
    hour = Hour(stage)
    await hour.begin()
    start = stage.clock.now()
    for number in range(ACTS):
        await trouble(stage, number)
        hour.act(number)
        await (stage.settle() if settling else stage.struggle())
        stage.clock.forward(seconds=start + 300 * (number + 1) - stage.clock.now())
    await trouble(stage, ACTS)
    await stage.settle()
    if await decide(stage, hour.group):
        await stage.settle()
    return await ending(stage.house.database, stage.world)


async def decide(stage: Stage, *groups: Place, looking_back: float = HOUR) -> bool:
    """Look into groups and decide about each message that is in doubt; True if there was one.

    looking_back: in how many seconds before the doubt came up one looks for the message.
    """
    async with stage.house.database.read() as tx:
        found = [await outbox.uncertain(tx, group.id) for group in groups]
    doubts = [doubt for each in found for doubt in each]
    for doubt in doubts:
        there = posted(stage, doubt, since=doubt.at - looking_back)
        decided = outbox.was_posted if there else outbox.post_again
        async with stage.house.database.write() as tx:
            await decided(tx, doubt.chat_id, doubt.id, stage.clock.now())
    await stage.settle()
    return bool(doubts)


def posted(stage: Stage, doubt: outbox.Doubt, *, since: float) -> bool:
    """Say whether somebody who looks for a message among those since a moment finds it."""
    first_line = doubt.text.partition("\n")[0]
    return any(
        entry.details["text"].startswith(first_line)
        for entry in stage.world.ledger.entries("posted")
        if entry.at >= since and entry.details["chat_id"] == doubt.chat_id
    )


async def nothing(_stage: Stage, _number: int) -> None:
    """Nothing is wrong."""

"""The crash harness: Renao comes through it whole, a bot that loses updates does not, and the judge sees."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.app.house import make_intake
from bot.chat.host import Me
from bot.config.settings import Defaults
from bot.inbox import Raw
from bot.sandbox import ManualClock, World
from bot.sandbox.model.bots import UPDATE_KINDS, Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.world import posting
from bot.storage import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.schema import facts, member_days
from bot.texts import plain

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from crash.aims import POLLING, Gun, aims  # noqa: E402
from crash.crowd import PROMPT, Awaited, Crowd, at_most_once  # noqa: E402
from crash.judge import Court  # noqa: E402
from crash.oracle import Oracle  # noqa: E402

VERDICT = re.compile(
    r"kills (\d+) lost (\d+) doubled (\d+) repeated (\d+) missing (\d+) uncertain \d+"
)


def crash(*arguments: str) -> tuple[int, str, str]:
    """Run the harness; return its exit code, its last line and all it said."""
    line = [sys.executable, str(BENCH / "crash.py"), *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=880)
    said = done.stdout + done.stderr
    assert done.stdout, said
    return done.returncode, done.stdout.splitlines()[-1], said


@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_sixty_kills_lose_and_repeat_nothing(mode: str) -> None:
    code, last, said = crash("--kills", "60", "--mode", mode, "--jobs", "2")
    assert last.startswith("kills 60 lost 0 doubled 0 repeated 0 missing 0 uncertain "), said
    assert code == 0


@pytest.mark.timeout(900)
def test_the_same_kills_show_the_losses_of_a_bot_that_confirms_first() -> None:
    code, last, said = crash("--kills", "20", "--victim", "ptb", "--jobs", "2")
    verdict = VERDICT.fullmatch(last)
    assert verdict is not None, said
    assert int(verdict[1]) == 20
    assert int(verdict[2]) > 0
    assert code == 1


def test_every_kind_of_moment_is_aimed_at_as_often() -> None:
    next_aim = aims(Random(1))
    drawn = [next_aim(False).kind for _ in range(10 * len(POLLING))]
    assert {kind: drawn.count(kind) for kind in POLLING} == dict.fromkeys(POLLING, 10)


# ── the judge sees what is wrong ─────────────────────────────────────────────────────────────────


async def keep(database: Database, bot: Bot, world: World) -> None:
    """Let Renao's intake take all that waits for the bot."""
    intake = make_intake(database, Defaults(), Me(bot.id, "renao_bot", True))
    await intake.accept([Raw(one.id, one.body) for one in bot.queue], world.clock.now())


@dataclass
class Scene:
    """A group in which Bob has said something that is on record, and a court that is content so far."""

    world: World
    clock: ManualClock
    court: Court
    database: Database
    file: Path

    def __post_init__(self) -> None:
        self.bot = self.court.bot
        self.bob = self.world.person("Bob")
        self.group = self.world.supergroup("Fans", owner=self.world.person("Alice"))
        self.world.settles(self.group, [self.bob])
        self.world.add_member(self.group, self.bot)

    async def bob_says_and_it_is_kept(self) -> None:
        self.bob.says("hello", in_=self.group)
        self.court.oracle.read()
        await keep(self.database, self.bot, self.world)
        self.confirm()

    def confirm(self) -> None:
        for update in self.bot.queue.clear():
            self.court.oracle.read()
            self.world.ledger.write(self.bot.id, "confirmed", update_id=update.id, kind=update.kind)

    def posts(self, text: str, reply_to: Message | None = None) -> None:
        posting.post(self.world.state, self.group.chat, self.bot.user, text=text, reply_to=reply_to)

    def faults(self, *awaited: Awaited) -> set[str]:
        self.court.judge(self.file, list(awaited))
        return set(self.court.verdict.values())


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = ManualClock()
    world = World(clock)
    bot = world.add_bot("renao_bot", token="42:SANDBOX")
    file = tmp_path / "renao.db"
    database = open_database(f"sqlite:///{file}")
    await migrate(database)
    court = Court(world, bot, Oracle(world, bot), Gun(world, at_most_once))
    scene = Scene(world, clock, court, database, file)
    await scene.bob_says_and_it_is_kept()
    assert scene.faults() == set()
    yield scene
    await database.close()


async def test_it_sees_an_update_that_was_confirmed_and_not_kept(scene: Scene) -> None:
    scene.bob.says("is anybody there?", in_=scene.group)
    scene.court.oracle.read()
    scene.confirm()
    assert scene.faults() == {"lost"}


async def test_it_sees_a_fact_that_is_gone(scene: Scene) -> None:
    async with scene.database.write() as tx:
        await tx.execute(sa.delete(facts).where(facts.c.kind == Kind.MESSAGE))
    assert scene.faults() == {"lost"}


async def test_it_sees_a_day_on_which_something_was_counted_twice(scene: Scene) -> None:
    async with scene.database.write() as tx:
        await tx.execute(sa.update(member_days).values(messages=member_days.c.messages + 1))
    assert scene.faults() == {"doubled"}


@pytest.mark.parametrize(
    ("spoils", "fault"),
    [
        ("UPDATE member_days SET media = 1", "doubled"),
        ("UPDATE chat_days SET questions = 1", "doubled"),
        ("DELETE FROM chat_hours", "lost"),
        ("INSERT INTO received_days SELECT chat_id, day, 7, 0, 1 FROM chat_days", "doubled"),
        (
            "INSERT INTO moves (chat_id, ref, user_id, at) "
            "SELECT chat_id, 99, user_id, at FROM facts WHERE kind = 1",
            "doubled",
        ),
    ],
)
async def test_it_sees_whatever_is_not_stored_as_the_facts_say(
    scene: Scene, spoils: str, fault: str
) -> None:
    await scene.court.judge_the_file(scene.file)
    assert scene.court.verdict == {}
    async with scene.database.write() as tx:
        await tx.execute(sa.text(spoils))
    await scene.court.judge_the_file(scene.file)
    assert set(scene.court.verdict.values()) == {fault}


async def test_it_sees_a_prompt_that_was_posted_twice_even_after_a_kill(scene: Scene) -> None:
    scene.court.killed.add(0)
    scene.posts(f"{PROMPT} 1, for you!")
    scene.posts(f"{PROMPT} 1, for you!")
    assert scene.faults() == {"repeated"}


async def test_an_answer_may_come_again_after_a_kill_and_not_without_one(scene: Scene) -> None:
    for _ in range(2):
        scene.posts("The guard does.", reply_to=scene.group.messages[0])
    scene.court.killed.add(0)
    assert scene.faults() == {"repeated"}
    scene.court.verdict.clear()
    first, second = scene.court.said
    scene.court.said = [first, replace(second, life=first.life + 1)]
    assert scene.faults() == set()
    assert scene.court.again == 1


async def test_the_picture_of_tomorrows_digest_says_the_same_and_is_no_repetition(
    scene: Scene,
) -> None:
    words = plain("digest.picture", "en", title="Fans")
    scene.posts(words)
    scene.clock.forward(days=1)
    scene.posts(words)
    assert scene.faults() == set()
    scene.posts(words)
    assert scene.faults() == {"repeated"}


async def test_it_sees_an_answer_that_never_came(scene: Scene) -> None:
    asked = Awaited("who?", scene.group.id, reply_to=scene.group.last.id)
    assert scene.faults(asked) == {"missing"}


async def test_it_reads_all_that_people_do_by_itself(database: Database) -> None:
    """The oracle and Renao's own reader are two programs; here they must agree."""
    world = World(ManualClock())
    bot = world.add_bot("renao_bot", token="42:SANDBOX")
    bot.allowed = frozenset(UPDATE_KINDS)
    oracle = Oracle(world, bot)
    crowd = Crowd(world, bot, oracle, Random(1))
    crowd.opens_a_day()
    for _ in range(400):
        crowd.acts()
    await keep(database, bot, world)
    ours = [fact.key for fact in oracle.expected]
    assert {key[2] for key in ours} >= {Kind.MESSAGE, Kind.EDITED, Kind.REACTION, Kind.JOINED}
    async with database.read() as tx:
        columns = (facts.c.chat_id, facts.c.ref, facts.c.kind, facts.c.user_id)
        theirs = [tuple(row) for row in await tx.execute(sa.select(*columns))]
    assert sorted(ours) == sorted(theirs)

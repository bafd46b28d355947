"""One run: traffic, aimed kills in epochs that end in peace, and what the court says to it."""

import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox import World
from crash import book, plans
from crash.aims import POLLING, WEBHOOK, Gun, aims
from crash.compare import judge_echo
from crash.crowd import Crowd, at_most_once
from crash.hurry import Hurry
from crash.judge import FAULTS, Court
from crash.lives import Life, Nursery
from crash.oracle import DAY, Oracle
from crash.tripwire import PLACES
from crash.victims import ALICE, TOKEN, Place

# Kills from one settling to the next; seconds of ours for a life to come to its aim, and to settle.
EPOCH = 10
PATIENCE = 8.0
# A machine that is five times overloaded has needed a minute.
SETTLING = 300.0
# Tenths of a second without anything to do, after which the victim is taken to be done.
QUIET = {"renao": 5, "ptb": 30}
# Violations of each kind that are printed; all of them count.
PRINTED = 20
# Seconds of ours between two deeds of the crowd.
BEAT = 0.04


@dataclass
class Terms:
    """What was asked for on the command line."""

    kills: int
    mode: str
    seed: int
    victim: str


@dataclass
class Run:
    """One run: the world, the crowd in it, the victim's lives, and the court."""

    terms: Terms
    clock: Hurry
    place: Place
    nursery: Nursery
    world: World = field(init=False)
    talking: bool = True
    late: Counter[str] = field(default_factory=Counter)
    shots: Counter[str] = field(default_factory=Counter)
    printed: Counter[str] = field(default_factory=Counter)
    reported: int = 0
    echoes: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.terms.seed)
        self.world = World(self.clock, seed=self.terms.seed)
        # The echo bot keeps no limits; it must be able to say all it wants.
        self.world.limits.on = self.renao
        self.bot = self.world.add_bot("renao_bot", token=TOKEN)
        self.oracle = Oracle(self.world, self.bot)
        self.crowd = Crowd(self.world, self.bot, self.oracle, random.Random(self.terms.seed + 1))
        self.gun = Gun(self.world, at_most_once)
        self.court = Court(self.world, self.bot, self.oracle, self.gun)
        self.next_aim = aims(self.chance, wires=PLACES if self.renao else ("", "INSERT INTO noted"))

    @property
    def renao(self) -> bool:
        """Say whether Renao is the victim."""
        return self.terms.victim == "renao"

    async def run(self) -> None:
        """Kill as often as was asked for, in epochs that end in peace; then judge the file."""
        talk = asyncio.create_task(self._keep_talking())
        if self.renao:
            self.crowd.teaches()
        killed = 0
        while killed < self.terms.kills:
            last = min(killed + EPOCH, self.terms.kills)
            self._open(killed // EPOCH)
            morning = killed > 0
            for number in range(killed + 1, last + 1):
                if talk.done():  # It never ends by itself, so it failed.
                    talk.result()
                await self._kill(number, morning and number == killed + 1)
            await self._settle(killed + 1, last)
            killed = last
        talk.cancel()
        if self.renao:
            await self.court.judge_the_file(self.place.file)

    async def _keep_talking(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            if self.talking:
                self.crowd.acts()

    def _open(self, epoch: int) -> None:
        self.talking = True
        self.crowd.opens_a_day()
        if epoch % 3:
            trouble(self.world, self.chance, storm=epoch % 3 == 2)

    async def _kill(self, number: int, morning: bool) -> None:
        aim = self.next_aim(morning)
        life = await self.nursery.birth(aim.wire)
        self.gun.load(aim, life)
        end = await life.death(PATIENCE)
        if end is None:
            life.kill()
            self.late[aim.kind] += 1
            end = await life.death(PATIENCE)
        self.gun.rest()
        self.shots[aim.kind] += 1
        self.court.killed.add(life.number)
        self._expect(end, -9, f"kill {number}, {aim}")

    def _expect(self, end: int | None, right: int, when: str) -> None:
        if end != right and self.renao:
            self.court.blame("lost", f"Renao ended by itself with {end}: {when}")

    async def _settle(self, first: int, last: int) -> None:
        """Let the victim live until it is done with everything, judge, and let it end in peace."""
        self.talking = False
        life = await self.nursery.birth()
        self.gun.life = life
        left = await self._peace(life)
        when = f"seed {self.terms.seed}, kills {first} to {last}"
        if left:
            self.court.blame("missing", f"not settled after {SETTLING:.0f} s: {left} ({when})")
        self._judge()
        self._report(when)
        life.end() if self.renao else life.kill()
        self._expect(await life.death(20), 0, f"a peaceful end after kill {last}")
        if self.renao and not self.crowd.taught:
            groups = [place.id for place in self.crowd.groups]
            await plans.plan(self.place.file, groups, ALICE, self.clock.now())
        self.crowd.closes_the_day()
        self._sleep_till_morning()

    def _judge(self) -> None:
        if not self.renao:
            judge_echo(self.court, self.place.file)
            return
        self.court.judge(self.place.file, self.crowd.awaited)
        if self.crowd.taught:
            groups = [(place.id, place.title) for place in self.crowd.groups]
            today = int(self.clock.now()) // DAY
            with book.reading(self.place.file) as db:
                left_out = plans.left_out(db, today)
            self.court.judge_morning(groups, ALICE, left_out)

    def _report(self, when: str) -> None:
        """Print the violations that were found since the last time, of each kind the first few."""
        for what, fault in list(self.court.verdict.items())[self.reported :]:
            self.printed[fault] += 1
            if self.printed[fault] <= PRINTED:
                print(f"{fault}: {what} ({when})", file=sys.stderr, flush=True)
        self.reported = len(self.court.verdict)

    async def _peace(self, life: Life) -> str:
        """Wait until nothing is left to do; return what is, if that takes too long."""
        until = time.monotonic() + SETTLING
        quiet, left = 0, "nothing yet"
        while time.monotonic() < until and not life.ended.done():
            await asyncio.sleep(0.1)
            left = self._left() if self.gun.heard is life else "it is not up yet"
            quiet = 0 if left else quiet + 1
            if quiet == QUIET[self.terms.victim]:
                return ""
        return left or "it ended"

    def _left(self) -> str:
        if waiting := len(self.bot.queue):
            return f"{waiting} updates to fetch"
        if not self.renao:
            # It has no record of what it still has in memory: it is done when it is long silent.
            before, self.echoes = self.echoes, len(self.court.said)
            return "" if before == self.echoes else "echoes"
        now = self.clock.now()
        return ", ".join(book.unsettled(self.place.file, int(now) // DAY, now))

    def _sleep_till_morning(self) -> None:
        """Move on to the next day, 09:01: the digest and the daily prompt are due."""
        now = self.clock.now()
        self.clock.forward(seconds=(now // DAY + 1) * DAY + 9 * 3600 + 60 - now)

    def tell(self) -> bool:
        """Print what happened and the verdict; True if all of it is well."""
        names = POLLING if self.terms.mode == "polling" else WEBHOOK
        for kind, words in names.items():
            late = f" ({self.late[kind]} late)" if self.late[kind] else ""
            print(f"  {self.shots[kind]:5} {words}{late}")
        self._report("at the end")
        posted = len(self.court.said)
        seen = len(self.oracle.queued)
        print(
            f"{seen} updates, {posted} messages posted, {self.court.again} said again after a kill"
        )
        figures = {fault: self.court.count(fault) for fault in FAULTS}
        told = " ".join(f"{fault} {number}" for fault, number in figures.items())
        print(f"kills {self.terms.kills} {told} uncertain {len(self.court.doubts)}")
        return not any(figures.values())


def trouble(world: World, chance: random.Random, *, storm: bool) -> None:
    """Let things go wrong for a while: each a few times, at moments of chance."""

    def add(does: str, method: str, times: int = 1, **terms: object) -> None:
        terms = {"nth": chance.randint(1, 12)} | terms
        world.faults.add(does, method=method, times=times, **terms)  # type: ignore[arg-type]

    add("flood", "sendMessage", 8 if storm else 1, seconds=4)
    for does in ("reset_before", "reset_after", "half", "html", "error"):
        add(does, "sendMessage")
        for method in ("sendMediaGroup", "sendPoll"):
            if chance.random() < 0.2:
                add(does, method, nth=1)
    for does in ("reset_before", "half", "html", "conflict"):
        add(does, "getUpdates")
    add("error", "getChatMember")
    add("error", "getMe", status=502)
    for does in ("repeat", "shuffle"):
        add(does, "updates", 2)
    add("repeat", "webhook", 3)

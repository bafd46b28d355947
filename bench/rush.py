"""5,000 prompts in 500 groups, due in the same minute: do they leave in order and in time, and is none lost?

Real schedules, the real job and the real outbox on a SQLite file, beside them a digest for every group and
fans who ask all the time; Telegram is a list, and the clock is simulated. The last line is JSON; the exit
code is 0 only if every prompt left exactly once, within Telegram's limits, before what is less urgent in its
group, and every answer within two seconds of the simulated clock.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from bot.clock import Instant
from bot.outbox import Draft, Policy, Priority, Sender, put
from bot.outbox.pace import EVERYWHERE, GROUP, Limit
from bot.prompts import schedules
from bot.prompts.after import follow
from bot.prompts.due import post_due
from bot.prompts.prompt import Prompt, Variant
from bot.prompts.rule import Moment, Rule
from bot.storage import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.schema import chats, runs

NOON = 1_767_265_200.0
# Prompts are due within this minute.
SPREAD = 60.0
# A fan asks somewhere every so many seconds.
ASKED_EVERY = 0.37
PATIENCE = 2.0
CLOSE = 1e-6


class Clock:
    """Simulated time."""

    def __init__(self) -> None:
        self.instant = NOON - SPREAD

    def now(self) -> Instant:
        """Return what it shows."""
        return self.instant


@dataclass
class Telegram:
    """Takes every message, and remembers when."""

    clock: Clock
    said: list[tuple[Instant, int, str]] = field(default_factory=list)

    async def send_message(self, chat_id: int, text: str, **_more: Any) -> SimpleNamespace:
        """Post a message."""
        self.said.append((self.clock.now(), chat_id, text))
        return SimpleNamespace(message_id=len(self.said))


class Rush:
    """The groups, what is planned in them, and what was said when."""

    def __init__(self, database: Database, groups: int, each: int, seed: int) -> None:
        self.database, self.groups, self.each = database, groups, each
        self.dice = Random(seed)
        self.clock = Clock()
        self.telegram = Telegram(self.clock)
        self.sender = Sender(
            database,
            self.telegram,  # type: ignore[arg-type]
            self.clock,  # type: ignore[arg-type]
            "renao",
            on_sent=lambda tx, message, sent: follow(tx, message, sent, self.clock.now()),
        )
        self.asked: dict[str, Instant] = {}
        self.longest = 0.0
        self.job = 0.0

    async def plan(self) -> None:
        """Let every group plan its prompts."""
        async with self.database.write() as tx:
            for group in range(self.groups):
                chat = {"chat_id": -1000 - group, "kind": "supergroup", "title": f"Group {group}"}
                row = chat | {"zone": "Europe/Berlin", "language": "en"}
                await tx.execute(sa.insert(chats).values(row))
                for number in range(self.each):
                    prompt = Prompt("rush", (Variant({"en": f"prompt {group}.{number}"}),))
                    rule = Rule(Moment(NOON + self.dice.random() * SPREAD))
                    now = self.clock.now()
                    await schedules.add(tx, -1000 - group, prompt, rule, by=1, now=now)

    async def go(self) -> None:
        """Let the minute come, and time pass until all is said."""
        self.clock.instant = NOON + SPREAD
        await self._job()
        async with self.database.write() as tx:
            for group in range(self.groups):
                draft = Draft(
                    -1000 - group,
                    f"digest {group}",
                    priority=Priority.DIGEST,
                    policy=Policy.AT_LEAST_ONCE,
                )
                await put(tx, draft, self.clock.now())
        asking_until = self.clock.now() + self.groups * self.each / 30
        asks: Instant | None = self.clock.now()
        while True:
            while await self.sender.step():
                pass
            moments = [await self.sender.next_due(), asks]
            ahead = [moment for moment in moments if moment is not None]
            if not ahead:
                return
            self.clock.instant = max(self.clock.now(), min(ahead))
            if asks is not None and self.clock.now() >= asks:
                await self._ask()
                asks = asks + ASKED_EVERY if asks < asking_until else None

    async def _job(self) -> None:
        """Do what the job does, and note how long it keeps others from writing."""
        began = time.perf_counter()
        while True:
            start = time.perf_counter()
            if not await post_due(self.database, self.clock.now()):
                break
            self.longest = max(self.longest, time.perf_counter() - start)
        self.job = time.perf_counter() - began

    async def _ask(self) -> None:
        words = f"answer {len(self.asked)}"
        self.asked[words] = self.clock.now()
        chat_id = -1000 - self.dice.randrange(self.groups)
        draft = Draft(chat_id, words, priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE)
        async with self.database.write() as tx:
            await put(tx, draft, self.clock.now())

    async def tell(self) -> dict[str, Any]:
        """Return what was seen."""
        said, prompts = self.telegram.said, self.groups * self.each
        waits = [at - self.asked[text] for at, _, text in said if text in self.asked]
        texts = [text for _, _, text in said if text.startswith("prompt")]
        async with self.database.read() as tx:
            sent = sa.select(sa.func.count()).select_from(runs).where(runs.c.sent_at.is_not(None))
            recorded = await tx.scalar(sent)
        return {
            "prompts": prompts,
            "posted": len(texts),
            "lost": prompts - len(set(texts)),
            "twice": len(texts) - len(set(texts)),
            "recorded": recorded,
            "too_fast": self._too_fast(),
            "out_of_order": self._out_of_order(),
            "answers": len(waits),
            "longest_wait_for_an_answer_s": round(max(waits, default=0.0), 3),
            "all_said_after_s": round(said[-1][0] - NOON - SPREAD, 1),
            "pace_alone_would_take_s": round(len(said) / EVERYWHERE[0].messages, 1),
            "job_s": round(self.job, 2),
            "longest_transaction_s": round(self.longest, 3),
        }

    def _too_fast(self) -> int:
        by_chat: dict[int, list[Instant]] = defaultdict(list)
        for at, chat, _ in self.telegram.said:
            by_chat[chat].append(at)
        everywhere = [at for at, _, _ in self.telegram.said]
        return sum(too_many(everywhere, limit) for limit in EVERYWHERE) + sum(
            too_many(times, limit) for times in by_chat.values() for limit in GROUP
        )

    def _out_of_order(self) -> int:
        """Count digests that left before a prompt of the same group."""
        last = {chat: at for at, chat, text in self.telegram.said if text.startswith("prompt")}
        return sum(
            text.startswith("digest") and at < last[chat] for at, chat, text in self.telegram.said
        )


def too_many(times: Sequence[Instant], limit: Limit) -> int:
    """Count messages that came too soon after others. Pure."""
    pairs = zip(times, times[limit.messages :], strict=False)
    return sum(later - sooner < limit.seconds - CLOSE for sooner, later in pairs)


def is_well(told: dict[str, Any]) -> bool:
    """Say whether all is as it should be. Pure."""
    whole = told["posted"] == told["prompts"] == told["recorded"]
    wrong = told["lost"], told["twice"], told["too_fast"], told["out_of_order"]
    return whole and not any(wrong) and told["longest_wait_for_an_answer_s"] <= PATIENCE


async def run(folder: Path, groups: int, each: int, seed: int) -> dict[str, Any]:
    """Do one run; return what was seen."""
    database = open_database(f"sqlite:///{folder}/rush.db", synchronous="NORMAL")
    try:
        await migrate(database)
        rush = Rush(database, groups, each, seed)
        await rush.plan()
        await rush.go()
        return await rush.tell()
    finally:
        await database.close()


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--each", type=int, default=10, help="prompts of each group")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="renao-rush-") as folder:
        told = asyncio.run(run(Path(folder), given.groups, given.each, given.seed))
    print(json.dumps(told))
    return 0 if is_well(told) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What an update costs, from its bytes to committed rows: python-telegram-bot, Renao, and the bound.

Three contestants take the same updates in turn, each in every round:

ptb    bytes → `telegram.Update` → a handler that does nothing, in python-telegram-bot's `Application`
ours   bytes → committed facts, days and members on SQLite, synchronous=FULL, 100 a batch, as Renao runs it
bound  bytes → the few fields of a fact → `executemany` of 1,000 rows: the least that keeping an act costs

Prints the median CPU time of each per update (all threads) and, where `perf` can count them, user-space
instructions; the last line is JSON: how many times ours the one costs, and ours how many times the other.
"""

import argparse
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import msgspec
import uvloop
from telegram import Update
from telegram.ext import Application, TypeHandler

from bot.app.house import make_intake
from bot.chat.host import Me
from bot.config.settings import Defaults
from bot.storage.engine import open_database
from bot.storage.migrate import migrate

START = 1_767_225_600
GROUPS = 20
MEMBERS = 300
BATCH = 100
ROWS = 1000

Json: TypeAlias = dict[str, Any]
Contestant: TypeAlias = Callable[[Sequence[bytes], Path], Awaitable[None]]

# ── traffic ──────────────────────────────────────────────────────────────────────────────────────

SAID = (
    "哈哈哈哈",
    "早上好",
    "ok",
    "今天的直播太好看了，主持人也很有意思",
    "I was at the show last night and it was amazing, the encore alone was worth the ticket",
    "see you all on saturday 🎉",
    "这个周末有空的话一起去吧，听说会有新歌",
    "same here",
    "+1",
    "my stream keeps buffering again, third time this week, switching to the other server now",
    "太棒了！！！",
    "first",
)
# One text in twenty is for the bot.
ASKED = ("怎么报名？", "when does it start?", "/help", "有没有人知道票在哪里买", "/rank@renao_bot")
FIRST = ("Alice", "Bob", "小明", "Olga", "Иван", "José", "阿花", "Lea")


class Traffic:
    """Twenty groups of fans, a few of whom say most; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = float(START)
        self.last_message = 1000
        self.people = [self._person(10_000_000 + 7919 * n) for n in range(GROUPS * MEMBERS)]
        self.groups = [self._group(n) for n in range(GROUPS)]

    def updates(self, count: int) -> Iterator[bytes]:
        """Yield raw updates, as Telegram writes them, of twelve kinds in a realistic mix."""
        makers, weights = zip(*self._kinds(), strict=True)
        for number in range(count):
            self.now += self.chance.expovariate(4)
            content = self.chance.choices(makers, weights)[0]()
            yield msgspec.json.encode({"update_id": 700_000_000 + number} | content)

    def _kinds(self) -> list[tuple[Callable[[], Json], int]]:
        return [
            (self.text, 46),
            (self.reply, 16),
            (self.reaction, 12),
            (self.sticker, 6),
            (self.photo, 5),
            (self.edit, 3),
            (self.membership, 3),
            (self.voice, 2),
            (self.album_part, 2),
            (self.arrival, 2),
            (self.press, 2),
            (self.vote, 1),
        ]

    def _person(self, number: int) -> Json:
        person = {"id": number, "is_bot": False, "first_name": self.chance.choice(FIRST)}
        if self.chance.random() < 0.6:
            person |= {"username": f"fan_{number}", "language_code": "zh-hans"}
        return person

    def _group(self, number: int) -> Json:
        group = {"id": -1_001_000_000_000 - number, "title": f"Fans {number}", "type": "supergroup"}
        return group | ({"is_forum": True} if number % 4 == 0 else {"username": f"fans{number}"})

    def _where_and_who(self) -> tuple[Json, Json]:
        """Draw a group and one of its members; the liveliest come up far more often."""
        group = min(int(self.chance.paretovariate(1)) - 1, GROUPS - 1)
        member = min(int(self.chance.paretovariate(0.6)) - 1, MEMBERS - 1)
        return self.groups[group], self.people[group * MEMBERS + member]

    def _said(self) -> str:
        return self.chance.choice(ASKED if self.chance.random() < 0.05 else SAID)

    def message(self, **content: Any) -> Json:
        chat, person = self._where_and_who()
        self.last_message += 1
        head = {"message_id": self.last_message, "from": person, "chat": chat}
        if chat.get("is_forum") and self.chance.random() < 0.7:
            head |= {"message_thread_id": self.chance.randint(2, 6), "is_topic_message": True}
        return head | {"date": int(self.now)} | content

    def text(self) -> Json:
        text = self._said()
        more: Json = {}
        if text.startswith("/"):
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return {"message": self.message(text=text, **more)}

    def reply(self) -> Json:
        message = self.message(text=self._said())
        to = message | {"message_id": self.last_message - self.chance.randint(1, 50)}
        return {"message": message | {"reply_to_message": to | {"from": self._where_and_who()[1]}}}

    def reaction(self) -> Json:
        chat, person = self._where_and_who()
        content = {"chat": chat, "message_id": self.last_message, "user": person}
        new = [{"type": "emoji", "emoji": self.chance.choice("👍🔥🎉😁")}]
        content |= {"date": int(self.now), "old_reaction": [], "new_reaction": new}
        return {"message_reaction": content}

    def _file(self, **more: Any) -> Json:
        unique = f"{self.chance.getrandbits(60):x}"
        return {"file_id": f"AgACAgIAAx{unique * 4}", "file_unique_id": unique, **more}

    def _sizes(self) -> list[Json]:
        widths = (90, 320, 800, 1280)
        return [self._file(width=w, height=w * 3 // 4, file_size=w * 40) for w in widths]

    def sticker(self) -> Json:
        thumbnail = self._file(width=128, height=128, file_size=4000)
        sticker = self._file(type="regular", width=512, height=512, emoji="😂", set_name="fans")
        flags = {"is_animated": False, "is_video": True, "thumbnail": thumbnail, "thumb": thumbnail}
        return {"message": self.message(sticker=sticker | flags)}

    def photo(self) -> Json:
        return {"message": self.message(photo=self._sizes(), caption=self._said())}

    def edit(self) -> Json:
        return {"edited_message": self.message(text=self._said(), edit_date=int(self.now) + 9)}

    def membership(self) -> Json:
        chat, person = self._where_and_who()
        before, after = self.chance.choice((("left", "member"), ("member", "left")))
        members = {
            "old_chat_member": {"user": person, "status": before},
            "new_chat_member": {"user": person, "status": after},
        }
        return {"chat_member": {"chat": chat, "from": person, "date": int(self.now)} | members}

    def voice(self) -> Json:
        voice = self._file(duration=7, mime_type="audio/ogg", file_size=31_000)
        return {"message": self.message(voice=voice)}

    def album_part(self) -> Json:
        album = str(13_000_000_000_000_000 + self.last_message // 40)
        return {"message": self.message(photo=self._sizes(), media_group_id=album)}

    def arrival(self) -> Json:
        _, person = self._where_and_who()
        one = {"new_chat_participant": person, "new_chat_member": person}
        return {"message": self.message(new_chat_members=[person], **one)}

    def press(self) -> Json:
        press = {"id": str(self.chance.getrandbits(60)), "from": self._where_and_who()[1]}
        press |= {"message": self.message(text="👍 or 👎?"), "chat_instance": "-42", "data": "x7Kq"}
        return {"callback_query": press}

    def vote(self) -> Json:
        answer = {"poll_id": str(self.chance.getrandbits(60)), "user": self._where_and_who()[1]}
        return {"poll_answer": answer | {"option_ids": [1], "option_persistent_ids": ["1"]}}


# ── contestants ──────────────────────────────────────────────────────────────────────────────────


async def ptb(raws: Sequence[bytes], _database: Path) -> None:
    """Let python-telegram-bot build each update and hand it to a handler that does nothing."""

    async def nothing(_update: object, _context: object) -> None:
        pass

    application = Application.builder().token("1:A").updater(None).build()
    application.add_handler(TypeHandler(Update, nothing))
    application._initialized = True  # Its initialize() would ask Telegram who it is.
    for raw in raws:
        update = Update.de_json(json.loads(raw), application.bot)
        await application.process_update(update)


async def ours(raws: Sequence[bytes], database: Path) -> None:
    """Take everything in as Renao does."""
    opened = open_database(f"sqlite:///{database}", synchronous="FULL")
    intake = make_intake(opened, Defaults(), Me(1, "renao_bot", reads_all=True))
    for start in range(0, len(raws), BATCH):
        await intake.accept(raws[start : start + BATCH], START + start / 4)
    await opened.close()


class Id(msgspec.Struct, frozen=True, gc=False):
    """A person or a chat."""

    id: int


class Act(msgspec.Struct, frozen=True, gc=False):
    """The fields that make a fact, wherever they stand."""

    chat: Id = Id(0)
    message_id: int = 0
    date: int = 0
    by: Id = msgspec.field(name="from", default=Id(0))
    user: Id = Id(0)


class Narrow(msgspec.Struct, gc=False):
    """An update, as narrow as can be."""

    update_id: int
    message: Act | None = None
    edited_message: Act | None = None
    message_reaction: Act | None = None
    chat_member: Act | None = None
    callback_query: Act | None = None
    poll_answer: Act | None = None


def narrow_row(update: Narrow) -> tuple[int, ...]:
    """Return the one row that an update makes."""
    act = (
        update.message
        or update.message_reaction
        or update.edited_message
        or update.chat_member
        or update.callback_query
        or update.poll_answer
        or Act()
    )
    return act.chat.id, update.update_id, 1, act.by.id or act.user.id, act.date


async def bound(raws: Sequence[bytes], database: Path) -> None:
    """Write one row an update, and do nothing else at all."""
    decode = msgspec.json.Decoder(Narrow).decode
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    insert = "INSERT OR IGNORE INTO facts (chat_id, ref, kind, user_id, at) VALUES (?, ?, ?, ?, ?)"
    for start in range(0, len(raws), ROWS):
        connection.execute("BEGIN IMMEDIATE")
        rows = [narrow_row(decode(raw)) for raw in raws[start : start + ROWS]]
        connection.executemany(insert, rows)
        connection.execute("COMMIT")
    connection.close()


CONTESTANTS: dict[str, Contestant] = {"ptb": ptb, "ours": ours, "bound": bound}

# ── measuring ────────────────────────────────────────────────────────────────────────────────────


async def new_database(path: Path) -> Path:
    """Make a migrated database."""
    database = open_database(f"sqlite:///{path}")
    await migrate(database)
    await database.close()
    return path


async def cpu(contestant: Contestant, raws: Sequence[bytes], template: Path) -> float:
    """Return the CPU µs per update of one run on a new database, in all threads."""
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        database = Path(shutil.copy(template, folder))
        before = time.process_time()
        await contestant(raws, database)
        return (time.process_time() - before) / len(raws) * 1e6


async def measure(raws: Sequence[bytes], rounds: int, template: Path) -> dict[str, float]:
    """Return the median of `rounds` for each contestant; in a round all take turns."""
    times: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, contestant in CONTESTANTS.items():
            times[name].append(await cpu(contestant, raws, template))
    return {name: statistics.median(found) for name, found in times.items()}


def instructions(name: str, updates: int) -> float | None:
    """Return a contestant's user-space instructions per update; None where they cannot be counted.

    What starting costs is left out: the difference of two runs, the one twice as long.
    """
    short, long = _counted(name, updates), _counted(name, 2 * updates)
    return None if short is None or long is None else (long - short) / updates


def _counted(name: str, updates: int) -> int | None:
    if shutil.which("perf") is None:
        return None
    line = [sys.executable, __file__, "--only", name, "--updates", str(updates)]
    counting = ["perf", "stat", "-x,", "-e", "instructions:u", "--", *line]
    told = subprocess.run(counting, capture_output=True, text=True, check=False).stderr
    counts = [row.split(",")[0] for row in told.splitlines() if "instructions" in row]
    return int(counts[0]) if counts and counts[0].isdigit() else None


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="A few updates: does it run at all?")
    parser.add_argument("--only", choices=CONTESTANTS, help="Run one, once, and print nothing.")
    asked = parser.parse_args(arguments)
    if asked.quick:
        asked.updates, asked.rounds = 300, 1
    return asked


async def run(asked: argparse.Namespace) -> dict[str, float]:
    """Run what was asked for, and return the medians."""
    raws = list(Traffic(asked.seed).updates(asked.updates))
    with tempfile.TemporaryDirectory(prefix="renao-bench-") as folder:
        template = await new_database(Path(folder) / "renao.db")
        if asked.only:
            return {asked.only: await cpu(CONTESTANTS[asked.only], raws, template)}
        return await measure(raws, asked.rounds, template)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table and the ratios."""
    warnings.simplefilter("ignore")
    asked = parse(arguments)
    found = uvloop.run(run(asked))
    if asked.only:
        return
    counted = {name: None if asked.quick else instructions(name, 5000) for name in CONTESTANTS}
    print(f"{'':8}{'CPU µs':>10}{'k-instructions':>16}   per update")
    for name, median in found.items():
        count = counted[name]
        print(f"{name:8}{median:>10.1f}{'-' if count is None else f'{count / 1000:.0f}':>16}")
    ratios = {
        "ptb_over_ours": round(found["ptb"] / found["ours"], 2),
        "ours_over_bound": round(found["ours"] / found["bound"], 2),
    }
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()

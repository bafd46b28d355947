"""The judge: what the bot recorded and said against what really happened, by Telegram's side of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from bot.sandbox import World
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Keyboard
from bot.sandbox.model.events import Event, Posted
from crash import book
from crash.aims import Gun
from crash.book import Book, Doubt
from crash.crowd import MORNING, PICTURE, Awaited, at_most_once
from crash.oracle import DAY, Expected, Key, Oracle, days_of
from crash.plans import EVERY_KIND

Fault: TypeAlias = Literal["lost", "doubled", "repeated", "missing"]
FAULTS: tuple[Fault, ...] = get_args(Fault)


def said_in(message: Message) -> str:
    """Return what a message says; a poll asks. Pure."""
    return message.poll.question if message.poll else message.text


def is_rest_of_album(message: Message) -> bool:
    """Say whether it is one of the media of an album that stand below the words. Pure."""
    return bool(message.album) and not message.text


@dataclass(frozen=True)
class Said:
    """A message that the bot really posted, and in which of its lives; `untold`: the bot never heard so."""

    message: Message
    life: int
    untold: bool
    # As it was posted: an edit may change it.
    keyboard: Keyboard = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Return what no second message has: the same words with other buttons are another message.

        So is a daily prompt, or the picture of a digest, on another day.
        """
        message = self.message
        daily = self.text.startswith((MORNING, *EVERY_KIND)) or PICTURE in self.text
        day = message.date // DAY if daily else None
        # Posted twice, a prompt would have other buttons.
        tokens = () if daily else tuple(button.data for row in self.keyboard for button in row)
        replied = message.reply_to.id if message.reply_to else 0
        return message.chat.id, replied, self.text, tokens, day

    @property
    def text(self) -> str:
        """Return what it says; a poll asks."""
        return said_in(self.message)


@dataclass
class Court:
    """Hears all that is said; gives a verdict whenever the bot says that it is done with everything.

    again: how often a message that goes out at least once was said again, with a good excuse.
    """

    world: World
    bot: Bot
    oracle: Oracle
    gun: Gun
    verdict: dict[str, Fault] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    doubts: dict[int, Doubt] = field(default_factory=dict)
    killed: set[int] = field(default_factory=set)
    checked: set[int] = field(default_factory=set)
    awaited_before: int = 0
    again: int = 0

    def __post_init__(self) -> None:
        self.world.subscribe(self.hear)

    def hear(self, event: Event) -> None:
        """Keep what the bot posts."""
        if (
            isinstance(event, Posted)
            and event.message.sender is self.bot.user
            and event.message.service is None
            and not is_rest_of_album(event.message)
        ):
            chat_id = event.message.chat.id
            life = self.gun.life.number if self.gun.life else 0
            untold = chat_id in self.gun.untold
            self.said.append(Said(event.message, life, untold, event.message.keyboard))
            self.gun.untold.discard(chat_id)

    def blame(self, fault: Fault, what: str) -> None:
        """Put a violation down, each once."""
        self.verdict.setdefault(what, fault)

    def judge(self, file: Path, awaited: list[Awaited]) -> None:
        """Judge everything so far."""
        record = book.read(file)
        self.doubts |= {doubt.id: doubt for doubt in record.doubts}
        self._judge_record(record)
        self._judge_repetitions()
        self._judge_what_was_awaited(awaited[self.awaited_before :])
        self.awaited_before = len(awaited)

    def _judge_record(self, record: Book) -> None:
        confirmed = self.oracle.confirmed()
        # What was seen is forgotten after a week; so each is looked up once, soon after.
        for number in confirmed - self.checked - record.seen:
            self.blame(
                "lost", f"update {number} ({self.oracle.queued[number].kind}) was never seen"
            )
        self.checked |= confirmed
        for number, error in record.set_aside.items():
            self.blame("lost", f"update {number} was set aside: {error}")
        told = {fact.key: fact for fact in self.oracle.expected}
        # A press that nobody fetched in 150 seconds is gone; it may have been recorded all the same.
        due = {
            key: fact
            for key, fact in told.items()
            if fact.update_id in confirmed or key in record.facts
        }
        for key in due.keys() - record.facts.keys():
            self.blame("lost", f"fact {key} of update {due[key].update_id}")
        for key in record.facts.keys() - told.keys():
            self.blame("doubled", f"fact {key}, which no update told")
        for key, fact in due.items():
            if fact.at is not None and record.facts.get(key, fact.at) != fact.at:
                self.blame("doubled", f"fact {key} at {record.facts[key]}, not {fact.at}")
        self._judge_days(due, record)

    def _judge_days(self, due: dict[Key, Expected], record: Book) -> None:
        members, chats = days_of(due, record.facts)
        for name, stored, right in (
            ("member", record.member_days, members),
            ("chat", record.chat_days, chats),
        ):
            for cell in stored.keys() | right.keys():
                if stored[cell] != right[cell]:
                    fault: Fault = "lost" if stored[cell] < right[cell] else "doubled"
                    what = f"{name} day {cell}: {stored[cell]} stored, {right[cell]} happened"
                    self.blame(fault, what)

    def _judge_repetitions(self) -> None:
        again = 0
        for first, second in self._repeated():
            message = second.message
            where = (
                f"{second.text[:60]!r} in {message.chat.id}, lives {first.life} and {second.life}"
            )
            if at_most_once(second.text):
                self.blame("repeated", f"at most once, and twice: {where}")
            elif self._is_excused(first):
                again += 1
            else:
                self.blame("repeated", f"said again without an excuse: {where}")
        self.again = again

    def _repeated(self) -> Iterator[tuple[Said, Said]]:
        """Yield messages that were said twice, each with the one before it."""
        last: dict[tuple[object, ...], Said] = {}
        for said in self.said:
            if said.key in last:
                yield last[said.key], said
            last[said.key] = said

    def _is_excused(self, first: Said) -> bool:
        """Say whether the bot may not have known that it had said it.

        It was not told, or was killed before it could write it down. It writes to a chat one message after
        the other: where it went on to the next, it knew.
        """
        if first.untold:
            return True
        chat = first.message.chat
        lives = [
            said.life
            for said in self.said[self.said.index(first) + 1 :]
            if said.message.chat is chat
        ]
        return first.life in self.killed and first.life not in lives

    def _judge_what_was_awaited(self, awaited: Iterable[Awaited]) -> None:
        by_chat: dict[int, list[Message]] = defaultdict(list)
        for said in self.said:
            by_chat[said.message.chat.id].append(said.message)
        for one in awaited:
            if any(one.is_in(message) for message in by_chat[one.chat_id]):
                continue
            if one.once and any(
                doubt.chat_id == one.chat_id and one.words in doubt.text
                for doubt in self.doubts.values()
            ):
                continue
            self.blame(
                "missing", f"{one.what!r}: nothing in {one.chat_id}, {one.words or one.reply_to}"
            )

    def judge_morning(
        self, groups: Iterable[tuple[int, str]], reader: int, left_out: Set[tuple[int, str]]
    ) -> None:
        """Judge what is due every day: prompts in each group, and its digest in private.

        left_out: in which group which prompt was not posted, on purpose.
        """
        today = int(self.world.clock.now()) // DAY
        for chat_id, title in groups:
            said = [one.message for one in self.said if one.message.date // DAY == today]
            for words in (MORNING, *EVERY_KIND):
                if (chat_id, words) not in left_out and not self._was_said(chat_id, words, today):
                    self.blame("missing", f"{words!r} of {title} on day {today}")
            if not any(m.chat.id == reader and m.text.startswith(f"{title} · ") for m in said):
                self.blame("missing", f"the digest of {title} on day {today}")

    def _was_said(self, chat_id: int, words: str, day: int) -> bool:
        """Say whether something was said in a chat on a day, or nobody knows whether it was."""
        posted = any(
            one.text.startswith(words)
            for one in self.said
            if one.message.chat.id == chat_id and one.message.date // DAY == day
        )
        return posted or any(
            doubt.text.startswith(words)
            for doubt in self.doubts.values()
            if doubt.chat_id == chat_id and doubt.at // DAY == day
        )

    async def judge_the_file(self, file: Path) -> None:
        """Judge the database as it lies there after the last life."""
        if (said := book.integrity(file)) != "ok":
            self.blame("lost", f"integrity_check: {said}")
        for difference in await book.recounted(file):
            fault: Fault = "lost" if difference.stored < difference.recounted else "doubled"
            self.blame(fault, f"recount: {difference}")

    def count(self, fault: Fault) -> int:
        """Return how many violations of a kind there are."""
        return sum(1 for each in self.verdict.values() if each == fault)

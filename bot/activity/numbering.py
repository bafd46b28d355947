"""Which number an exported message has in the record, and which album it is part of. Pure.

In supergroups and channels a message has one id for everybody. In basic groups each account counts by itself,
so the exporter's ids are not those that bots see: such a message gets a number made of its sender, its second
and how many there were of both, which is the same whoever exports. The same holds for what a supergroup has
from its time as a basic group: there the number is negative, as everything of that time.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.activity.desktop import Exported, album_after
from bot.activity.facts import ABOVE_IDS, hashed
from bot.activity.wire import Chat

# How far back a reply in a basic group finds the message that it answers.
REMEMBERED = 100_000
MADE_UP = ABOVE_IDS >> 1


@dataclass(frozen=True)
class Numbered:
    """An exported message with its number, that of the message it answers, and its album's name."""

    told: Exported
    number: int
    replied: int | None = None
    album: str | None = None


def numbered(chat: Chat, messages: Iterable[Exported]) -> Iterator[list[Numbered]]:
    """Yield the messages of a chat, in their order; those of an album together."""
    numbers = _Numbers(chat)
    album: list[Numbered] = []
    for told in messages:
        if album and not album_after([each.told for each in album], told):
            yield _named(album)
            album = []
        album.append(numbers.next(told))
    if album:
        yield _named(album)


def _named(album: list[Numbered]) -> list[Numbered]:
    if len(album) == 1:
        return album
    return [replace(each, album=f"desktop:{album[0].number}") for each in album]


class _Numbers:
    """What must be remembered of messages that were read to number the next one."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.known: OrderedDict[int, int] = OrderedDict()
        self.second = 0
        self.so_far: dict[int, int] = {}

    def next(self, told: Exported) -> Numbered:
        if not self.is_own(told.id):
            return Numbered(told, told.id, self.answered(told))
        number = self.numbered(told)
        replied = self.answered(told)
        self.known[told.id] = number
        if len(self.known) > REMEMBERED:
            self.known.popitem(last=False)
        return Numbered(told, number, replied)

    def is_own(self, number: int) -> bool:
        """Say whether a message's id is one that only the exporter's account knows it by."""
        return self.chat.type == "group" or number < 0

    def numbered(self, told: Exported) -> int:
        sender = told.sender or 0
        if told.at != self.second:
            self.second, self.so_far = told.at, {}
        self.so_far[sender] = self.so_far.get(sender, 0) + 1
        number = made_up(f"{told.at}:{sender}:{self.so_far[sender]}")
        return number if self.chat.type == "group" else -number

    def answered(self, told: Exported) -> int | None:
        to = told.reply_to_message_id
        if to is None or told.reply_to_peer_id is not None:
            return None
        if not self.is_own(to):
            return to
        # A reply to who knows what is still a reply.
        return self.known.get(to) or -made_up(f"unknown:{to}")


def made_up(name: str) -> int:
    """Return a stable number that is above all of Telegram's ids and below the hashes of albums. Pure."""
    return MADE_UP | (hashed(name) - ABOVE_IDS) & (MADE_UP - 1)


def is_made_up(number: int) -> bool:
    """Say whether Telegram calls a message otherwise. Pure."""
    return MADE_UP <= abs(number) < ABOVE_IDS

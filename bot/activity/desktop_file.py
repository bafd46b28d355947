"""A Telegram Desktop export as a stream: its groups and channels, and message after message of them.

One chat (`{"name": …, "type": …, "id": …, "messages": […]}`) or a whole account (such chats in
`{"chats": {"list": […]}}`). Of chats that were left it holds the exporter's own messages only: they are
passed over, as are private chats.
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, BinaryIO, TypeVar

import msgspec
from msgspec import Meta, Struct

from bot.activity.desktop import SUPERGROUP, Exported, check
from bot.activity.json_stream import BadJson, JsonStream
from bot.activity.wire import Chat, storable

KINDS = {
    "private_group": "group",
    "private_supergroup": "supergroup",
    "public_supergroup": "supergroup",
    "private_channel": "channel",
    "public_channel": "channel",
}

# Telegram Desktop writes control characters as \\x1F, which is no JSON.
BARE = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")


class BadExport(Exception):
    """An export that cannot be taken in; the message says what is wrong, and where."""


class Head(Struct):
    """What an export says of a chat ahead of its messages."""

    name: str | None = None
    type: str | None = None
    id: int | None = None


class Named(Struct):
    """Of a message that cannot be read: which one it is."""

    id: int


T = TypeVar("T")
# Below nothing it would be, as bots count, the private chat of somebody.
ChatId = Annotated[int, Meta(gt=0, le=2**52)]
MESSAGE = msgspec.json.Decoder(Exported)
NAMED = msgspec.json.Decoder(Named)
HEAD: dict[str, msgspec.json.Decoder[Any]] = {
    "name": msgspec.json.Decoder(str | None),
    "type": msgspec.json.Decoder(str | None),
    "id": msgspec.json.Decoder(ChatId | None),
}


def messages(
    file: BinaryIO,
    wanted: Callable[[Chat, bool], bool],
    told: Callable[[int], None] | None = None,
) -> Iterator[tuple[Chat, Exported | None]]:
    """Yield the chats that are wanted, each first with None and then with its messages one by one.

    `wanted` is told whether it is the only chat of the file.

    Raises:
        BadExport: the file is no such export, is cut short, or holds something that cannot be read.
    """
    reader = _Reader(JsonStream(file, told), wanted)
    try:
        yield from reader.file()
    except BadJson as error:
        after = f", after message {reader.last}" if reader.last is not None else ""
        sentence = f"Line {error.line}, byte {error.byte}{after}: {error.fault}."
        raise BadExport(sentence) from None


class _Reader:
    """Where in the file one is, and the last message that was read."""

    def __init__(self, stream: JsonStream, wanted: Callable[[Chat, bool], bool]) -> None:
        self.stream = stream
        self.wanted = wanted
        self.last: int | None = None
        self.chats = 0

    def file(self) -> Iterator[tuple[Chat, Exported | None]]:
        if self.stream.peek() != b"{":
            fault = "this is no export as JSON; choose “Machine-readable JSON” in Telegram Desktop"
            raise self.stream.fault(fault)
        yield from self.chat(at_top=True)
        self.stream.end()
        if not self.chats:
            raise BadExport("There are no chats in it: it is no export of Telegram Desktop.")

    def chat(self, *, at_top: bool = False) -> Iterator[tuple[Chat, Exported | None]]:
        head = Head()
        for name in self.stream.fields():
            if name in ("name", "type", "id"):
                setattr(head, name, self.taken(HEAD[name]))
            elif name == "messages":
                yield from self.messages(head, alone=at_top)
            elif name == "chats" and at_top:
                yield from self.list()
            else:
                self.stream.skip()

    def list(self) -> Iterator[tuple[Chat, Exported | None]]:
        for name in self.stream.fields():
            if name != "list":
                self.stream.skip()
                continue
            for _ in self.stream.items():
                yield from self.chat()

    def messages(self, head: Head, *, alone: bool) -> Iterator[tuple[Chat, Exported | None]]:
        self.chats += 1
        if head.type is None or head.id is None:
            raise self.stream.fault("messages come before the type and id of their chat")
        chat = chat_of(head)
        if chat is None or not self.wanted(chat, alone):
            self.stream.skip()
            return
        yield chat, None
        for _ in self.stream.items():
            told = self.taken(MESSAGE, check)
            self.last = told.id
            yield chat, told

    def taken(
        self, decoder: msgspec.json.Decoder[T], checked: Callable[[T], None] = lambda _: None
    ) -> T:
        """Take the value that comes next, as what it should be."""
        raw = self.stream.value()
        try:
            told = _decoded(raw, decoder)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self.stream.fault(f"{_name_of(raw)} cannot be read: {error}", len(raw)) from None
        try:
            checked(told)
        except ValueError as error:
            raise self.stream.fault(f"{_name_of(raw)} {error}", len(raw)) from None
        return told


def chat_of(head: Head) -> Chat | None:
    """Return the group or channel that an export calls so; None for a private chat. Pure.

    Its ids are bare: supergroups and channels have -100 before them for bots, basic groups a minus.
    """
    kind = KINDS.get(head.type or "")
    if kind is None or head.id is None:
        return None
    chat_id = -head.id if kind == "group" else -SUPERGROUP - head.id
    return Chat(id=chat_id, type=kind, title=storable(head.name) or "")


def _decoded(raw: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError:
        if b"\\x" not in raw:
            raise
        return decoder.decode(BARE.sub(rb"\1\\u00\2", raw))


def _name_of(raw: bytes) -> str:
    try:
        return f"message {NAMED.decode(raw).id}"
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "what stands here"

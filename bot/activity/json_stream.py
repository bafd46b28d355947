"""A JSON file of any size, read one piece after the other; every piece, and every fault, has its place.

A value that is wanted comes whole, as bytes, and may be `LARGEST` bytes long; what is passed over is not
kept, and of it only the brackets are looked at.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

CHUNK = 1 << 20
LARGEST = 16 << 20
DEEPEST = 100

# Up to the next bracket that stands in no string. Possessive: no byte of it is looked at twice.
INSIDE = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
WORD = re.compile(rb'[^\s,:"\[\]{}]++')
SPACE = re.compile(rb"[ \t\r\n]*+")
CUT = "the file ends in the middle, as if it were cut off"
QUOTE, OPENING = ord('"'), b"[{"


class BadJson(Exception):
    """The file cannot be read on: what is wrong, and the line and byte (from 1) where it is."""

    def __init__(self, fault: str, line: int, byte: int) -> None:
        super().__init__(f"line {line}, byte {byte}: {fault}")
        self.fault, self.line, self.byte = fault, line, byte


class JsonStream:
    """A file that is being read; `told` hears how many bytes of it have been."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None] | None = None) -> None:
        self._file = file
        self._told = told
        self._buffer = b""
        self._at = 0
        self._gone = 0
        self._lines = 1

    def fields(self) -> Iterator[str]:
        """Yield the names in the object that comes next; whoever asks takes or skips each value."""
        self._expect(b"{", "an object")
        if self._accept(b"}"):
            return
        while True:
            yield self._name()
            if self._accept(b"}"):
                return
            self._expect(b",", "a comma or the end of the object")

    def items(self) -> Iterator[None]:
        """Stop before each item of the array that comes next; whoever asks takes or skips it."""
        self._expect(b"[", "an array")
        if self._accept(b"]"):
            return
        while True:
            yield
            if self._accept(b"]"):
                return
            self._expect(b",", "a comma or the end of the array")

    def value(self) -> bytes:
        """Take the value that comes next, as it is written."""
        length = self._measure(keep=True)
        raw = self._buffer[self._at : self._at + length]
        self._at += length
        return raw

    def skip(self) -> None:
        """Pass over the value that comes next, however large."""
        length = self._measure(keep=False)  # Which moves on by itself.
        self._at += length

    def end(self) -> None:
        """Make sure that nothing comes any more."""
        if self.peek():
            raise self.fault("the file goes on after its end")

    def peek(self) -> bytes:
        """Return the byte that comes next and is no space; nothing at the end of the file."""
        while True:
            match = SPACE.match(self._buffer, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def fault(self, what: str, back: int = 0) -> BadJson:
        """Return the error that says what is wrong here, or `back` bytes ago."""
        at = self._at - back
        line = self._lines + self._buffer.count(b"\n", 0, at)
        return BadJson(what, line, self._gone + at + 1)

    def _name(self) -> str:
        if self.peek() != b'"':
            raise self._wrong("there should be a name in quotes")
        try:
            name = msgspec.json.decode(self.value(), type=str)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self.fault(f"a name cannot be read: {error}") from None
        self._expect(b":", "a colon")
        return name

    def _expect(self, byte: bytes, what: str) -> None:
        if not self._accept(byte):
            raise self._wrong(f"there should be {what}")

    def _accept(self, byte: bytes) -> bool:
        if self.peek() != byte:
            return False
        self._at += 1
        return True

    def _measure(self, *, keep: bool) -> int:
        """Walk over the value that comes next; return the length of it, or of its rest if it is not kept."""
        first = self.peek()
        if not first or first not in OPENING:
            return self._measure_plain(STRING if first == b'"' else WORD)
        depth, length = 1, 1
        while depth:
            match = INSIDE.match(self._buffer, self._at + length)
            assert match is not None
            end = match.end()
            length = end - self._at
            if end == len(self._buffer) or self._buffer[end] == QUOTE:
                if not keep:
                    self._at, length = end, 0
                self._need_more()
                continue
            depth += 1 if self._buffer[end] in OPENING else -1
            length += 1
            if depth > DEEPEST:
                raise self.fault(f"values lie in one another more than {DEEPEST} deep")
        return length

    def _measure_plain(self, pattern: re.Pattern[bytes]) -> int:
        while True:
            match = pattern.match(self._buffer, self._at)
            if match is not None and (match.end() < len(self._buffer) or pattern is STRING):
                return match.end() - self._at
            if match is None and self._buffer[self._at : self._at + 1] not in (b"", b'"'):
                raise self.fault("there should be a value")
            self._need_more()

    def _need_more(self) -> None:
        if len(self._buffer) - self._at > LARGEST:
            raise self.fault(f"one value is larger than {LARGEST >> 20} MB")
        if not self._fill():
            self._at = len(self._buffer)
            raise self.fault(CUT)

    def _fill(self) -> bool:
        """Read on, letting go of what has been taken; False at the end of the file."""
        more = self._file.read(max(CHUNK, len(self._buffer) - self._at))
        if not more:
            return False
        self._lines += self._buffer.count(b"\n", 0, self._at)
        self._gone += self._at
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        if self._told is not None:
            self._told(self._gone + len(self._buffer))
        return True

    def _wrong(self, what: str) -> BadJson:
        """Return the error for what is not as it should be: the file ends here, or goes on otherwise."""
        return self.fault(what if self.peek() else CUT)

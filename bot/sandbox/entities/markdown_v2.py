"""MarkdownV2, after tdlib/td MessageEntity.cpp, do_parse_markdown_v2; positions are byte offsets."""

from dataclasses import dataclass

from bot.sandbox.entities.utf16 import units
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.model.content import Entity

RESERVED = "_*[]()~`>#+-=|{}.!"
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
# What opens an entity, the longer first, and what closes it.
OPENERS = (
    ("```", "pre", "```"),
    ("__", "underline", "__"),
    ("||", "spoiler", "||"),
    ("![", "custom_emoji", "]"),
    ("`", "code", "`"),
    ("_", "italic", "_"),
    ("*", "bold", "*"),
    ("~", "strikethrough", "~"),
    ("[", "text_link", "]"),
)


@dataclass(frozen=True)
class _Open:
    kind: str
    closer: str
    offset: int
    byte: int
    language: str = ""


def _complain(text: str) -> Refusal:
    return bad_request(f"can't parse entities: {text}")


class _Parser:
    """The text read so far, and the entities open and found in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.waiting: list[_Open] = []
        self.found: list[Entity] = []

    def parse(self) -> tuple[str, tuple[Entity, ...]]:
        """Read it all."""
        while self.at < len(self.source):
            self.step()
        if self.waiting and self.waiting[-1].kind == "blockquote":
            self.close_quote()
        if self.waiting:
            last = self.waiting[-1]
            raise _complain(
                f"Can't find end of {NAMES[last.kind]} entity at byte offset {last.byte}"
            )
        ordered = sorted(self.found, key=lambda one: (one.offset, -one.length))
        return "".join(self.text), tuple(ordered)

    def step(self) -> None:
        """Read one character or one mark."""
        source, at = self.source, self.at
        char = source[at]
        following = source[at + 1 : at + 2]
        if char == "\\" and following and following.isascii():
            self.take(following, 2)
        elif self.waiting and self.closes():
            self.close()
        elif self.waiting and self.waiting[-1].kind in ("code", "pre"):
            self.take(char, 1) if char != "`" else self.refuse(char)
        elif char == "\n" and self.quoting():
            self.end_line()
        elif char == ">" and self.starts_line():
            self.open_quote()
        elif char in RESERVED:
            self.open(char)
        else:
            self.take(char, 1)

    def take(self, char: str, width: int) -> None:
        """Add a character to the text."""
        self.text.append(char)
        self.length += units(char)
        self.at += width

    def byte(self) -> int:
        """Return the byte offset of this place."""
        return len(self.source[: self.at].encode())

    def refuse(self, char: str) -> None:
        """Complain of a bare mark."""
        raise _complain(
            f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
        )

    def closes(self) -> bool:
        """Say whether the mark here ends the innermost entity."""
        innermost = self.waiting[-1]
        if not innermost.closer or not self.source.startswith(innermost.closer, self.at):
            return False
        # Two underscores belong to underlining, unless italics alone can take one.
        doubled = self.source.startswith("__", self.at)
        return not (innermost.kind == "italic" and doubled)

    def open(self, char: str) -> None:
        """Begin the entity whose mark stands here."""
        for mark, kind, closer in OPENERS:
            if self.source.startswith(mark, self.at):
                byte = self.byte()
                self.at += len(mark)
                language = self.language() if kind == "pre" else ""
                self.waiting.append(_Open(kind, closer, self.length, byte, language))
                return
        self.refuse(char)

    def language(self) -> str:
        """Read the language behind an opening fence."""
        end = self.source.find("\n", self.at)
        word = self.source[self.at : end] if end >= 0 else ""
        if end < 0 or any(char in " `" for char in word):
            return ""
        self.at = end + 1
        return word

    def close(self) -> None:
        """End the innermost entity."""
        last = self.waiting.pop()
        self.at += len(last.closer)
        length = self.length - last.offset
        if last.kind == "text_link":
            url = self.url() or "".join(self.text)[-length:]
            if length and url:
                self.found.append(Entity("text_link", last.offset, length, url=url))
        elif last.kind == "custom_emoji":
            number = self.url().removeprefix("tg://emoji?id=")
            if not number.isdecimal():
                raise _complain("Custom emoji entity must contain a tg://emoji URL")
            self.found.append(Entity(last.kind, last.offset, length, custom_emoji_id=number))
        elif length:
            self.found.append(Entity(last.kind, last.offset, length, language=last.language))

    def url(self) -> str:
        """Read `(address)` if it stands here."""
        if not self.source.startswith("(", self.at):
            return ""
        self.at += 1
        begin = self.byte()
        address = ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2].isascii():
                self.at += 1
            address += self.source[self.at : self.at + 1]
            self.at += 1
        if self.at >= len(self.source):
            raise _complain(f"Can't find end of a URL at byte offset {begin}")
        self.at += 1
        return address

    def starts_line(self) -> bool:
        """Say whether a quote may begin here."""
        return not self.waiting and (not self.text or self.text[-1] == "\n")

    def quoting(self) -> bool:
        """Say whether a quote is the innermost entity."""
        return bool(self.waiting) and self.waiting[-1].kind == "blockquote"

    def open_quote(self) -> None:
        """Begin a quote."""
        self.waiting.append(_Open("blockquote", "", self.length, self.byte()))
        self.at += 1

    def end_line(self) -> None:
        """End a quoted line, and the quote with it unless the next one goes on."""
        if self.source.startswith("\n>", self.at):
            self.take("\n", 2)
            return
        self.close_quote()
        self.take("\n", 1)

    def close_quote(self) -> None:
        """End a quote."""
        last = self.waiting.pop()
        if self.length > last.offset:
            self.found.append(Entity("blockquote", last.offset, self.length - last.offset))


def parse_markdown_v2(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the bare text and its entities. Refuses with Telegram's complaint. Pure."""
    return _Parser(source).parse()

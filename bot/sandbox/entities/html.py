"""Telegram's HTML: a text with tags becomes a text with entities; bad markup is refused as Telegram does.

After tdlib/td MessageEntity.cpp, do_parse_html: every position in a complaint is a byte offset.
"""

from dataclasses import dataclass

from bot.sandbox.entities.utf16 import cut, units
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.model.content import Entity

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\0\v"
_END = ""


@dataclass(frozen=True)
class _Open:
    """A start tag waiting for its end."""

    tag: str
    argument: str
    offset: int


def _complain(text: str) -> Refusal:
    return bad_request(f"can't parse entities: {text}")


class _Reader:
    """A place in the text that moves on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def char(self) -> str:
        """The character here, empty at the end."""
        return self.text[self.at] if self.at < len(self.text) else _END

    def byte(self, at: int) -> int:
        """Return the byte offset of a place."""
        return len(self.text[:at].encode())

    def skip_space(self) -> None:
        """Move to the next character that is no space."""
        while self.char and self.char in _SPACE:
            self.at += 1

    def until(self, stops: str) -> str:
        """Return what stands before the next space or one of the stops, and move there."""
        start = self.at
        while self.char and self.char not in _SPACE and self.char not in stops:
            self.at += 1
        return self.text[start : self.at]

    def entity(self) -> str:
        """Return the character that `&…;` here stands for and move behind it; nothing if it is none."""
        stop = self.at + 1
        while stop < len(self.text) and (self.text[stop].isalnum() or self.text[stop] == "#"):
            stop += 1
        name = self.text[self.at + 1 : stop]
        character = _named(name)
        if character:
            self.at = stop + (self.text[stop : stop + 1] == ";")
        return character


def _named(name: str) -> str:
    """Return the character of an HTML entity's name; Telegram knows four names and all numbers. Pure."""
    if not name.startswith("#"):
        return _NAMED.get(name, "")
    digits = name[1:]
    try:
        code = int(digits[1:], 16) if digits[:1] in ("x", "X") else int(digits)
        return chr(code) if code > 0 and not 0xD800 <= code <= 0xDFFF else ""
    except (ValueError, OverflowError):
        return ""


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the bare text and its entities. Refuses with Telegram's complaint. Pure."""
    reader = _Reader(source)
    text: list[str] = []
    length = 0
    waiting: list[_Open] = []
    found: list[Entity] = []
    while reader.char:
        if reader.char == "<":
            if source[reader.at + 1 : reader.at + 2] == "/":
                found += _end_tag(reader, waiting, length, "".join(text))
            else:
                waiting.append(_start_tag(reader, length))
            continue
        character = reader.entity() if reader.char == "&" else ""
        if not character:
            character = reader.char
            reader.at += 1
        text.append(character)
        length += units(character)
    if waiting:
        raise _complain(f'Can\'t find end tag corresponding to start tag "{waiting[-1].tag}"')
    return "".join(text), _joined(found)


def _start_tag(reader: _Reader, offset: int) -> _Open:
    begin = reader.at
    where = reader.byte(begin)
    reader.at += 1
    tag = reader.until(">").lower()
    if not reader.char:
        raise _complain(f"Unclosed start tag at byte offset {where}")
    if tag not in KINDS:
        raise _complain(f'Unsupported start tag "{tag}" at byte offset {where}')
    argument = _attributes(reader, tag, where)
    reader.at += 1
    if tag == "span" and argument != "spoiler":
        raise _complain(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    return _Open(tag, argument, offset)


def _attributes(reader: _Reader, tag: str, where: int) -> str:
    """Read up to the end of a start tag. Returns the one attribute that matters to it."""
    argument = ""
    while reader.char != ">":
        reader.skip_space()
        if reader.char == ">":
            break
        name = reader.until("=>").lower()
        if not name:
            raise _complain(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        reader.skip_space()
        if reader.char != "=":
            if not reader.char:
                raise _complain(f'Unclosed start tag "{tag}" at byte offset {where}')
            argument = "1" if (tag, name) == ("blockquote", "expandable") else argument
            continue
        reader.at += 1
        reader.skip_space()
        value = _value(reader, tag, where)
        argument = _meaning(tag, name, value) or argument
    return argument


def _value(reader: _Reader, tag: str, where: int) -> str:
    if not reader.char:
        raise _complain(f'Unclosed start tag "{tag}" at byte offset {where}')
    quote = reader.char
    if quote not in "'\"":
        start = reader.at
        while reader.char and (reader.char.isalnum() or reader.char in ".-"):
            reader.at += 1
        if reader.char and reader.char not in _SPACE and reader.char != ">":
            raise _complain(f"Unexpected end of name token at byte offset {reader.byte(start)}")
        value = reader.text[start : reader.at].lower()
    else:
        value = _literal(reader, quote)
    if not reader.char:
        raise _complain(f"Unclosed start tag at byte offset {where}")
    return value


def _literal(reader: _Reader, quote: str) -> str:
    reader.at += 1
    value = ""
    while reader.char and reader.char != quote:
        character = reader.entity() if reader.char == "&" else ""
        if not character:
            character = reader.char
            reader.at += 1
        value += character
    reader.at += 1
    return value


def _meaning(tag: str, name: str, value: str) -> str:
    """Return what an attribute says that Telegram reads, nothing for others. Pure."""
    if (tag, name) == ("a", "href"):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, name) == ("tg-emoji", "emoji-id"):
        return value
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def _end_tag(reader: _Reader, waiting: list[_Open], length: int, text: str) -> list[Entity]:
    begin = reader.at
    where = reader.byte(begin)
    if not waiting:
        raise _complain(f"Unexpected end tag at byte offset {where}")
    reader.at += 2
    name = reader.until(">")
    reader.skip_space()
    if reader.char != ">":
        raise _complain(f"Unclosed end tag at byte offset {where}")
    reader.at += 1
    start = waiting.pop()
    if name and name != start.tag:
        expected = f'expected "</{start.tag}>", found "</{name}>"'
        raise _complain(f"Unmatched end tag at byte offset {where}, {expected}")
    if length == start.offset:
        return []
    return _entity(start, length - start.offset, cut(text, start.offset, length - start.offset))


def _entity(start: _Open, length: int, words: str) -> list[Entity]:
    kind = KINDS[start.tag]
    if kind == "text_link":
        # Without an address, the words themselves must be one.
        return [Entity(kind, start.offset, length, url=start.argument or words)]
    if kind == "custom_emoji":
        if not start.argument.isdecimal():
            raise _complain("Invalid custom emoji identifier specified")
        return [Entity(kind, start.offset, length, custom_emoji_id=start.argument)]
    if kind == "code":
        return [Entity(kind, start.offset, length, language=start.argument)]
    if kind == "blockquote" and start.argument:
        kind = "expandable_blockquote"
    return [Entity(kind, start.offset, length)]


def _joined(found: list[Entity]) -> tuple[Entity, ...]:
    """Make `<pre><code class="language-x">` one entity, and plain code forget its language. Pure."""
    frames = {(one.offset, one.length) for one in found if one.type == "pre"}
    joined: list[Entity] = []
    for one in found:
        if one.type == "code" and (one.offset, one.length) in frames:
            continue
        if one.type == "pre":
            inner = [
                other.language
                for other in found
                if other.type == "code" and (other.offset, other.length) == (one.offset, one.length)
            ]
            one = Entity("pre", one.offset, one.length, language=inner[0] if inner else "")
        elif one.type == "code":
            one = Entity("code", one.offset, one.length)
        joined.append(one)
    return tuple(sorted(joined, key=lambda one: (one.offset, -one.length)))

"""The old Markdown: bold, italic, code, links, no nesting; after tdlib/td parse_markdown."""

from bot.sandbox.entities.utf16 import units
from bot.sandbox.errors import bad_request
from bot.sandbox.model.content import Entity

KINDS = {"_": "italic", "*": "bold", "`": "code", "```": "pre", "[": "text_link"}


def parse_markdown(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the bare text and its entities. Refuses what is not closed, with its byte offset. Pure."""
    text, entities, at = "", [], 0
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "["):
            text, at = text + source[at + 1], at + 2
        elif char not in "_*`[":
            text, at = text + char, at + 1
        else:
            mark = "```" if source.startswith("```", at) else char
            inner, argument, stop = _entity(source, at, mark)
            if inner and (mark != "[" or argument):
                entities.append(_made(mark, units(text), units(inner), argument))
            text, at = text + inner, stop
    return text, tuple(entities)


def _made(mark: str, offset: int, length: int, argument: str) -> Entity:
    if mark == "[":
        return Entity("text_link", offset, length, url=argument)
    return Entity(KINDS[mark], offset, length, language=argument)


def _entity(source: str, begin: int, mark: str) -> tuple[str, str, int]:
    """Return the words inside a mark, its address or language, and where reading goes on."""
    start = begin + len(mark)
    closer = "]" if mark == "[" else mark
    end = source.find(closer, start)
    if end < 0:
        where = len(source[:begin].encode())
        raise bad_request(
            f"can't parse entities: Can't find end of the entity starting at byte offset {where}"
        )
    inner, stop = source[start:end], end + len(closer)
    if mark == "```":
        first, newline, rest = inner.partition("\n")
        if newline and first and first.isalnum():
            return rest, first, stop
    if mark == "[" and source.startswith("(", stop):
        close = source.find(")", stop)
        if close > 0:
            return inner, source[stop + 1 : close], close + 1
    return inner, "", stop

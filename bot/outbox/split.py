"""Split Telegram HTML that is too long for one message. Pure.

Telegram counts what is shown, in UTF-16 code units: tags count nothing, `&amp;` one, most emoji two.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
# Where a text may be cut, the best place first.
BREAKS = ("\n\n", "\n", " ")

TAG = r"""</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>"""
ENTITY = r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
TOKEN = re.compile(rf"(?P<tag>{TAG})|(?P<entity>{ENTITY})|.", re.DOTALL)
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, which shows nothing, or one character: as it is written and as it is shown."""

    written: str
    shown: str

    @property
    def blank(self) -> bool:
        """Say whether a reader sees nothing of it."""
        return not self.shown.strip()


def split(text: str, limit: int = TEXT_LIMIT, first: int | None = None) -> list[str]:
    """Split `text` into parts that show at most `limit` UTF-16 units each, the first part at most `first`.

    Cuts at paragraphs, else lines, else words, else anywhere, but never inside a character or an entity.
    Tags open at a cut are closed and opened again. Blanks at a cut are dropped. Limits are at least 2.
    """
    room = limit if first is None else first
    if units(visible(text)) <= room:
        return [str(text)]
    rest = _pieces(text)
    opened: list[Piece] = []
    parts: list[str] = []
    while rest:
        cut = _cut(rest, room)
        part, rest = [*opened, *rest[:cut]], rest[cut:]
        opened = _left_open(part)
        if not all(piece.blank for piece in part):
            parts.append(_written(part, opened))
            room = limit
    return parts or [""]


def visible(text: str) -> str:
    """Return what a reader of `text` sees: no tags, entities resolved."""
    return "".join(piece.shown for piece in _pieces(text))


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _pieces(text: str) -> list[Piece]:
    return [_piece(match) for match in TOKEN.finditer(str(text))]


def _piece(match: re.Match[str]) -> Piece:
    written = match[0]
    match match.lastgroup:
        case "tag":
            return Piece(written, "")
        case "entity":
            return Piece(written, html.unescape(written) or "\ufffd")
    return Piece(written, written)


def _cut(pieces: Sequence[Piece], limit: int) -> int:
    """Return how many of `pieces` go into a part of at most `limit` units."""
    fits = _fitting(pieces, limit)
    if fits == len(pieces):
        return fits
    # The first one that does not fit may be the blank at which to cut.
    places = [place for place in range(fits + 1) if pieces[place].shown]
    shown = "".join(pieces[place].shown for place in places)
    for wanted in BREAKS:
        # A part that is less than half full is a waste: the next best break is better.
        end = shown.rfind(wanted, len(shown) // 2)
        if end > 0:
            return places[end]
    return fits


def _fitting(pieces: Sequence[Piece], limit: int) -> int:
    used = 0
    for place, piece in enumerate(pieces):
        used += units(piece.shown)
        if used > limit:
            return place
    return len(pieces)


def _left_open(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the tags that `pieces` open and do not close, the outermost first."""
    opened: list[Piece] = []
    for piece in pieces:
        if piece.shown:
            continue
        if not piece.written.startswith("</"):
            opened.append(piece)
        elif opened and _name(opened[-1]) == _name(piece):
            opened.pop()
    return opened


def _written(pieces: Sequence[Piece], opened: Sequence[Piece]) -> str:
    """Return `pieces` as a text of its own: no blanks around it, no tag left open."""
    solid = [place for place, piece in enumerate(pieces) if not piece.blank]
    kept = [
        piece.written
        for place, piece in enumerate(pieces)
        if not piece.shown or solid[0] <= place <= solid[-1]
    ]
    return "".join([*kept, *(f"</{_name(tag)}>" for tag in reversed(opened))])


def _name(tag: Piece) -> str:
    found = NAME.search(tag.written)
    return found[0].lower() if found else ""

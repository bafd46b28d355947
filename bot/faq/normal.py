"""A text as the matcher reads it: one form of every character, without links, mentions and emoji. Pure.

Forms of a character that mean the same become one (NFKC), capitals small, traditional Chinese characters
simplified; what is no letter, digit or mark becomes a space, and "sooooo" becomes "soo". Spelling stays as
it is: typos are for the grams to survive.
"""

import re
import unicodedata
from pathlib import Path

# A question stands at the beginning or the end of a long text; the middle is a story.
HEAD, TAIL = 600, 400
# The encoder's time grows with the text, three times as fast beyond ASCII, and its vector says less and less.
SPOKEN_HEAD, SPOKEN_TAIL = 75, 45

LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+")
MENTION = re.compile(r"(?<!\w)@\w+")
IN_NOISE = re.compile("[@/]|www")
STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
BEYOND_ASCII = re.compile("[^\0-\x7f]")
SURROGATE = re.compile("[\ud800-\udfff]")
# What turns a sign into an emoji, and counts as a mark: it would pass for a letter.
SELECTORS = {*range(0xFE00, 0xFE10), 0x20E3}

# Thai, Lao, Myanmar and Khmer; kana and Han, with the supplements: scripts that part no words.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{SPACELESS}]+|[^ {SPACELESS}]+")
IS_SPACELESS = re.compile(f"[{SPACELESS}]")


class _Letters(dict[int, int]):
    """What each character becomes; filled as characters are met, within the basic plane."""

    def __missing__(self, code: int) -> int:
        kept = unicodedata.category(chr(code))[0] in "LMN" and code not in SELECTORS
        letter = code if kept else 0x20
        if code < 0x10000:
            self[code] = letter
        return letter


def _simplified() -> dict[int, int]:
    """Read the pairs of lines, traditional above simplified; the file says where they are from."""
    path = Path(__file__).parent / "data" / "simplified.txt"
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return {ord(a): ord(b) for a, b in zip("".join(lines[::2]), "".join(lines[1::2]), strict=True)}


LETTERS = _Letters(_simplified())


def normalise(text: str) -> str:
    """Return what the matcher compares: letters, digits and marks, parted by single spaces at most."""
    text = _ends(_without_noise(text), HEAD, TAIL)
    if text.isascii():
        plain = text.lower()
    else:
        # Some characters stand for a whole phrase.
        plain = unicodedata.normalize("NFKC", text)[: 2 * (HEAD + TAIL)].casefold()
    return STRETCHED.sub(r"\1\1", plain.translate(LETTERS))


def runs(normal: str) -> tuple[list[str], list[str]]:
    """Return the words of a normalised text, and its runs of letters in scripts that part no words."""
    if normal.isascii():
        return normal.split(), []
    words: list[str] = []
    spaceless: list[str] = []
    for run in RUN.findall(normal):
        (spaceless if is_spaceless(run) else words).append(run)
    return words, spaceless


def is_spaceless(run: str) -> bool:
    """Say whether letters are of a script that parts no words, by the first."""
    return IS_SPACELESS.match(run) is not None


def findable(text: str) -> bool:
    """Say whether anything of a text can be matched at all."""
    return bool(normalise(text).strip())


def spoken(text: str) -> str:
    """Return what the encoder reads: the text as it was said, without what is not said."""
    text = _ends(_without_noise(text), SPOKEN_HEAD, SPOKEN_TAIL)
    if not text.isascii():
        costs = 1 + 2 * len(BEYOND_ASCII.findall(text)) / len(text)
        text = _ends(text, int(SPOKEN_HEAD / costs), int(SPOKEN_TAIL / costs))
    if text.isupper():  # shouted: the encoder would hear names
        text = text.lower()
    return SURROGATE.sub(" ", STRETCHED.sub(r"\1\1", text)).strip()


def _without_noise(text: str) -> str:
    if not IN_NOISE.search(text):
        return text
    return MENTION.sub(" ", LINK.sub(" ", text))


def _ends(text: str, head: int, tail: int) -> str:
    return text if len(text) <= head + tail else f"{text[:head]} {text[-tail:]}"

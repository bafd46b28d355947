"""What a text is made of: words, and the runs of letters inside them, which survive typos. Pure.

Two blocks: words, where in scripts without spaces characters and pairs of them stand in, so that no
segmenter is needed; and letters, runs of 2 to 4 with the borders of the word, in scripts without spaces
of 1 to 3. A gram is a number of 32 bits, a hash whose highest bit tells its block.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.faq.normal import is_spaceless, normalise, runs

Ids = NDArray[np.uint32]
Counts = NDArray[np.uint16]  # a text is cut long before a gram of it is there so often
Rows = NDArray[np.intp]
Weights = NDArray[np.float32]

LETTERS = np.uint32(1 << 31)  # marks a gram of the second block: sorted, these come last

# One odd number of 64 bits for each place in a gram, and one for each length: multiply-shift hashing
# (Dietzfelbinger et al. 1997). They are part of the shipped table's format.
PLACES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)
LENGTHS = np.array(
    [0, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB],
    dtype=np.uint64,
)
SPACE = 0x20
# Of more texts some are counted and put together at a time: small arrays scatter memory.
AT_ONCE = 500
NO_GRAMS = np.empty(0, np.uint32)


@dataclass(frozen=True, eq=False)
class Texts:
    """The grams of texts one after the other: which, each once, how often, and how many each text has."""

    ids: Ids
    counts: Counts
    lengths: Rows

    @property
    def number(self) -> int:
        """Return how many texts there are."""
        return len(self.lengths)

    @property
    def rows(self) -> Rows:
        """Return whose each gram is."""
        return np.repeat(np.arange(self.number), self.lengths)

    def take(self, rows: Rows) -> "Texts":
        """Return some of the texts, in the order of `rows`."""
        lengths = self.lengths[rows]
        here = stretches(np.cumsum(self.lengths)[rows], lengths)
        return Texts(self.ids[here], self.counts[here], lengths)

    def __add__(self, others: "Texts") -> "Texts":
        """Return these texts, and then the others."""
        return Texts(
            np.concatenate((self.ids, others.ids)),
            np.concatenate((self.counts, others.counts)),
            np.concatenate((self.lengths, others.lengths)),
        )


def one(text: str) -> Texts:
    """Count the grams of a text."""
    ids, counts = _counted(_grams(text))
    return Texts(ids, counts, np.array([len(ids)]))


def many(texts: Sequence[str]) -> Texts:
    """Count the grams of each text."""
    if len(texts) <= AT_ONCE:
        return _many(texts)
    parts = [_many(texts[start : start + AT_ONCE]) for start in range(0, len(texts), AT_ONCE)]
    return Texts(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.lengths for part in parts]),
    )


def _many(texts: Sequence[str]) -> Texts:
    counted = [_counted(_grams(text)) for text in texts]
    return Texts(
        np.concatenate([ids for ids, _ in counted] or [NO_GRAMS]),
        np.concatenate([counts for _, counts in counted] or [NO_GRAMS.astype(np.uint16)]),
        np.array([len(ids) for ids, _ in counted], np.intp),
    )


def word_ids(words: Sequence[str]) -> Ids:
    """Return the grams of words, one for each; in scripts that part no words, of pairs of characters."""
    ids = _words(words)
    pairs = [place for place, word in enumerate(words) if is_spaceless(word)]
    if pairs:
        ids[pairs] = _within(" ".join(words[place] for place in pairs), 2, 2)
    return ids


def stretches(ends: Rows, lengths: Rows) -> Rows:
    """Return the places that stretches of an array hold, one stretch after the other."""
    upto = np.cumsum(lengths)
    total = int(upto[-1]) if len(upto) else 0
    return np.arange(total) + np.repeat(ends - upto, lengths)


def _grams(text: str) -> Ids:
    words, spaceless = runs(normalise(text))
    found = []
    if words:
        found += [_words(words), _letters(f" {' '.join(words)} ", 2, 4) | LETTERS]
    if spaceless:
        joined = f" {' '.join(spaceless)} "
        found += [_within(joined, 1, 2), _within(joined, 1, 3) | LETTERS]
    return np.concatenate(found or [NO_GRAMS])


def _counted(ids: Ids) -> tuple[Ids, Counts]:
    """Count equal ids; np.unique, which does the same, costs as much again."""
    if not len(ids):
        return ids, ids.astype(np.uint16)
    ids.sort()
    ends = np.append(np.flatnonzero(ids[1:] != ids[:-1]), len(ids) - 1)
    counts = ends.copy()
    counts[0] += 1
    counts[1:] -= ends[:-1]
    return ids[ends], counts.astype(np.uint16)


def _words(words: Sequence[str]) -> Ids:
    hashes = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    return np.array(hashes, np.uint32) >> np.uint32(1)


def _letters(text: str, shortest: int, longest: int) -> Ids:
    """Return the runs of letters of every length that have no space but at their ends."""
    return _slices(text, shortest, longest, border=1)


def _within(text: str, shortest: int, longest: int) -> Ids:
    """Return the runs of letters of every length that have no space."""
    return _slices(text, shortest, longest, border=0)


def _slices(text: str, shortest: int, longest: int, border: int) -> Ids:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    spaces = np.concatenate(([0], np.cumsum(codes == SPACE)))
    places = PLACES[:longest, None] * codes.astype(np.uint64)
    total, found = places[0], []
    for length in range(1, longest + 1):
        if length > 1:
            total = total[:-1] + places[length - 1, length - 1 :]
        if length >= shortest:
            first = spaces[border : len(spaces) - length + border]
            last = spaces[length - border : len(spaces) - border]
            found.append((total + LENGTHS[length])[first == last])
    mixed = np.concatenate(found)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * PLACES[3]
    hashed: Ids = (mixed >> np.uint64(33)).astype(np.uint32)
    return hashed

"""How alike texts are in their words and letters: an index of phrasings by their grams. Pure."""

from dataclasses import dataclass

import numpy as np

from bot.faq.background import SKETCH, Background, coarse, idf, sketches, weigh
from bot.faq.grams import AT_ONCE, Ids, Rows, Texts, Weights, one, stretches
from bot.faq.near import nearest

# So many entries of the index are looked at for one text, those of its heaviest grams first.
LOOKED_AT = 3_000


@dataclass(frozen=True, eq=False)
class Read:
    """A text as the index compares it: its grams in order, their weights, and its sketch."""

    ids: Ids
    weights: Weights
    sketch: Weights


class Telling:
    """How telling grams are to a group: by the shipped background, with the group's own on top."""

    def __init__(self, background: Background, known: Ids, seen: Rows, lines: int) -> None:
        """The group has `lines` phrasings; `known` are their grams, in order, each `seen` in so many."""
        self._background, self._known, self._seen = background, known, seen
        self._lines = background.lines + lines

    def of(self, ids: Ids) -> Weights:
        """Return how telling each gram is."""
        seen = self._background.seen(ids)
        places, found = find(self._known, ids)
        seen[found] += self._seen[places]
        return idf(seen, self._lines)


class Lexicon:
    """An inverted index, from a gram to the phrasings that have it, and the phrasings themselves in grams.

    `telling` is that of a larger index beside which this one stands; by default it is its own.
    """

    def __init__(
        self, texts: Texts, background: Background, telling: Telling | None = None
    ) -> None:
        self.texts = texts
        self._row_ends = np.cumsum(texts.lengths)
        order = np.argsort(texts.ids, kind="stable")
        in_order = texts.ids[order]
        first = np.ones(len(order), bool)
        first[1:] = in_order[1:] != in_order[:-1]
        self._known = in_order[first]
        self._seen = np.diff(np.flatnonzero(first), append=len(order))
        self._ends = np.cumsum(self._seen)
        self.telling = telling or Telling(background, self._known, self._seen, texts.number)
        idfs = np.empty(len(order), np.float32)
        idfs[order] = np.repeat(self.telling.of(self._known), self._seen)
        self._weights = weigh(texts, idfs)
        self._rows = texts.rows.astype(np.int32)[order]
        self._shares = self._weights[order]
        self._sketches = np.empty((texts.number, SKETCH), np.int8)
        self._steps = np.empty((texts.number, 1), np.float32)
        for start in range(0, texts.number, AT_ONCE):
            self._sketch(np.arange(start, min(start + AT_ONCE, texts.number)))

    def read(self, text: str) -> Read | None:
        """Weigh a text as the phrasings are; None if nothing in it can be compared."""
        texts = one(text)
        if not len(texts.ids):
            return None
        weights = weigh(texts, self.telling.of(texts.ids))
        return Read(texts.ids, weights, sketches(texts, weights)[0])

    def nearest(self, read: Read, most: int, shut: Rows) -> tuple[Rows, Weights]:
        """Return the phrasings that are most alike to a text, at most so many, and the cosines.

        Each has a gram of it; none is of `shut`. Of many phrasings they are chosen by those grams of the text
        that weigh most.
        """
        places, known = find(self._known, read.ids)
        weights, lengths = read.weights[known], self._seen[places]
        exact = int(lengths.sum()) <= LOOKED_AT
        if not exact:
            heaviest = np.argsort(-weights)
            heaviest = heaviest[np.cumsum(lengths[heaviest]) <= LOOKED_AT]
            places, weights, lengths = places[heaviest], weights[heaviest], lengths[heaviest]
        here = stretches(self._ends[places], lengths)
        shares = self._shares[here] * np.repeat(weights, lengths)
        alike = np.bincount(self._rows[here], shares, self.texts.number).astype(np.float32)
        alike[shut] = 0
        # Most have nothing in common with it: the others alone are sifted.
        rows = np.flatnonzero(alike > 0)
        rows = rows[nearest(alike[rows], most)]
        return rows, alike[rows] if exact else self.cosines(read, rows)

    def cosines(self, read: Read, rows: Rows) -> Weights:
        """Return the cosine of the text with some phrasings."""
        lengths = self.texts.lengths[rows]
        here = stretches(self._row_ends[rows], lengths)
        places, known = find(read.ids, self.texts.ids[here])
        shares = self._weights[here[known]] * read.weights[places]
        number = np.repeat(np.arange(len(rows)), lengths)[known]
        return np.bincount(number, shares, len(rows)).astype(np.float32)

    def sketches(self, rows: Rows) -> Weights:
        """Return phrasings in few dimensions."""
        return self._sketches[rows] * self._steps[rows]

    def _sketch(self, rows: Rows) -> None:
        here = stretches(self._row_ends[rows], self.texts.lengths[rows])
        found = sketches(self.texts.take(rows), self._weights[here])
        self._sketches[rows], self._steps[rows] = coarse(found)


def find(known: Ids, ids: Ids) -> tuple[Rows, Rows]:
    """Return where in `known`, which is in order, the ids are that it has, and which of the ids these are."""
    if not len(known):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    places = np.searchsorted(known, ids)
    places[places == len(known)] = 0
    found = np.flatnonzero(known[places] == ids)
    return places[found], found

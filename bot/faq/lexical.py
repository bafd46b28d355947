"""How alike texts are in their words and letters: an index of phrasings by their grams. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.faq.background import Background, idf, sketches, weigh
from bot.faq.grams import Ids, Texts, Weights, one

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Read:
    """A text as the index compares it: which grams of the index it has, their weights, and its sketch."""

    places: Rows
    weights: Weights
    sketch: Weights


class Lexicon:
    """An inverted index, from a gram to the phrasings that have it, and the phrasings themselves in grams."""

    def __init__(self, texts: Texts, background: Background) -> None:
        self.texts = texts
        self._background = background
        self._lines = background.lines + texts.number
        self._starts = np.searchsorted(texts.rows, np.arange(texts.number + 1))
        self._known, places, seen = np.unique(texts.ids, return_inverse=True, return_counts=True)
        usual = idf(background.seen(self._known) + seen.astype(np.float32), self._lines)
        self._weights = weigh(texts, usual[places])
        self._idf = usual
        order = np.argsort(places, kind="stable")
        self._rows = texts.rows[order].astype(np.int32)
        self._shares = self._weights[order]
        self._seen = seen
        self._ends = np.cumsum(seen)

    def read(self, text: str) -> Read | None:
        """Weigh a text as the phrasings are; None if nothing in it can be compared."""
        texts = one(text)
        if not len(texts.ids):
            return None
        places, known = self._find(texts.ids)
        usual = idf(self._background.seen(texts.ids), self._lines)
        usual[known] = self._idf[places]
        weights = weigh(texts, usual)
        return Read(places, weights[known], sketches(texts, weights)[0])

    def likeness(self, read: Read) -> Weights:
        """Return the cosine of the text with every phrasing."""
        here, lengths = _stretches(self._ends[read.places], self._seen[read.places])
        shares = self._shares[here] * np.repeat(read.weights, lengths)
        return np.bincount(self._rows[here], shares, self.texts.number).astype(np.float32)

    def sketches(self, rows: Rows) -> Weights:
        """Return phrasings in few dimensions."""
        ends = self._starts[rows + 1]
        here, lengths = _stretches(ends, ends - self._starts[rows])
        number = np.repeat(np.arange(len(rows)), lengths)
        chosen = Texts(len(rows), number, self.texts.ids[here], self.texts.counts[here])
        return sketches(chosen, self._weights[here])

    def _find(self, ids: Ids) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the places of the ids that are known, and which these are."""
        if not len(self._known):
            return np.empty(0, np.intp), np.zeros(len(ids), bool)
        places = np.searchsorted(self._known, ids).clip(max=len(self._known) - 1)
        known = self._known[places] == ids
        return places[known], known


def _stretches(ends: Rows, lengths: Rows) -> tuple[Rows, Rows]:
    """Return the numbers of all that stretches of an array hold, one after the other, and the lengths."""
    upto = np.cumsum(lengths)
    total = int(upto[-1]) if len(upto) else 0
    return np.arange(total) + np.repeat(ends - upto, lengths), lengths

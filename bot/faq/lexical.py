"""How alike texts are in their words and letters: an index of phrasings by their grams. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.faq.background import Background, idf, sketches, weigh
from bot.faq.grams import Ids, Rows, Texts, Weights, one, stretches

# So many entries of the index are looked at for one text, those of its rarest grams first.
LOOKED_AT = 8_000


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
        self._row_ends = np.cumsum(texts.lengths)
        order = np.argsort(texts.ids, kind="stable")
        in_order = texts.ids[order]
        first = np.ones(len(order), bool)
        first[1:] = in_order[1:] != in_order[:-1]
        self._known = in_order[first]
        self._seen = np.diff(np.flatnonzero(first), append=len(order))
        self._ends = np.cumsum(self._seen)
        seen = self._seen.astype(np.float32)
        self._idf = idf(background.seen(self._known) + seen, self._lines)
        self._places = np.empty(len(order), np.int32)
        self._places[order] = np.cumsum(first, dtype=np.int32) - 1
        self._weights = weigh(texts, self._idf[self._places])
        self._rows = texts.rows.astype(np.int32)[order]
        self._shares = self._weights[order]

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

    def likeness(self, read: Read) -> tuple[Weights, bool]:
        """Return the cosine of the text with every phrasing, and whether it is exact.

        Of many phrasings it is but by the rarest grams of the text, which weigh most.
        """
        places, weights = read.places, read.weights
        lengths = self._seen[places]
        exact = int(lengths.sum()) <= LOOKED_AT
        if not exact:
            rarest = np.argsort(lengths, kind="stable")
            rarest = rarest[np.cumsum(lengths[rarest]) <= LOOKED_AT]
            places, weights, lengths = places[rarest], weights[rarest], lengths[rarest]
        here = stretches(self._ends[places], lengths)
        shares = self._shares[here] * np.repeat(weights, lengths)
        found = np.bincount(self._rows[here], shares, self.texts.number).astype(np.float32)
        return found, exact

    def cosines(self, read: Read, rows: Rows) -> Weights:
        """Return the cosine of the text with some phrasings."""
        lengths = self.texts.lengths[rows]
        here = stretches(self._row_ends[rows], lengths)
        if not len(here) or not len(read.places):
            return np.zeros(len(rows), np.float32)
        places = self._places[here]
        found = np.searchsorted(read.places, places).clip(max=len(read.places) - 1)
        shares = self._weights[here] * read.weights[found] * (read.places[found] == places)
        number = np.repeat(np.arange(len(rows)), lengths)
        return np.bincount(number, shares, len(rows)).astype(np.float32)

    def sketches(self, rows: Rows) -> Weights:
        """Return phrasings in few dimensions."""
        lengths = self.texts.lengths[rows]
        here = stretches(self._row_ends[rows], lengths)
        chosen = Texts(self.texts.ids[here], self.texts.counts[here], lengths)
        return sketches(chosen, self._weights[here])

    def _find(self, ids: Ids) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the places of the ids that are known, and which these are."""
        if not len(self._known):
            return np.empty(0, np.intp), np.zeros(len(ids), bool)
        places = np.searchsorted(self._known, ids).clip(max=len(self._known) - 1)
        known = self._known[places] == ids
        return places[known], known

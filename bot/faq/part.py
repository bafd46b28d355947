"""Phrasings that were indexed together: in words and letters, and with an encoder in meaning. Pure."""

from collections.abc import Collection, Sequence

import numpy as np

from bot.faq.background import Background
from bot.faq.encoder import Encoder
from bot.faq.grams import Rows, Texts, Weights, many
from bot.faq.kernel import Kernel
from bot.faq.lexical import Lexicon, Read, Telling
from bot.faq.meaning import Meanings
from bot.faq.near import Line, Near, nearest

NONE = np.empty(0, np.intp)


class Part:
    """An index of phrasings; it never changes."""

    def __init__(self, lines: Sequence[Line], lexicon: Lexicon, meanings: Meanings | None) -> None:
        self.lines, self.lexicon, self.meanings = lines, lexicon, meanings
        self.rows = {line: row for row, line in enumerate(lines)}
        owners = np.array([owner for owner, _, _ in lines], np.int64)
        self._ids, self._numbers = np.unique(owners, return_inverse=True)

    def of_entries(self, entry_ids: Collection[int]) -> Rows:
        """Return the rows of some entries."""
        if not entry_ids:
            return NONE
        return np.flatnonzero(np.isin(self._ids, list(entry_ids))[self._numbers])

    def near(
        self, read: Read, vector: Weights | None, kernel: Kernel, most: int, shut: Rows
    ) -> Near:
        """Return the phrasings that are nearest to a text by either view; none of `shut`."""
        rows, letters = self.lexicon.nearest(read, most, shut)
        meaning = vectors = None
        if self.meanings is not None and vector is not None:
            alike = self.meanings.likeness(vector)
            alike[shut] = -np.inf
            others = np.setdiff1d(nearest(alike, most), np.concatenate((rows, shut)))
            letters = np.concatenate((letters, self.lexicon.cosines(read, others)))
            rows = np.concatenate((rows, others))
            vectors = self.meanings.of(rows)
            meaning = vectors @ vector
        return Near(
            [self.lines[row] for row in rows.tolist()],
            kernel.of(letters, meaning),
            letters,
            meaning,
            self.lexicon.sketches(rows),
            vectors,
        )


def index(
    lines: Sequence[Line],
    background: Background,
    encoder: Encoder | None,
    known: Sequence[Part],
    telling: Telling | None = None,
) -> Part:
    """Index phrasings; what `known` parts have of a text is not worked out anew."""
    texts, vectors = gathered([text for _, _, text in lines], known, encoder)
    meanings = None if vectors is None else Meanings(vectors)
    return Part(lines, Lexicon(texts, background, telling), meanings)


def gathered(
    texts: Sequence[str], known: Sequence[Part], encoder: Encoder | None
) -> tuple[Texts, Weights | None]:
    """Return the grams of texts, and with an encoder their vectors."""
    places: dict[str, int] = {}
    grams, vectors, left = [], [], dict.fromkeys(texts)
    for part in known:
        rows = {text: row for row, (_, _, text) in enumerate(part.lines) if text in left}
        if not rows:
            continue
        places |= {text: len(places) + place for place, text in enumerate(rows)}
        chosen = np.fromiter(rows.values(), np.intp)
        grams.append(part.lexicon.texts.take(chosen))
        if encoder is not None:
            vectors.append(
                encoder.encode(list(rows)) if part.meanings is None else part.meanings.of(chosen)
            )
        left = {text: None for text in left if text not in rows}
    places |= {text: len(places) + place for place, text in enumerate(left)}
    together = many(list(left))
    for before in reversed(grams):
        together = before + together
    order = np.array([places[text] for text in texts], np.intp)
    if encoder is None:
        return together.take(order), None
    vectors.append(encoder.encode(list(left)))
    return together.take(order), np.concatenate(vectors)[order]

"""Which saved question a message asks, if any: likeness of letters and of meaning, against chatter. Pure.

Two views of a text, blended: its words and letters (`lexical`) and, with an encoder, its meaning
(`meaning`). The nearest phrasings and the nearest chatter then share it among them by kernel ridge
regression (`kernel`): an entry wins by being near, nearer than chatter, and nearer than any other entry.
docs/faq-matching.md tells the whole and what it measures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bot.faq import blend
from bot.faq.background import Background, shipped
from bot.faq.blend import Blend
from bot.faq.encoder import Encoder
from bot.faq.gate import Gate
from bot.faq.grams import Rows, Weights, many
from bot.faq.kernel import BOTH, LETTERS_ALONE, solve, surenesses
from bot.faq.lexical import Lexicon, Read
from bot.faq.meaning import FEW, Meanings
from bot.faq.memory import give_back
from bot.faq.near import Near, nearest
from bot.faq.outcome import (
    THRESHOLDS,
    Answer,
    Candidate,
    Eagerness,
    Evidence,
    Silent,
    Suggest,
    Thresholds,
    decide,
)

__all__ = [
    "THRESHOLDS",
    "Answer",
    "Candidate",
    "Eagerness",
    "Evidence",
    "Matcher",
    "Silent",
    "Suggest",
    "Thresholds",
    "build",
    "decide",
]

NEAR_PHRASINGS = 32
NEAR_CHATTER = 16
# So many entries are told of for one text.
RANKED = 12
# Letters so alike are the very same words.
THE_SAME = 0.9999
# Whose a text is that an entry must not answer.
NOBODY = -1


class Matcher:
    """A group's entries, ready to be matched; it never changes."""

    def __init__(
        self,
        entries: Mapping[int, Sequence[str]],
        negatives: Mapping[int, Sequence[str]],
        background: Background,
        encoder: Encoder | None,
        previous: "Matcher | None",
    ) -> None:
        self._ids = list(entries)
        number = {entry_id: place for place, entry_id in enumerate(self._ids)}
        rows = [(number[key], +1, text) for key, texts in entries.items() for text in texts]
        rows += [(number[key], -1, text) for key, texts in negatives.items() for text in texts]
        self._owners = np.array([owner for owner, _, _ in rows], np.intp)
        self._signs = np.array([sign for _, sign, _ in rows], np.float32)
        self._texts = [text for _, _, text in rows]
        self._background, self._encoder = background, encoder
        self._lexicon: Lexicon
        self._meanings: Meanings | None = None
        known, new, order = _old_and_new(self._texts, previous)
        grams = many(new)
        if previous is not None:
            grams = previous._lexicon.texts.take(known) + grams
        self._lexicon = Lexicon(grams.take(order), background)
        if encoder is not None:
            self._meanings = Meanings(self._encoded(encoder, previous, known, new)[order])
        self.blend = self._chosen()
        self._kernel = BOTH if self.blend == Blend.BOTH else LETTERS_ALONE
        phrasings = [text for texts in entries.values() for text in texts]
        self._gate = Gate(phrasings, background)
        if len(self._texts) > FEW:
            give_back()

    @property
    def semantic(self) -> bool:
        """Whether the meaning of the phrasings is known; `blend` says whether it is of use."""
        return self._meanings is not None

    def worth_matching(self, text: str) -> bool:
        """Say whether a text that is not addressed to the bot is worth the time of `match`."""
        return self._gate.lets_through(text)

    def match(self, text: str, vector: Weights | None = None) -> list[Candidate]:
        """Rank the entries that a text may ask for, the surest first; any text has an answer.

        `vector` is that of the text, where the encoder has made it already.
        """
        read = self._lexicon.read(text)
        if read is None or not self._texts:
            return []
        if self.blend == Blend.LETTERS:
            vector = None
        elif self._encoder is not None and vector is None:
            vector = self._encoder.encode([text])[0]
        near = self._near(read, vector)
        return self._scored(near, self._worth(near, read, vector))

    def _encoded(
        self, encoder: Encoder, previous: "Matcher | None", known: Rows, new: Sequence[str]
    ) -> Weights:
        """Return the vectors of the known texts of `previous`, and of new ones."""
        if previous is None or previous._meanings is None:
            texts = [previous._texts[row] for row in known] if previous else []
            return encoder.encode([*texts, *new])
        return np.concatenate((previous._meanings.of(known), encoder.encode(new)))

    def _chosen(self) -> Blend:
        """Choose how the texts of these entries are compared."""
        if self._meanings is None:
            return Blend.LETTERS
        positive = np.flatnonzero(self._signs > 0)
        rows = positive[blend.sample(self._owners[positive].tolist())]
        sketched, vectors = self._lexicon.sketches(rows), self._meanings.of(rows)
        return blend.choose(self._owners[rows], sketched @ sketched.T, vectors @ vectors.T)

    def _near(self, read: Read, vector: Weights | None) -> Near:
        """Return the phrasings that are nearest to a text."""
        likeness, exact = self._lexicon.likeness(read)
        rows = nearest(likeness, NEAR_PHRASINGS)
        if self._meanings is not None and vector is not None:
            rows = np.union1d(rows, nearest(self._meanings.likeness(vector), NEAR_PHRASINGS))
        letters = likeness[rows] if exact else self._lexicon.cosines(read, rows)
        if self._meanings is None or vector is None:
            return Near(rows, self._kernel.of(letters, None), letters, None)
        meaning = self._meanings.cosines(vector, rows)
        near = Near(rows, self._kernel.of(letters, meaning), letters, meaning)
        return near.first(NEAR_PHRASINGS)

    def _worth(self, near: Near, read: Read, vector: Weights | None) -> Weights:
        """Return what the near phrasings are worth to a text, and then what the nearest chatter is."""
        background = self._background
        meaning = None if vector is None else background.meanings @ vector
        likeness = self._kernel.of(background.likeness(read.sketch), meaning)
        chatter = nearest(likeness, NEAR_CHATTER)
        letters = np.concatenate((self._lexicon.sketches(near.rows), background.letters[chatter]))
        among = None
        if self._meanings is not None and vector is not None:
            vectors = (self._meanings.of(near.rows), background.meanings[chatter])
            among = np.concatenate(vectors)
            among = among @ among.T
        return solve(
            self._kernel.of(letters @ letters.T, among),
            np.concatenate((near.nearness, likeness[chatter])),
            self._kernel.ridge,
        )

    def _scored(self, near: Near, worth: Weights) -> list[Candidate]:
        """Add up what is whose, and say how sure that makes each entry."""
        chatter = float(worth[len(near.rows) :].sum())
        shares: dict[int, float] = defaultdict(float)
        nearest_of: dict[int, int] = {}
        very_words: set[int] = set()
        nearness, letters = near.nearness.tolist(), near.letters.tolist()
        owners, signs = self._owners[near.rows].tolist(), self._signs[near.rows].tolist()
        for place, (owner, sign) in enumerate(zip(owners, signs, strict=True)):
            shares[owner] += sign * float(worth[place])
            if letters[place] >= THE_SAME:
                very_words.add(owner if sign > 0 else NOBODY)
            if sign > 0 and nearness[place] > nearness[nearest_of.setdefault(owner, place)]:
                nearest_of[owner] = place
        scores = surenesses(shares, chatter)
        # What an entry alone has word for word, it answers.
        for owner in very_words if len(very_words) == 1 else ():
            scores[owner] = max(scores.get(owner, 1.0), 1.0)
        ranked = sorted(nearest_of, key=lambda owner: -scores[owner])[:RANKED]
        return [
            Candidate(self._ids[owner], scores[owner], self._evidence(near, nearest_of[owner]))
            for owner in ranked
        ]

    def _evidence(self, near: Near, place: int) -> Evidence:
        return Evidence(
            self._texts[near.rows[place]],
            float(near.letters[place]),
            None if near.meaning is None else float(near.meaning[place]),
        )


def build(
    entries: Mapping[int, Iterable[str]],
    background: Background | None = None,
    *,
    encoder: Encoder | None = None,
    negatives: Mapping[int, Iterable[str]] | None = None,
    previous: Matcher | None = None,
) -> Matcher:
    """Index the phrasings of each entry, and the texts that an entry must not answer.

    What `previous` knows of a text is not worked out anew.
    """
    return Matcher(
        {key: tuple(texts) for key, texts in entries.items()},
        {key: tuple(texts) for key, texts in (negatives or {}).items() if key in entries},
        background or shipped(),
        encoder,
        previous,
    )


def _old_and_new(texts: Sequence[str], previous: Matcher | None) -> tuple[Rows, list[str], Rows]:
    """Return the rows of `previous` that are wanted, the new texts, and for each text its place in both."""
    before = {} if previous is None else {text: row for row, text in enumerate(previous._texts)}
    wanted = list(dict.fromkeys(texts))
    old, new = [t for t in wanted if t in before], [t for t in wanted if t not in before]
    places = {text: place for place, text in enumerate([*old, *new])}
    known = np.array([before[text] for text in old], np.intp)
    return known, new, np.array([places[text] for text in texts], np.intp)

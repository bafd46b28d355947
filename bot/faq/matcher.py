"""Which saved question a message asks, if any: likeness of letters and of meaning, against chatter. Pure.

Two views of a text, blended: its words and letters (`lexical`) and, with an encoder, its meaning
(`meaning`). The nearest phrasings and the nearest chatter then share it among them by kernel ridge
regression (`kernel`): an entry wins by being near, nearer than chatter, and nearer than any other entry.
docs/faq-matching.md tells the whole and what it measures.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bot.faq.background import Background, shipped
from bot.faq.encoder import Encoder
from bot.faq.gate import Gate
from bot.faq.grams import Weights, many
from bot.faq.kernel import BOTH, LETTERS_ALONE, solve
from bot.faq.lexical import Lexicon, Read, Rows
from bot.faq.meaning import Meanings
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

NEAR_PHRASINGS = 64
NEAR_CHATTER = 32
CHATTER_COUNTS = 0.4


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
        self._entries, self._negatives = entries, negatives
        self._background, self._encoder = background, encoder
        self._ids = list(entries)
        number = {entry_id: place for place, entry_id in enumerate(self._ids)}
        rows = [(number[key], +1, text) for key, texts in entries.items() for text in texts]
        rows += [(number[key], -1, text) for key, texts in negatives.items() for text in texts]
        self._owners = np.array([owner for owner, _, _ in rows], np.intp)
        self._signs = np.array([sign for _, sign, _ in rows], np.float32)
        self._texts = [text for _, _, text in rows]
        self._lexicon = Lexicon(many(self._texts), background)
        self._meanings = Meanings(encoder.encode(self._texts)) if encoder else None
        self._kernel = BOTH if encoder else LETTERS_ALONE
        self._gate = Gate((text for texts in entries.values() for text in texts), background)

    @property
    def semantic(self) -> bool:
        """Whether the meaning of a text is looked at."""
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
        if self._encoder is not None and vector is None:
            vector = self._encoder.encode([text])[0]
        return self._ranked(read, vector)

    def with_entry(
        self, entry_id: int, phrasings: Iterable[str], negatives: Iterable[str] = ()
    ) -> "Matcher":
        """Return a matcher that has the entry, in place of what it had under that id."""
        return build(
            {**self._entries, entry_id: tuple(phrasings)},
            self._background,
            encoder=self._encoder,
            negatives={**self._negatives, entry_id: tuple(negatives)},
            previous=self,
        )

    def without(self, entry_id: int) -> "Matcher":
        """Return a matcher that does not have the entry."""
        return build(
            {key: texts for key, texts in self._entries.items() if key != entry_id},
            self._background,
            encoder=self._encoder,
            negatives={key: texts for key, texts in self._negatives.items() if key != entry_id},
            previous=self,
        )

    def _ranked(self, read: Read, vector: Weights | None) -> list[Candidate]:
        letters = self._lexicon.likeness(read)
        meaning = None
        if self._meanings is not None and vector is not None:
            meaning = self._meanings.likeness(vector)
        nearness = self._kernel.of(letters, meaning)
        near = _nearest(nearness, NEAR_PHRASINGS)
        chatter_letters = self._background.letters @ read.sketch
        chatter_meaning = None
        if meaning is not None:
            chatter_meaning = self._background.meanings @ vector
        chatter_nearness = self._kernel.of(chatter_letters, chatter_meaning)
        chatter = _nearest(chatter_nearness, NEAR_CHATTER)
        sketched = np.concatenate((self._lexicon.sketches(near), self._background.letters[chatter]))
        meant = None
        if self._meanings is not None:
            rows = np.concatenate(
                (self._meanings.vectors[near], self._background.meanings[chatter])
            )
            meant = rows @ rows.T
        among = self._kernel.of(sketched @ sketched.T, meant)
        worth = solve(
            among, np.concatenate((nearness[near], chatter_nearness[chatter])), self._kernel.ridge
        )
        return self._scored(near, worth, nearness, letters, meaning)

    def _scored(
        self,
        near: Rows,
        worth: Weights,
        nearness: Weights,
        letters: Weights,
        meaning: Weights | None,
    ) -> list[Candidate]:
        chatter = CHATTER_COUNTS * float(worth[len(near) :].sum())
        owners, mine = np.unique(self._owners[near], return_inverse=True)
        shares = np.bincount(mine, worth[: len(near)] * self._signs[near])
        order = np.argsort(-shares, kind="stable")
        best = float(shares[order[0]])
        second = float(shares[order[1]]) if len(order) > 1 else 0.0
        found = []
        for place in order:
            share = float(shares[place])
            score = share - chatter + share - (second if place == order[0] else best)
            of_entry = near[(mine == place) & (self._signs[near] > 0)]
            if not len(of_entry):
                continue
            row = int(of_entry[np.argmax(nearness[of_entry])])
            evidence = Evidence(
                self._texts[row],
                float(letters[row]),
                None if meaning is None else float(meaning[row]),
            )
            found.append(Candidate(self._ids[owners[place]], score, evidence))
        return found


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


def _nearest(nearness: Weights, most: int) -> Rows:
    """Return the rows of the highest values, in no order."""
    if len(nearness) <= most:
        return np.arange(len(nearness))
    return np.argpartition(nearness, -most)[-most:]

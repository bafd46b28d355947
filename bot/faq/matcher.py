"""Which saved question a message asks, if any: likeness of letters and of meaning, against chatter. Pure.

Two views of a text, blended: its words and letters (`lexical`) and, with an encoder, its meaning
(`meaning`). The nearest phrasings and the nearest chatter then share it among them by kernel ridge
regression (`kernel`): an entry wins by being near, nearer than chatter, and nearer than any other entry.
docs/faq-matching.md tells the whole and what it measures.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from bot.faq import blend
from bot.faq.background import Background, shipped
from bot.faq.blend import Blend
from bot.faq.encoder import Encoder
from bot.faq.gate import Gate
from bot.faq.grams import Rows, Weights
from bot.faq.kernel import BOTH, LETTERS_ALONE, solve, surenesses
from bot.faq.lexical import Read
from bot.faq.meaning import FEW
from bot.faq.memory import give_back
from bot.faq.near import Line, Near, nearest, together
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
from bot.faq.part import NONE, Part, index

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
RANKED = 8
# Letters so alike are the very same words.
THE_SAME = 0.9999
# Whose a text is that an entry must not answer.
NOBODY = -1
# An index of so many phrasings stays as it is while no more than so many come or go.
LARGE, CHANGED = 1_000, 300


class Matcher:
    """A group's entries, ready to be matched; it never changes.

    A large index is not built anew for each change: beside it stands a small one of what is `fresh`, and
    what is gone is passed over.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        gone: Rows,
        how: Blend,
        gate: Gate,
        background: Background,
        encoder: Encoder | None,
    ) -> None:
        self.parts, self.blend, self.gate = parts, how, gate
        self._gone, self._background, self._encoder = gone, background, encoder
        self._kernel = BOTH if how == Blend.BOTH else LETTERS_ALONE

    @property
    def semantic(self) -> bool:
        """Whether the meaning of the phrasings is known; `blend` says whether it is of use."""
        return self.parts[0].meanings is not None

    @property
    def is_whole(self) -> bool:
        """Whether the index is of one part, with nothing to pass over."""
        return len(self.parts) == 1

    def worth_matching(self, text: str) -> bool:
        """Say whether a text that is not addressed to the bot is worth the time of `match`."""
        return self.gate.lets_through(text)

    def match(
        self, text: str, vector: Weights | None = None, closed: Collection[int] = ()
    ) -> list[Candidate]:
        """Rank the entries that a text may ask for, the surest first; any text has an answer.

        `vector` is that of the text, where the encoder has made it already. Those `closed` take no part: what
        they have in common with another is no reason to doubt it.
        """
        read = self.parts[0].lexicon.read(text)
        if read is None or not any(part.lines for part in self.parts):
            return []
        if self.blend == Blend.LETTERS:
            vector = None
        elif self._encoder is not None and vector is None:
            vector = self._encoder.encode([text])[0]
        near = self._near(read, vector, closed)
        return _ranked(near, self._worth(near, read, vector), self._kernel.even)

    def _near(self, read: Read, vector: Weights | None, closed: Collection[int]) -> Near:
        """Return the phrasings that are nearest to a text."""
        shut = [part.of_entries(closed) for part in self.parts]
        shut[0] = np.concatenate((shut[0], self._gone))
        found = [
            part.near(read, vector, self._kernel, NEAR_PHRASINGS, rows)
            for part, rows in zip(self.parts, shut, strict=True)
        ]
        return together(found).first(NEAR_PHRASINGS)

    def _worth(self, near: Near, read: Read, vector: Weights | None) -> Weights:
        """Return what the near phrasings are worth to a text, and then what the nearest chatter is."""
        background = self._background
        meaning = None if vector is None else background.meanings @ vector
        likeness = self._kernel.of(background.likeness(read.sketch), meaning)
        chatter = nearest(likeness, NEAR_CHATTER)
        letters = np.concatenate((near.sketches, background.letters[chatter]))
        among = None
        if near.vectors is not None:
            vectors = np.concatenate((near.vectors, background.meanings[chatter]))
            among = vectors @ vectors.T
        return solve(
            self._kernel.of(letters @ letters.T, among),
            np.concatenate((near.nearness, likeness[chatter])),
            self._kernel.ridge,
        )


def _ranked(near: Near, worth: Weights, even: float) -> list[Candidate]:
    """Add up what is whose, and say how sure that makes each entry."""
    shares: dict[int, float] = defaultdict(float)
    nearest_of: dict[int, int] = {}
    very_words: set[int] = set()
    nearness, letters, worths = near.nearness.tolist(), near.letters.tolist(), worth.tolist()
    meaning = [None] * len(letters) if near.meaning is None else near.meaning.tolist()
    for place, (owner, sign, _) in enumerate(near.lines):
        shares[owner] += sign * worths[place]
        if letters[place] >= THE_SAME:
            very_words.add(owner if sign > 0 else NOBODY)
        if sign > 0 and nearness[place] > nearness[nearest_of.setdefault(owner, place)]:
            nearest_of[owner] = place
    scores = surenesses(shares, sum(worths[len(near.lines) :]), even)
    # What an entry alone has word for word, it answers.
    for owner in very_words if len(very_words) == 1 else ():
        scores[owner] = max(scores.get(owner, 1.0), 1.0)
    ranked = sorted(nearest_of, key=lambda owner: -scores[owner])[:RANKED]
    return [
        Candidate(owner, scores[owner], Evidence(near.lines[at][2], letters[at], meaning[at]))
        for owner in ranked
        for at in (nearest_of[owner],)
    ]


def build(
    entries: Mapping[int, Iterable[str]],
    background: Background | None = None,
    *,
    encoder: Encoder | None = None,
    negatives: Mapping[int, Iterable[str]] | None = None,
    previous: Matcher | None = None,
    whole: bool = False,
) -> Matcher:
    """Index the phrasings of each entry, and the texts that an entry must not answer.

    What `previous` knows of a text is not worked out anew. whole: its index is not kept either, however
    little of it has changed.
    """
    background = background or shipped()
    lines = {(key, +1, text): None for key, texts in entries.items() for text in texts}
    lines |= {
        (key, -1, text): None
        for key, texts in (negatives or {}).items()
        for text in texts
        if key in entries
    }
    if previous is not None and not whole:
        changed = _changed(previous, lines, background, encoder)
        if changed is not None:
            return changed
    before = [] if previous is None else previous.parts
    part = index(list(lines), background, encoder, before)
    gate = Gate([text for _, sign, text in lines if sign > 0], background)
    if len(lines) > FEW:
        give_back()
    return Matcher([part], NONE, _chosen(part), gate, background, encoder)


def _changed(
    previous: Matcher,
    lines: Mapping[Line, None],
    background: Background,
    encoder: Encoder | None,
) -> Matcher | None:
    """Return a matcher that keeps the large index of `previous`, if that is worth while."""
    large, before = previous.parts[0], previous.parts[1:]
    if len(large.lines) < LARGE or previous.semantic != (encoder is not None):
        return None
    fresh = [line for line in lines if line not in large.rows]
    gone = [row for line, row in large.rows.items() if line not in lines]
    if len(fresh) + len(gone) > CHANGED:
        return None
    part = index(fresh, background, encoder, before, large.lexicon.telling)
    gate = previous.gate.and_of([text for _, sign, text in fresh if sign > 0], background)
    places = np.array(gone, np.intp)
    return Matcher([large, part], places, previous.blend, gate, background, encoder)


def _chosen(part: Part) -> Blend:
    """Choose how the texts of these entries are compared."""
    if part.meanings is None:
        return Blend.LETTERS
    positive = np.array([row for row, (_, sign, _) in enumerate(part.lines) if sign > 0], np.intp)
    rows = positive[blend.sample([part.lines[row][0] for row in positive])]
    owners = np.array([part.lines[row][0] for row in rows], np.intp)
    sketched, vectors = part.lexicon.sketches(rows), part.meanings.of(rows)
    return blend.choose(owners, sketched @ sketched.T, vectors @ vectors.T)

"""Which saved question a message asks, if any: similarity of words and letters. Pure.

Two views of a text, of equal weight: its words, and the runs of letters inside them, which survive typos
and endings. Scripts without spaces have no words: there, characters and pairs of them stand in, so that
no segmenter is needed. Both are weighed by sublinear tf-idf (Salton & Buckley 1988) over the group's own
phrasings and compared by cosine. A word that no entry knows weighs most, which is what keeps chatter out.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

LONGEST = 1000  # characters read of a message; a question is shorter


@dataclass(frozen=True)
class Threshold:
    """How near an entry must come, and by how much nearer than the second, both as scores (0 to 1)."""

    score: float
    margin: float


# The first was measured on 20,000 lines of chatter, of which it answers at most 1 in 1,000.
UNASKED = Threshold(score=0.50, margin=0.05)
ADDRESSED = Threshold(score=0.35, margin=0.05)


@dataclass(frozen=True)
class Candidate:
    """An entry that a message may be asking for.

    `score` is 0 to 1, where 1 is the very words; `evidence` is the phrasing that comes nearest.
    """

    entry_id: int
    score: float
    evidence: str


@dataclass(frozen=True)
class Answer:
    """The entry to answer with."""

    entry_id: int
    score: float


@dataclass(frozen=True)
class Silent:
    """Say nothing; `reason` is for whoever tries a question out."""

    reason: str


class Matcher:
    """An inverted index of phrasings: gram to (phrasing, weight)."""

    def __init__(self, phrasings: list[tuple[int, str]]) -> None:
        self._phrasings = phrasings
        texts = [list(grams(text)) for _, text in phrasings]
        seen = Counter(gram for text in texts for gram in set(text))
        self._unknown = _idf(0, len(texts))
        self._idf = {gram: _idf(count, len(texts)) for gram, count in seen.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, text in enumerate(texts):
            for gram, weight in self._vector(text).items():
                self._postings[gram].append((number, weight))

    def match(self, text: str) -> list[Candidate]:
        """Rank the entries that share anything with `text`, the likeliest first."""
        scores: dict[int, float] = defaultdict(float)
        for gram, weight in self._vector(grams(text)).items():
            for number, other in self._postings.get(gram, ()):
                scores[number] += weight * other
        best: dict[int, Candidate] = {}
        for number, score in sorted(scores.items(), key=lambda found: -found[1]):
            entry_id, phrasing = self._phrasings[number]
            best.setdefault(entry_id, Candidate(entry_id, min(score, 1.0), phrasing))
        return list(best.values())

    def _vector(self, text: Iterable[str]) -> dict[str, float]:
        """Weigh the grams of a text; each of the two views has length √½, so that a cosine is a sum."""
        weights = {
            gram: (1 + math.log(count)) * self._idf.get(gram, self._unknown)
            for gram, count in Counter(text).items()
        }
        lengths = {WORD: 0.0, LETTERS: 0.0}
        for gram, weight in weights.items():
            lengths[gram[0]] += 2 * weight * weight
        return {gram: weight / math.sqrt(lengths[gram[0]]) for gram, weight in weights.items()}


def build(entries: Mapping[int, Iterable[str]]) -> Matcher:
    """Index the phrasings of each entry."""
    return Matcher([(entry_id, text) for entry_id, texts in entries.items() for text in texts])


def decide(candidates: list[Candidate], threshold: Threshold = UNASKED) -> Answer | Silent:
    """Answer with the first candidate if it is both near and alone; otherwise be silent."""
    if not candidates or candidates[0].score < threshold.score:
        return Silent("no entry comes near")
    best, *others = candidates
    if others and best.score - others[0].score < threshold.margin:
        return Silent("two entries come equally near")
    return Answer(best.entry_id, best.score)


def _idf(count: int, total: int) -> float:
    return 1 + math.log((1 + total) / (1 + count))


# ── what a text is made of ───────────────────────────────────────────────────────────────────────

WORD, LETTERS = "=", "~"


def grams(text: str) -> Iterator[str]:
    """Yield the grams of both views, marked with `WORD` or `LETTERS`, as often as they occur."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    for kind, run in groupby(plain, _kind):
        letters = "".join(run)
        if kind == "spaceless":
            yield from (WORD + gram for gram in _slices(letters, 1, 2))
            yield from (LETTERS + gram for gram in _slices(letters, 1, 3))
        elif kind == "spaced":
            yield WORD + letters
            yield from (LETTERS + gram for gram in _slices(f" {letters} ", 2, 4))


def _slices(letters: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for start in range(len(letters) - size + 1):
            yield letters[start : start + size]


@lru_cache(maxsize=1 << 14)
def _kind(character: str) -> str:
    """Tell a letter of a script without spaces, any other letter or digit, and what parts words."""
    if any(low <= character <= high for low, high in SPACELESS):
        return "spaceless"
    return "spaced" if unicodedata.category(character)[0] in "LMN" else "between"


# Thai, Lao, Myanmar and Khmer; kana and Han, with the supplements.
SPACELESS = [("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u30ff"),
             ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff")]  # fmt: skip

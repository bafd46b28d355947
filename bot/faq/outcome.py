"""What the matcher has to say of a text, and what follows: an answer, suggestions, or silence. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_SUGGESTED = 3
# A further suggestion must be at least so near, as a share of the first.
WORTH_SUGGESTING = 0.5


@dataclass(frozen=True)
class Evidence:
    """Why an entry is a candidate: its nearest phrasing, and how alike that is in letters and in meaning."""

    phrasing: str
    letters: float
    meaning: float | None


@dataclass(frozen=True)
class Candidate:
    """An entry that a text may be asking for. `score` says how surely, 0 for not at all; it may pass 1."""

    entry_id: int
    score: float
    evidence: Evidence


@dataclass(frozen=True)
class Thresholds:
    """From which scores on an entry is the answer, and may be suggested."""

    answer: float
    suggest: float


class Eagerness(StrEnum):
    """How sure Renao must be before it speaks, as an operator sets it."""

    CAUTIOUS = "cautious"
    NORMAL = "normal"
    EAGER = "eager"


# One for all groups and languages, from bench/faq.py: docs/faq-matching.md has the figures.
THRESHOLDS: Mapping[Eagerness, Thresholds] = {
    Eagerness.CAUTIOUS: Thresholds(answer=0.55, suggest=0.40),
    Eagerness.NORMAL: Thresholds(answer=0.40, suggest=0.28),
    Eagerness.EAGER: Thresholds(answer=0.30, suggest=0.20),
}


@dataclass(frozen=True)
class Answer:
    """The entry to answer with."""

    entry_id: int
    score: float


@dataclass(frozen=True)
class Suggest:
    """One to three entries that may be meant, the likeliest first; `score` is that of the first."""

    entry_ids: tuple[int, ...]
    score: float


@dataclass(frozen=True)
class Silent:
    """Say nothing; `reason` is for whoever tries a question out."""

    reason: str
    score: float | None = None


def decide(
    candidates: Sequence[Candidate], thresholds: Thresholds = THRESHOLDS[Eagerness.NORMAL]
) -> Answer | Suggest | Silent:
    """Answer with the first candidate if it is sure, suggest what may be meant, or be silent."""
    if not candidates:
        return Silent("no entry comes near")
    best = candidates[0]
    if best.score >= thresholds.answer:
        return Answer(best.entry_id, best.score)
    if best.score >= thresholds.suggest:
        return Suggest(tuple(each.entry_id for each in candidates[:MOST_SUGGESTED]), best.score)
    return Silent("no entry comes near enough", best.score)

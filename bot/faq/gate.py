"""Is a text worth matching at all? Cheap enough to be asked of every message. Pure."""

from collections.abc import Iterable
from itertools import pairwise

from bot.activity.questions import is_question
from bot.faq.background import Background
from bot.faq.grams import word_ids
from bot.faq.normal import normalise, runs

# A word is telling if at most one line of chatter in so many has it.
TELLING = 200
LONGEST = 1000


class Gate:
    """The telling words of a group's entries; in scripts without spaces, pairs of characters."""

    def __init__(self, phrasings: Iterable[str], background: Background) -> None:
        words = sorted({word for text in phrasings for word in _words(normalise(text))})
        self._telling = frozenset(_telling(words, background))

    def lets_through(self, text: str) -> bool:
        """Say whether a text asks something, or has a telling word of an entry."""
        if len(text) > LONGEST:
            return False
        folded = text.lower()
        if not self._telling.isdisjoint(folded.split()):
            return True
        if not folded.isascii() and not self._telling.isdisjoint(map("".join, pairwise(folded))):
            return True
        return is_question(text)


def _words(normal: str) -> list[str]:
    words, spaceless = runs(normal)
    return words + [run[at : at + 2] for run in spaceless for at in range(len(run) - 1)]


def _telling(words: list[str], background: Background) -> list[str]:
    """Return the words that chatter seldom has."""
    if not words:
        return []
    rare = background.seen(word_ids(words)) * TELLING <= background.lines
    return [word for word, is_rare in zip(words, rare.tolist(), strict=True) if is_rare]

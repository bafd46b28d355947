"""Is a text worth matching at all? Cheap enough to be asked of every message. Pure."""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from bot.activity.questions import is_question
from bot.faq.background import Background
from bot.faq.grams import word_ids
from bot.faq.normal import normalise, runs

# A word is telling if at most one line of chatter in so many has it.
TELLING = 100
# Words are told by their beginnings: "ticket", "tickets" and "tickests" are one.
BEGINNING = 5
LONGEST = 1000

WORDS = re.compile(r"[^\W_]+")
# Who wants something often says so, and asks nothing.
REQUEST = re.compile(
    r"(?<![a-z])(?:i (?:need|want|would like|wanna|lost|forgot)|i(?:'m| am| was) (?:looking|trying|unable)"
    r"|i(?:'d like| can'?t| cannot)|looking for|(?:tell|show|give|send|help|let) me|please|pls|plz)(?![a-z])"
    r"|我[想要]|想[要知问]|需要|[给帮让]我|帮忙|求|请"
)


class Gate:
    """The telling words of a group's entries; in scripts without spaces, pairs of characters."""

    def __init__(
        self, phrasings: Iterable[str], background: Background, known: Collection[str] = ()
    ) -> None:
        """`known` are telling words of further entries."""
        words = sorted({word for text in phrasings for word in _words(normalise(text))})
        telling = _telling(words, background)
        self._telling = frozenset(known).union(word[:BEGINNING] for word in telling)

    def and_of(self, phrasings: Iterable[str], background: Background) -> "Gate":
        """Return the gate of these entries and of others."""
        return Gate(phrasings, background, self._telling)

    def lets_through(self, text: str) -> bool:
        """Say whether a text asks something, wants something, or has a telling word of an entry."""
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
        said = text.lower()
        telling = self._telling
        for word in WORDS.findall(said):
            if word[:BEGINNING] in telling:
                return True
        if not said.isascii():
            said = normalise(said).replace(" ", "")
            if not telling.isdisjoint(map("".join, pairwise(said))):
                return True
        return REQUEST.search(said) is not None or is_question(text)


def _words(normal: str) -> list[str]:
    words, spaceless = runs(normal)
    return words + ["".join(pair) for pair in pairwise("".join(spaceless))]


def _telling(words: list[str], background: Background) -> list[str]:
    """Return the words that chatter seldom has."""
    if not words:
        return []
    rare = background.seen(word_ids(words)) * TELLING <= background.lines
    return [word for word, is_rare in zip(words, rare.tolist(), strict=True) if is_rare]

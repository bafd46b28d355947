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
    r"|i(?:'d like| can'?t(?! wait| believe| stop)| cannot)|looking for"
    r"|(?:tell|show|give|send|help|let) me|please|pls|plz)(?![a-z])"
    r"|我[想要]|想[要知问]|需要|[给帮让]我|帮忙|求|请"
)
# Who tells what she did, saw or felt wants no answer, whatever she names, if nothing is amiss.
TOLD = re.compile(
    r"(?<![a-z])(?:(?:i|we|he|she|they)(?:'ve| have| just| finally| already)*"
    r" (?:[a-z]{2,}ed|got|bought|saw|met|went|had|love|like|enjoy)|(?:was|were) (?:so|such|too|really|very"
    r"|just|great|good|nice|amazing|awesome|unreal|beautiful|fun|perfect|crazy|incredible)"
    r"|(?:got|bought|love) (?:my|the|a|it|this)|my [a-z]+ arrived"
    r"|so (?:happy|excited|good|cute|proud)|can'?t (?:wait|believe|stop))(?![a-z])"
    r"|[到完好过上]了|太.{1,6}了|[了啦耶喽]$|[好真超太][看听美棒爱喜期]|[好真超太](?:可爱|开心)"
)
AMISS = re.compile(
    r"n[o']t(?![a-z])(?! wait| believe| stop)|(?<![a-z])(?:no|never|wrong|lost|broken?|twice|problem|error"
    r"|fail|failed|stuck|missing|stolen|damaged|misplaced|but)(?![a-z])|[没不错丢坏卡]|失败|无法|但"
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
        """Say whether a text asks or wants something, or but names what an entry is about."""
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
        said = text.lower()
        words = WORDS.findall(said)
        if not said.isascii():
            said = normalise(said).replace(" ", "")
        if self._is_named(said, words) and not _is_told(said):
            return True
        return REQUEST.search(said) is not None or is_question(text)

    def _is_named(self, said: str, words: Iterable[str]) -> bool:
        telling = self._telling
        for word in words:
            if word[:BEGINNING] in telling:
                return True
        return not said.isascii() and not telling.isdisjoint(map("".join, pairwise(said)))


def _is_told(said: str) -> bool:
    """Say whether somebody tells something, and nothing is amiss."""
    return TOLD.search(said) is not None and AMISS.search(said) is None


def _words(normal: str) -> list[str]:
    words, spaceless = runs(normal)
    return words + ["".join(pair) for pair in pairwise("".join(spaceless))]


def _telling(words: list[str], background: Background) -> list[str]:
    """Return the words that chatter seldom has."""
    if not words:
        return []
    rare = background.seen(word_ids(words)) * TELLING <= background.lines
    return [word for word, is_rare in zip(words, rare.tolist(), strict=True) if is_rare]

"""Our own matcher, as the bench drives it: the vectors of what is matched often are made once."""

from collections.abc import Sequence

import numpy as np

from bot.faq.encoder import Encoder
from bot.faq.grams import Weights
from bot.faq.matcher import Matcher, build
from faq.measures import NOTHING, Best


class Remembering:
    """An encoder that makes no vector twice."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Weights] = {}

    def encode(self, texts: Sequence[str]) -> Weights:
        """Return a row for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._encoder.encode(new), strict=True)
        return np.array([self._known[text] for text in texts] or np.empty((0, 512)), np.float32)


def matcher(entries: Sequence[Sequence[str]], encoder: Encoder | None) -> Matcher:
    """Index entries by their places."""
    return build(dict(enumerate(entries)), encoder=encoder)


def best(matcher: Matcher, texts: Sequence[str], encoder: Encoder | None) -> Best:
    """Return the best entry for each text."""
    vectors = encoder.encode(texts) if encoder else [None] * len(texts)
    found = [matcher.match(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    return Best(
        [each[0].entry_id if each else -1 for each in found],
        [each[0].score if each else NOTHING for each in found],
    )

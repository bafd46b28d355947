"""What matching costs at 100, 1,000 and 10,000 entries of three phrasings: memory, and time of one core.

Time is that of the process itself: whoever else uses the machine does not count.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import quantiles

from bot.faq.encoder import Encoder
from bot.faq.matcher import Matcher, build

SIZES = (100, 1_000, 10_000)
PHRASINGS = 3
ROUNDS = 400
MS = 1000


def entries(size: int, texts: Sequence[str], chance: Random) -> dict[int, list[str]]:
    """Make up entries, each a text that is cut and joined from two real ones: as many words, as usual.

    Its phrasings have another word left out each, so that both views find them.
    """
    made = [_crossed(*chance.sample(texts, 2), chance) for _ in range(size)]
    return {number: _phrased(text, chance) for number, text in enumerate(made)}


def _phrased(text: str, chance: Random) -> list[str]:
    words = text.split(" ")
    left_out = [chance.randrange(len(words)) for _ in range(PHRASINGS)]
    return [" ".join(words[:at] + words[at + 1 :]) or text for at in left_out]


def _crossed(one: str, other: str, chance: Random) -> str:
    return one[: chance.randint(1, len(one))] + other[chance.randint(0, len(other) - 1) :]


def resident() -> float:
    """Return the process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Return the median and the 99th percentile of one call, in milliseconds."""
    spans = []
    for text in islice(cycle(texts), ROUNDS):
        began = time.process_time()
        ask(text)
        spans.append((time.process_time() - began) * MS)
    cuts = quantiles(spans[len(spans) // 10 :], n=100)
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}


def growth(
    texts: Sequence[str], asked: Sequence[str], chatter: Sequence[str], encoder: Encoder | None
) -> Iterator[dict[str, object]]:
    """Build ever more entries; say for each size what it costs to build, change, keep and ask."""
    for size in SIZES:
        made = entries(size, texts, Random(size))
        gc.collect()
        before, began = resident(), time.process_time()
        matcher = build(made, encoder=encoder)
        built = time.process_time() - began
        gc.collect()
        yield {
            "entries": size,
            "build s": round(built, 2),
            "memory MB": round(resident() - before, 1),
            "change ms": _change(matcher, made, encoder, texts),
            "letters ms": timed(build(made, previous=matcher).match, asked),
            "both ms": timed(matcher.match, asked) if encoder else None,
            "gate µs": {
                name: round(value * MS, 1)
                for name, value in timed(matcher.worth_matching, chatter).items()
            },
        }


def _change(
    matcher: Matcher,
    made: dict[int, list[str]],
    encoder: Encoder | None,
    texts: Sequence[str],
) -> float:
    changed = {**made, 7: list(texts[:PHRASINGS])}
    began = time.process_time()
    build(changed, encoder=encoder, previous=matcher)
    return round((time.process_time() - began) * MS, 1)


def longest(matcher: Matcher) -> float:
    """Return the milliseconds that a text of 1,000 odd characters takes at most, each the best of three."""
    odd = [
        "？" * 1000,
        "ﷺ" * 1000,
        "a" * 1000,
        "哪里买票" * 250,
        "x y " * 250,
        "😂" * 1000,
        "\u0301" * 1000,
    ]
    odd += ["".join(chr(Random(n).randrange(32, 0xD800)) for _ in range(1000)) for n in range(20)]
    return round(max(min(_span(matcher, text) for _ in range(3)) for text in odd), 2)


def _span(matcher: Matcher, text: str) -> float:
    began = time.process_time()
    matcher.match(text)
    return (time.process_time() - began) * MS

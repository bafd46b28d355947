"""Build the counts and vectors that the matcher ships, from the background chatter in a folder.

    cd bench && python -m faq.ship ../../shared/faq

Counted are all lines: in how many of them each gram is, those in fewer than `RARE` left out. As vectors go
`CHOSEN` of them, half of each language, drawn with a fixed seed. No text is kept.
"""

import argparse
import json
from pathlib import Path
from random import Random

import numpy as np

from bot.faq.background import TABLE, Background, idf, save, sketches, weigh
from bot.faq.encoder import NAME, shipped_encoder
from bot.faq.grams import Texts, many
from bot.faq.normal import findable

LANGUAGES = ("en", "zh")
RARE = 2
CHOSEN = 2_000
SHORTEST, LONGEST = 3, 200  # of a text that goes as a vector, in characters


def lines(folder: Path, language: str) -> list[str]:
    """Return the texts of a background file."""
    path = folder / f"chatter_{language}_background.jsonl"
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def counted(texts: Texts) -> np.ndarray:
    """Return in how many texts each place of the table occurs."""
    counts = np.bincount(texts.ids >> np.uint32(32 - TABLE), minlength=1 << TABLE)
    counts[counts < RARE] = 0
    return counts.clip(max=np.iinfo(np.uint16).max).astype(np.uint16)


def chosen(all_lines: list[list[str]]) -> list[str]:
    """Draw as many texts of each language, none twice."""
    found = []
    for texts in all_lines:
        fit = sorted(
            {text for text in texts if SHORTEST <= len(text) <= LONGEST and findable(text)}
        )
        found += Random(0).sample(fit, min(CHOSEN // len(all_lines), len(fit)))
    return found


def ship(folder: Path) -> Background:
    """Build the background from the chatter in `folder`."""
    all_lines = [lines(folder, language) for language in LANGUAGES]
    texts = many([text for part in all_lines for text in part])
    counts = counted(texts)
    examples = chosen(all_lines)
    grams = many(examples)
    seen = counts[grams.ids >> np.uint32(32 - TABLE)].astype(np.float32)
    weights = weigh(grams, idf(seen, texts.number))
    return Background(
        lines=texts.number,
        counts=counts,
        letters=sketches(grams, weights),
        meanings=shipped_encoder().encode(examples),
        encoder=NAME,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    save(ship(parser.parse_args().folder))

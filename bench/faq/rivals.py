"""Two matchers that anybody would try first: the likeness of strings, and a search engine's ranking."""

import sqlite3
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from faq.measures import NOTHING, Best

LONGEST = 300


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())[:LONGEST]


def by_ratio(entries: Sequence[Sequence[str]], texts: Sequence[str]) -> Best:
    """Score by the highest normalised edit similarity with a phrasing (rapidfuzz)."""
    owners = [place for place, phrasings in enumerate(entries) for _ in phrasings]
    phrasings = [_plain(text) for phrasings in entries for text in phrasings]
    ratios = process.cdist(
        [_plain(text) for text in texts], phrasings, scorer=fuzz.ratio, dtype=np.float32
    )
    rows = ratios.argmax(axis=1)
    return Best([owners[row] for row in rows], ratios[np.arange(len(texts)), rows].tolist())


def by_trigrams(entries: Sequence[Sequence[str]], texts: Sequence[str]) -> Best:
    """Score by BM25 over trigrams, any of which may match (SQLite FTS5)."""
    with sqlite3.connect(":memory:") as tables:
        tables.execute("CREATE VIRTUAL TABLE phrasings USING fts5(text, tokenize='trigram')")
        owners = [place for place, phrasings in enumerate(entries) for _ in phrasings]
        rows = [(_plain(text),) for phrasings in entries for text in phrasings]
        tables.executemany("INSERT INTO phrasings (text) VALUES (?)", rows)
        found = [_first(tables, _plain(text)) for text in texts]
    return Best([owners[row - 1] if row else -1 for row, _ in found], [score for _, score in found])


def _first(tables: sqlite3.Connection, text: str) -> tuple[int, float]:
    grams = {text[place : place + 3].replace('"', '""') for place in range(len(text) - 2)}
    if not grams:
        return 0, NOTHING
    query = " OR ".join(f'"{gram}"' for gram in sorted(grams) if "\0" not in gram)
    row = tables.execute(
        "SELECT rowid, -rank FROM phrasings WHERE phrasings MATCH ? ORDER BY rank LIMIT 1", (query,)
    ).fetchone()
    return row or (0, NOTHING)

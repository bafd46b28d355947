"""The sets of a folder: entries with few phrasings, queries with the entry they ask for, and chatter."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
PHRASINGS = ("k1", "k3", "k5")


@dataclass(frozen=True)
class Task:
    """Entries and queries: `gold` has the place of each query's entry, or None if none should answer."""

    name: str
    phrasings: str
    language: str
    entries: Sequence[Sequence[str]]
    queries: Sequence[str]
    gold: Sequence[int | None]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def sets(folder: Path) -> list[Path]:
    """Return the files of sets in a folder."""
    return [path for path in sorted(folder.glob("*.jsonl")) if not path.name.startswith("chatter_")]


def tasks(path: Path) -> Iterator[Task]:
    """Return the tasks of a set that have as many phrasings as we measure."""
    for row in rows(path):
        name, _, phrasings = row["id"].rpartition(".")
        if phrasings in PHRASINGS:
            places = {entry["id"]: place for place, entry in enumerate(row["faq_entries"])}
            yield Task(
                name,
                phrasings,
                row["lang"],
                [entry["questions"] for entry in row["faq_entries"]],
                [query["text"] for query in row["queries"]],
                [places.get(query["gold_id"]) for query in row["queries"]],
            )


def chatter(folder: Path) -> dict[str, list[str]]:
    """Return the chatter to be let alone, by language."""
    return {
        language: [row["text"] for row in rows(folder / f"chatter_{language}_test.jsonl")]
        for language in LANGUAGES
    }


def against(language: str, chatter: dict[str, list[str]]) -> list[str]:
    """Return the chatter that a set is measured with: of its language, or all there is."""
    return chatter.get(language) or [text for texts in chatter.values() for text in texts]

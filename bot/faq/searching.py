"""Find entries by words of theirs, for whoever looks through the list. Pure."""

from collections.abc import Iterable
from unicodedata import normalize

from bot.faq.answers import order
from bot.faq.entry import Entry
from bot.texts import without_tags


def matching(entries: Iterable[Entry], words: str, language: str) -> list[Entry]:
    """Return the entries in which all `words` stand: in name, tags, phrasings, the answer in `language`."""
    wanted = _folded(words).split()
    return [entry for entry in entries if all(word in _all_of(entry, language) for word in wanted)]


def by_tag(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return entries by each of their tags, in the order of the alphabet; those without any under ""."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for tag in entry.tags or ("",):
            found.setdefault(tag, []).append(entry)
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))


def _all_of(entry: Entry, language: str) -> str:
    answer = entry.answers[order(entry.answers, language)[0]]
    return _folded("\n".join([entry.name, *entry.tags, *entry.phrasings, without_tags(answer)]))


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()

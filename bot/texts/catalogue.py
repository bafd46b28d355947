"""Every sentence by its key, out of the gettext catalogues in `locales/`, one file a room.

A catalogue's msgid is a key such as `faq.saved`; its msgstr is a Jinja2 text of Telegram HTML. An entry
with plural forms picks one by `n`.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Template
from markupsafe import Markup

from bot.texts.environment import environment
from bot.texts.languages import LANGUAGES

LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True)
class Entry:
    """One sentence in one language: its forms, and which of them goes with a number."""

    forms: tuple[Template, ...]
    form_for: Callable[[int], int]


def say(key: str, language: str, **data: object) -> Markup:
    """Return the sentence `key` in `language` as Telegram HTML; strings in `data` are escaped.

    Raises:
        KeyError: there is no such sentence.
    """
    entry = catalogue(language)[key]
    number = data.get("n", 1)
    form = entry.form_for(number if isinstance(number, int) else 2) if len(entry.forms) > 1 else 0
    return Markup(entry.forms[form].render(data, language=language))  # noqa: S704 - autoescaped


def plain(key: str, language: str, **data: object) -> str:
    """Return the sentence `key` as bare text, for places where Telegram reads no HTML."""
    return str(html.unescape(say(key, language, **data)))


def catalogue_keys(language: str) -> set[str]:
    """Return the keys of all sentences in `language`."""
    return set(catalogue(language))


@cache
def catalogue(language: str) -> dict[str, Entry]:
    """Read every room's catalogue of `language`; a key that two rooms claim is a mistake of ours."""
    if language not in LANGUAGES:
        raise KeyError(language)
    entries: dict[str, Entry] = {}
    for path in sorted((LOCALES / language.replace("-", "_")).glob("*.po")):
        for key, entry in _read(path).items():
            assert key not in entries, f"{key} stands in two catalogues of {language}"
            entries[key] = entry
    return entries


def _read(path: Path) -> dict[str, Entry]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    form_for = c2py(catalogue.plural_expr)
    return {
        _first(message.id): Entry(_compiled(message.string), form_for)
        for message in catalogue
        if message.id
    }


def _compiled(strings: str | list[str] | tuple[str, ...] | None) -> tuple[Template, ...]:
    forms = (strings,) if isinstance(strings, str) else tuple(strings or ("",))
    return tuple(environment.from_string(form) for form in forms)


def _first(key: str | list[str] | tuple[str, ...]) -> str:
    return key if isinstance(key, str) else key[0]

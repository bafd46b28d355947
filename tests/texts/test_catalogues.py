"""The catalogues: complete in every language, and closed to what people write."""

import re
from html import unescape

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.texts import LANGUAGES, catalogue_keys, nearest, plain, say, written_in
from bot.texts.catalogue import LOCALES

EN = LOCALES / "en"


def variables(text: str) -> set[str]:
    return set(re.findall(r"{{ *(\w+)", text))


def strings(folder: str, room: str) -> dict[str, str]:
    with (LOCALES / folder / room).open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: " ".join(
                [message.string] if isinstance(message.string, str) else message.string
            )
            for message in read_po(file)
            if message.id
        }


def test_every_language_has_every_sentence() -> None:
    keys = {language: catalogue_keys(language) for language in LANGUAGES}
    assert keys["en"]
    assert all(keys[language] == keys["en"] for language in LANGUAGES)


@pytest.mark.parametrize("room", sorted(path.name for path in EN.glob("*.po")))
def test_a_translation_is_there_and_fills_in_the_same_things(room: str) -> None:
    english, chinese = strings("en", room), strings("zh_CN", room)
    assert all(chinese.values())
    different = {
        key for key in english if variables(english[key]) - {"n"} != variables(chinese[key]) - {"n"}
    }
    assert different == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_finds_an_empty_form_of_a_sentence(language: str) -> None:
    folder = LOCALES / language.replace("-", "_")
    empty = []
    for path in folder.glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                forms = [message.string] if isinstance(message.string, str) else message.string
                if message.id and not all(forms):
                    empty.append((path.name, message.id))
    assert empty == []


@given(st.text())
def test_whatever_a_person_is_called_is_shown_and_never_read_as_markup(name: str) -> None:
    said = say("texts.template_failed", "en", what=name)
    assert "<" not in said
    assert unescape(said) == f"This text cannot be filled in: {name}."


def test_what_is_already_telegram_html_is_not_escaped_twice() -> None:
    assert "<b>x</b>" in say("texts.template_failed", "en", what=Markup("<b>x</b>"))


def test_plain_text_is_for_places_that_read_no_html() -> None:
    assert plain("texts.template_failed", "en", what="<b> & co").endswith("<b> & co.")


def test_braces_in_a_name_are_not_a_template() -> None:
    assert "{{ 7*7 }}" in say("texts.template_failed", "en", what="{{ 7*7 }}")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh-CN"),
        ("ZH_tw", "zh-CN"),
        ("en-GB", "en"),
        ("de", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_telegrams_language_codes_find_the_nearest_language(
    code: str | None, language: str
) -> None:
    assert nearest(code) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Fans", "en"),
        ("极光粉丝团", "zh-CN"),
        ("Aurora 粉丝", "zh-CN"),
        ("ファンの集い", "en"),
        ("", "en"),
    ],
)
def test_a_text_tells_the_language_it_is_written_in(text: str, language: str) -> None:
    assert written_in(text, "en") == language

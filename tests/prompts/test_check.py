"""What Telegram would not take is refused when a prompt is saved, with the place and what to change."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given, settings

from bot.prompts.check import check, form_of
from bot.prompts.prompt import (
    Button,
    Media,
    MediaKind,
    Options,
    Place,
    Poll,
    Prompt,
    Rotation,
    Variant,
    options_from,
    text_in,
    to_json,
    variants_from,
)
from bot.texts import LANGUAGES, Refused, say
from tests.prompts.prompts import prompts

PHOTO = Media(MediaKind.PHOTO, "https://example.org/a.jpg")
FILM = Media(MediaKind.VIDEO, "AgACAgIAAxkBAAIB-_9aZ")
PAPER = Media(MediaKind.DOCUMENT, "AgACAgIAAxkBAAIB-_9aZ")
LINK = ((Button("More", url="https://example.org"),),)
HELLO = Variant({"en": "Hello"})
QUESTION = Variant(poll=Poll("Who?", ("Bob", "Eve")))


def saying(text: str, **more: Any) -> Variant:
    return Variant({"en": text}, **more)


def asking(**more: Any) -> Variant:
    return Variant(poll=Poll(**{"question": "Who?", "options": ("Bob", "Eve"), **more}))


def pressing(*row: Button) -> Variant:
    return saying("Press", buttons=(row,))


@pytest.mark.parametrize(
    ("variant", "form"),
    [
        (HELLO, "text"),
        (saying("Hello <b>{{ group_title }}</b>, day {{ count }}, {{ days_left }} to go"), "text"),
        (saying("x" * 4096), "text"),
        (saying("&amp;" * 819), "text"),
        (saying("{% if count > 3 %}<b>Late</b>{% else %}Early{% endif %}"), "text"),
        (saying("x" * 1024, media=(PHOTO,)), "photo"),
        (Variant(media=(FILM,), buttons=LINK), "video"),
        (Variant(media=(PAPER,)), "document"),
        (Variant(media=(PHOTO, FILM)), "album"),
        (Variant(media=(PAPER, PAPER)), "album"),
        (QUESTION, "poll"),
        (Variant(poll=QUESTION.poll, buttons=LINK), "poll"),
        (asking(correct=1, explanation="Because\nof\nthat"), "poll"),
        (asking(question="x" * 300, options=("x" * 100,) * 12, open_period=5), "poll"),
        (pressing(Button("A", url="tg://resolve?domain=x"), Button("B", reply="x" * 200)), "text"),
    ],
)
def test_what_telegram_takes_is_taken(variant: Variant, form: str) -> None:
    check(Prompt("A", (variant,)))
    assert form_of(variant) == form


@pytest.mark.parametrize(
    ("variant", "key"),
    [
        (Variant(), "empty"),
        (saying(" \n"), "empty"),
        (saying("<b></b>"), "empty"),
        (saying("x" * 4097), None),
        (saying("{{ group_title }}" * 33), None),
        (saying("x" * 500 + "{{ group_title }}" * 5, media=(PHOTO,)), "text_too_long"),
        (saying("<b>{% if count > 3 %}Late</b>{% else %}Early</b>{% endif %}"), None),
        (saying("x" * 1025, media=(PHOTO,)), "text_too_long"),
        (saying("<b>open"), None),
        (saying("{{ secret }}"), None),
        (saying("{% for x in y %}"), None),
        (Variant({"xx": "Hello"}), "language"),
        (Variant(media=(PHOTO,) * 11), "album"),
        (Variant(media=(PHOTO, PAPER)), "album_mixed"),
        (Variant(media=(PHOTO, FILM), buttons=LINK), "album_buttons"),
        (Variant(media=(Media(MediaKind.PHOTO, "file:///etc/passwd"),)), "file"),
        (Variant(media=(Media(MediaKind.PHOTO, "a.jpg"),)), "file"),
        (Variant(media=(PHOTO,), poll=QUESTION.poll), "poll_alone"),
        (saying("Hello", poll=QUESTION.poll), "poll_alone"),
        (saying("Press", buttons=((),)), "buttons"),
        (pressing(*[Button("A", reply="B")] * 9), "buttons"),
        (saying("Press", buttons=((Button("A", reply="B"),),) * 101), "buttons"),
        (pressing(Button("A")), "button_act"),
        (pressing(Button("A", url="https://x.org", reply="B")), "button_act"),
        (pressing(Button("A", url="javascript:alert(1)")), "button_url"),
        (pressing(Button("A", url="https://")), "button_url"),
        (pressing(Button("A", url="https://x.org/ a")), "button_url"),
        (pressing(Button("A", url="https://[x")), "button_url"),
        (pressing(Button(" ", reply="B")), "part_missing"),
        (pressing(Button("A\nB", reply="B")), "part_missing"),
        (pressing(Button("A", reply="")), "part_missing"),
        (pressing(Button("x" * 65, reply="B")), "part_too_long"),
        (pressing(Button("A", reply="x" * 201)), "part_too_long"),
        (asking(question=""), "part_missing"),
        (asking(question="x" * 301), "part_too_long"),
        (asking(options=("Bob",)), "options"),
        (asking(options=("Bob",) * 13), "options"),
        (asking(options=("Bob", "")), "part_missing"),
        (asking(options=("Bob", "x" * 101)), "part_too_long"),
        (asking(correct=2), "correct"),
        (asking(correct=-1), "correct"),
        (asking(correct=0, multiple=True), "quiz_multiple"),
        (asking(explanation="Because"), "explanation"),
        (asking(correct=0, explanation="x" * 201), "part_too_long"),
        (asking(correct=0, explanation="a\nb\nc\nd"), "explanation_lines"),
        (asking(open_period=4), "open_period"),
        (asking(open_period=2_628_001), "open_period"),
    ],
)
def test_what_telegram_would_not_take_is_refused_with_the_variant(
    variant: Variant, key: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        check(Prompt("A", (HELLO, variant)))
    assert (refused.value.key, refused.value.data["number"]) == ("calendar.in_variant", 2)
    for language in LANGUAGES:
        said = say(refused.value.key, language, **refused.value.data)
        assert "2" in said
        assert refused.value.data["why"][language] in said
    if key:
        with pytest.raises(Refused) as alone:
            check(Prompt("A", (variant,)))
        assert _opening(key) in alone.value.data["why"]["en"]


def _opening(key: str) -> str:
    """Words that only this refusal says."""
    return {
        "empty": "nothing to post",
        "text_too_long": "with everything that is filled in",
        "language": "I do not speak",
        "album": "holds at most",
        "album_mixed": "cannot stand beside",
        "album_buttons": "no buttons below an album",
        "file": "is no file",
        "poll_alone": "message of its own",
        "buttons": "buttons in a row",
        "button_act": "needs one thing to do",
        "button_url": "leads nowhere",
        "part_missing": "must not be empty",
        "part_too_long": "characters; it may have",
        "options": "12 options",
        "correct": "cannot be the right one",
        "quiz_multiple": "takes one answer",
        "explanation": "Only a quiz",
        "explanation_lines": "lines of explanation",
        "open_period": "may be open from",
    }[key]


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (Options(unpin_after=3600), "unpin"),
        (Options(close_after=3600), "close"),
        (Options(delete_after=59), "duration"),
        (Options(silent_for=400 * 86_400), "duration"),
        (Options(grace=-1), "duration"),
        (Options(grace=8 * 86_400), "duration"),
        (Options(quiet_for=600), "quiet"),
        (Options(quiet_most=600), "quiet"),
        (Options(quiet_for=601, quiet_most=600), "quiet"),
        (Options(control_every=1), "control"),
        (Options(control_every=101), "control"),
        (Options(format="x" * 33), "part_too_long"),
        (Options(theme="a\nb"), "part_missing"),
        (Options(slots=tuple(time(hour) for hour in range(13))), "clocks"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Options, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check(Prompt("A", (HELLO,), options=options))
    assert refused.value.key == f"calendar.{key}"
    for language in LANGUAGES:
        assert say(refused.value.key, language, **refused.value.data)


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        (Prompt("", (HELLO,)), "part_missing"),
        (Prompt("x" * 65, (HELLO,)), "part_too_long"),
        (Prompt("A", ()), "variants"),
        (Prompt("A", (HELLO,) * 51), "variants"),
    ],
)
def test_a_prompt_has_a_name_and_variants(prompt: Prompt, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check(prompt)
    assert refused.value.key == f"calendar.{key}"


def test_a_mistake_in_a_text_is_told_with_its_language_and_line() -> None:
    wrong = Variant({"en": "Hello", "zh-CN": "大家\n<b>好"})
    with pytest.raises(Refused) as refused:
        check(Prompt("A", (wrong,)))
    assert refused.value.data["written"] == "zh-CN"
    assert "2" in refused.value.data["why"]["en"]


def test_a_text_is_chosen_in_the_language_asked_for_else_in_english_else_in_any() -> None:
    both = Variant({"zh-CN": "大家好", "en": "Hello"})
    assert text_in(both, "zh-CN") == ("大家好", "zh-CN")
    assert text_in(both, "fr") == ("Hello", "en")
    assert text_in(Variant({"zh-CN": "大家好"}), "en") == ("大家好", "zh-CN")
    assert text_in(QUESTION, "en") == ("", "en")


@given(prompts([Place(-1)]))
@settings(max_examples=30, deadline=None)
def test_variants_and_options_are_the_same_after_they_were_kept(prompt: Prompt) -> None:
    assert variants_from(to_json(prompt.variants)) == prompt.variants
    assert options_from(to_json(prompt.options)) == prompt.options


def test_what_a_newer_renao_adds_is_passed_over() -> None:
    assert options_from({"moon": "full", "rotation": "learn"}) == Options(rotation=Rotation.LEARN)
    assert options_from({}) == Options()

"""A prompt as a message: in the group's language, filled in, and nothing of it markup by accident."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot import outbox
from bot.outbox import Item, Policy, Priority
from bot.prompts.after import steps
from bot.prompts.check import check
from bot.prompts.drafting import Words, draft_of, words_of
from bot.prompts.prompt import (
    Button,
    Media,
    MediaKind,
    Options,
    Place,
    Poll,
    Prompt,
    Variant,
)
from bot.prompts.rule import Daily, Rule
from tests.prompts.plans import at
from tests.prompts.prompts import prompts

HERE = Place(-100, 4)
PHOTO = Media(MediaKind.PHOTO, "https://example.org/a.jpg")
FILM = Media(MediaKind.VIDEO, "https://example.org/b.mp4")


def drafted(variant: Variant, language: str = "en", words: Words = Words("Fans")) -> outbox.Draft:  # noqa: B008
    return draft_of(Prompt("one", (variant,)), 0, HERE, language, words)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Hello"), ("zh-CN", "你好"), ("fr", "Hello")]
)
def test_it_speaks_the_groups_language_else_english(language: str, said: str) -> None:
    variant = Variant({"zh-CN": "你好", "en": "Hello"})
    assert drafted(variant, language).text == said
    assert drafted(Variant({"zh-CN": "你好"}), language).text == "你好"


def test_what_is_filled_in_is_never_markup() -> None:
    variant = Variant({"en": "<b>{{ group_title }}</b> {{ count }}: {{ days_left }} days"})
    draft = drafted(variant, words=Words("<b & Co", 3, 12))
    assert draft.text == "<b>&lt;b &amp; Co</b> 3: 12 days"


def test_days_are_counted_by_the_clock_that_counts() -> None:
    rule = Rule(Daily(), (time(1),), last=date(2026, 1, 10))
    due = at("2026-01-05T23:30+01:00")
    assert words_of(rule, "Fans", 2, due, ZoneInfo("Europe/Berlin")) == Words("Fans", 2, 5)
    assert words_of(rule, "Fans", 2, due, ZoneInfo("Asia/Shanghai")).days_left == 4
    late = at("2026-01-20T00:00+01:00")
    assert words_of(rule, "Fans", 2, late, ZoneInfo("UTC")).days_left == 0


def test_every_kind_becomes_its_own_kind_of_message() -> None:
    reply = ((Button("Why?", reply="Because!"), Button("Go", url="https://example.org")),)
    text = drafted(Variant({"en": "Hi"}, buttons=reply))
    assert [(b.label, b.action, b.url) for b in text.buttons[0]] == [
        ("Why?", "prompt_press", None),
        ("Go", "", "https://example.org"),
    ]
    assert text.buttons[0][0].data == {"reply": "Because!"}
    assert text.buttons[0][0].made_for is None
    photo = drafted(Variant({"en": "Hi"}, media=(PHOTO,)))
    assert (photo.kind, photo.media, photo.text) == ("photo", PHOTO.file, "Hi")
    album = drafted(Variant({"en": "Hi"}, media=(PHOTO, FILM)))
    assert album.media == (Item("photo", PHOTO.file), Item("video", FILM.file))
    poll = drafted(Variant(poll=Poll("a <b>?", ("x", "y"), multiple=True, open_period=60)))
    assert poll.media == outbox.Poll("a <b>?", ("x", "y"), multiple=True, open_period=60)
    assert (poll.kind, poll.text, poll.topic_id) == ("poll", "", 4)
    assert (poll.priority, poll.policy) == (Priority.PROMPT, Policy.AT_MOST_ONCE)


@given(prompts([HERE]))
def test_what_was_let_through_when_it_was_saved_can_be_sent(prompt: Prompt) -> None:
    check(prompt)
    for number in range(len(prompt.variants)):
        for language in ("en", "zh-CN"):
            assert draft_of(prompt, number, HERE, language, Words("Fans")).chat_id == HERE.chat_id


@pytest.mark.parametrize(
    ("options", "is_poll", "kinds"),
    [
        (Options(), True, []),
        (Options(pin=True), False, [("pin", 0)]),
        (
            Options(pin=True, unpin_after=60, delete_after=90),
            False,
            [("pin", 0), ("unpin", 60), ("delete", 90)],
        ),
        (Options(close_after=60), True, [("stop_poll", 60)]),
        (Options(close_after=60), False, []),
    ],
)
def test_what_follows_a_post(
    options: Options, is_poll: bool, kinds: list[tuple[str, float]]
) -> None:
    assert steps(options, is_poll=is_poll) == kinds

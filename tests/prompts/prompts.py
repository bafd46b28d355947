"""Any prompt that Telegram would take, for property tests."""

from datetime import time
from html import escape

from hypothesis import strategies as st

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
)

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="{}")
LINE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="{}")
AWKWARD = [
    "=1+1",
    "'quoted'",
    "a\nb",
    "a -> b",
    "a => b | c",
    "\\n\\|",
    "'''",
    '"""',
    "[[prompt]]\n",
    "，",
]

seconds = st.integers(60, 86_400) | st.sampled_from([60, 3600, 86_400, 5_400])
maybe_seconds = st.none() | seconds
files = st.sampled_from(["AgACAgIAAxkBAAIB-_9aZ", "https://example.org/a.jpg?b=1&c=2"])
addresses = st.sampled_from(
    ["https://example.org/?a=b->c|d", "http://x.org", "tg://resolve?domain=x"]
)


def line(most: int) -> st.SearchStrategy[str]:
    """Draw a text of one line without spaces around it."""
    words = st.text(LINE, min_size=1, max_size=min(most, 12)).map(str.strip).filter(bool)
    return words | st.sampled_from([text for text in AWKWARD if "\n" not in text])


def texts() -> st.SearchStrategy[str]:
    """Draw Telegram HTML of one or several lines."""
    bare = st.text(LETTERS, min_size=1, max_size=20).map(escape) | st.sampled_from(AWKWARD).map(
        escape
    )
    tagged = bare.map(lambda text: f'<a href="https://x.org">{text}</a>\n')
    return st.lists(bare | tagged, min_size=1, max_size=3).map("".join).filter(_is_seen)


def _is_seen(text: str) -> bool:
    return bool(text.replace('<a href="https://x.org">', "").replace("</a>", "").strip())


buttons = st.builds(Button, line(64), url=addresses) | st.builds(
    Button, line(64), reply=line(200) | st.sampled_from(["a\nb", " x ", "\\", "=> ->"])
)
media = st.builds(Media, st.sampled_from([MediaKind.PHOTO, MediaKind.VIDEO]), files)


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    options = tuple(draw(st.lists(line(100), min_size=2, max_size=12)))
    correct = draw(st.none() | st.integers(0, len(options) - 1))
    return Poll(
        question=draw(line(300) | st.just("Which\none?")),
        options=options,
        correct=correct,
        explanation="" if correct is None else draw(st.just("") | line(200)),
        anonymous=draw(st.booleans()),
        multiple=correct is None and draw(st.booleans()),
        open_period=draw(st.none() | st.integers(5, 2_628_000)),
    )


@st.composite
def variants(draw: st.DrawFn) -> Variant:
    rows = st.lists(st.lists(buttons, min_size=1, max_size=3).map(tuple), max_size=2).map(tuple)
    if draw(st.integers(0, 3)) == 0:
        return Variant(buttons=draw(rows), poll=draw(polls()))
    shown = tuple(draw(st.lists(media, max_size=3)))
    languages = st.sampled_from(["en", "zh-CN"])
    said = draw(st.dictionaries(languages, texts(), min_size=0 if shown else 1))
    return Variant(said, shown, draw(rows) if len(shown) < 2 else ())


@st.composite
def prompts(draw: st.DrawFn, places: list[Place]) -> Prompt:
    """Draw a prompt that is posted in some of `places`."""
    said = tuple(draw(st.lists(variants(), min_size=1, max_size=3)))
    pin = draw(st.booleans())
    quiet = draw(maybe_seconds)
    slots = st.sets(st.builds(time, st.integers(0, 23), st.integers(0, 59)), max_size=3)
    options = Options(
        pin=pin,
        unpin_after=draw(maybe_seconds) if pin else None,
        delete_after=draw(maybe_seconds),
        close_after=draw(maybe_seconds) if any(each.poll for each in said) else None,
        silent=draw(st.booleans()),
        quiet_for=quiet,
        quiet_most=None if quiet is None else quiet + draw(st.integers(0, 3600)),
        silent_for=draw(maybe_seconds),
        grace=draw(st.integers(0, 7 * 86_400)),
        format=draw(st.just("") | line(32)),
        theme=draw(st.just("") | line(32)),
        rotation=draw(st.sampled_from(Rotation)),
        control_every=draw(st.none() | st.just(0) | st.integers(2, 100)),
        slots=tuple(sorted(draw(slots))),
    )
    where = draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    return Prompt(draw(line(64)), said, tuple(where), options)

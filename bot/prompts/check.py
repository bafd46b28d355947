"""Whether Telegram will take a prompt: checked when it is saved, so that none fails when it is due. Pure."""

from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import urlsplit

from bot.clock import DAY, MINUTE
from bot.outbox import is_media
from bot.prompts.prompt import (
    Button,
    Language,
    MediaKind,
    Options,
    Poll,
    Prompt,
    Variant,
)
from bot.texts import (
    LANGUAGES,
    Datum,
    Refused,
    branches,
    check_html,
    check_template,
    render_every_branch,
    render_template,
    say,
    without_tags,
)

# What templates may use, at its longest and of characters that escaping makes longer still: a text that
# fits with these always fits.
LONGEST: Mapping[str, Datum] = {"group_title": "&" * 128, "count": 99_999, "days_left": 99_999}
VARIABLES = set(LONGEST)

TEXT, CAPTION = 4096, 1024
ALBUM, VARIANTS, CLOCKS = 10, 50, 12
BUTTONS_IN_A_ROW, BUTTONS = 8, 100
OPEN_PERIOD = (5, 2_628_000)
DURATION = (MINUTE, 366 * DAY)
LONGEST_GRACE = 7 * DAY
MOST_CONTROL = 100

# How many characters each part may have.
LENGTHS = {
    "name": 64,
    "question": 300,
    "option": 100,
    "explanation": 200,
    "label": 64,
    "reply": 200,
    "format": 32,
    "theme": 32,
}
NEEDED = {"name", "question", "option", "label", "reply"}
ON_ONE_LINE = {"name", "option", "label", "format", "theme"}
EXPLANATION_LINES = 3
POLL_OPTIONS = (2, 12)
SCHEMES = {"http", "https", "tg"}


def check(prompt: Prompt) -> None:
    """Refuse a prompt that Telegram would not take as it stands.

    Raises:
        Refused: which part, of which variant, and what to change.
    """
    _length("name", prompt.name)
    if not 1 <= len(prompt.variants) <= VARIANTS:
        raise Refused("calendar.variants", number=len(prompt.variants), most=VARIANTS)
    several = len(prompt.variants) > 1
    for number, variant in enumerate(prompt.variants, 1):
        check_variant(variant, number if several else 0)
    _check_options(prompt)


def form_of(variant: Variant) -> str:
    """Return what a variant is sent as: text, photo, video, document, album or poll."""
    if variant.poll:
        return "poll"
    if len(variant.media) > 1:
        return "album"
    return variant.media[0].kind.value if variant.media else "text"


def check_variant(variant: Variant, number: int) -> None:
    """Refuse a variant that Telegram would not take; `number`: which of several it is, else 0.

    Raises:
        Refused: which part, and what to change.
    """
    try:
        _check_media(variant)
        _check_buttons(variant)
        if variant.poll:
            _check_poll(variant.poll)
        elif not (variant.texts or variant.media):
            raise Refused("calendar.empty")
    except Refused as mistake:
        raise _within(mistake, number) from None
    for language, text in variant.texts.items():
        try:
            _check_text(text, language, CAPTION if variant.media else TEXT)
        except Refused as mistake:
            written = language if len(variant.texts) > 1 else ""
            raise _within(mistake, number, written) from None


def _within(mistake: Refused, number: int, language: Language = "") -> Refused:
    """Say in which variant, and in which of its texts, a mistake is."""
    why = {each: say(mistake.key, each, **mistake.data) for each in LANGUAGES}
    return Refused("calendar.in_variant", number=number, written=language, why=why)


def _check_text(text: str, language: Language, most: int) -> None:
    if language not in LANGUAGES:
        raise Refused("calendar.language", given=language, known=", ".join(LANGUAGES))
    check_template(text, VARIABLES)
    for part in (text, *branches(text)):
        check_html(part)
    render_template(text, language, LONGEST)
    shown = unescape(without_tags(render_every_branch(text, language, LONGEST)))
    if not shown.strip():
        raise Refused("calendar.empty")
    if len(shown) > most:
        raise Refused("calendar.text_too_long", length=len(shown), most=most)


def _check_media(variant: Variant) -> None:
    media = variant.media
    if len(media) > ALBUM:
        raise Refused("calendar.album", number=len(media), most=ALBUM)
    kinds = {each.kind for each in media}
    if MediaKind.DOCUMENT in kinds and len(kinds) > 1:
        raise Refused("calendar.album_mixed")
    for each in media:
        if not is_media(each.file):
            raise Refused("calendar.file", given=each.file[:80])
    if len(media) > 1 and variant.buttons:
        raise Refused("calendar.album_buttons")
    if variant.poll and (media or variant.texts):
        raise Refused("calendar.poll_alone")


def _is_address(address: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isprintable() and " " not in address
    return plain and parts.scheme in schemes and bool(parts.netloc)


def _check_buttons(variant: Variant) -> None:
    rows = variant.buttons
    if sum(map(len, rows)) > BUTTONS or any(not 1 <= len(row) <= BUTTONS_IN_A_ROW for row in rows):
        raise Refused("calendar.buttons", in_a_row=BUTTONS_IN_A_ROW, most=BUTTONS)
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: Button) -> None:
    _length("label", button.label)
    if (button.url is None) == (button.reply is None):
        raise Refused("calendar.button_act", label=button.label)
    if button.url is not None and not _is_address(button.url, SCHEMES):
        raise Refused("calendar.button_url", label=button.label, given=button.url[:80])
    if button.reply is not None:
        _length("reply", button.reply)


def _check_poll(poll: Poll) -> None:
    _length("question", poll.question)
    least, most = POLL_OPTIONS
    if not least <= len(poll.options) <= most:
        raise Refused("calendar.options", number=len(poll.options), least=least, most=most)
    for option in poll.options:
        _length("option", option)
    if poll.correct is not None and not 0 <= poll.correct < len(poll.options):
        raise Refused("calendar.correct", number=poll.correct + 1, most=len(poll.options))
    if poll.correct is not None and poll.multiple:
        raise Refused("calendar.quiz_multiple")
    if poll.explanation and poll.correct is None:
        raise Refused("calendar.explanation")
    _length("explanation", poll.explanation)
    if poll.explanation.count("\n") >= EXPLANATION_LINES:
        raise Refused("calendar.explanation_lines", most=EXPLANATION_LINES)
    shortest, longest = OPEN_PERIOD
    if poll.open_period is not None and not shortest <= poll.open_period <= longest:
        raise Refused("calendar.open_period", least=shortest, days=int(longest // DAY))


def _length(part: str, text: str) -> None:
    if (part in NEEDED and not text.strip()) or (part in ON_ONE_LINE and "\n" in text):
        raise Refused("calendar.part_missing", part=part)
    if len(text) > LENGTHS[part]:
        raise Refused("calendar.part_too_long", part=part, length=len(text), most=LENGTHS[part])


# ── options ──────────────────────────────────────────────────────────────────────────────────────


def _check_options(prompt: Prompt) -> None:
    options = prompt.options
    _length("format", options.format)
    _length("theme", options.theme)
    for part, seconds in _durations(options):
        least, most = (0, LONGEST_GRACE) if part == "grace" else DURATION
        if not least <= seconds <= most:
            raise Refused("calendar.duration", part=part, days=int(most // DAY))
    if options.unpin_after is not None and not options.pin:
        raise Refused("calendar.unpin")
    if options.close_after is not None and not any(each.poll for each in prompt.variants):
        raise Refused("calendar.close")
    if (options.quiet_for or 0) > (options.quiet_most or 0) or (
        options.quiet_most is not None and options.quiet_for is None
    ):
        raise Refused("calendar.quiet")
    control = options.control_every
    if control is not None and control != 0 and not 2 <= control <= MOST_CONTROL:
        raise Refused("calendar.control", most=MOST_CONTROL)
    if len(options.slots) > CLOCKS:
        raise Refused("calendar.clocks", number=len(options.slots), most=CLOCKS)


def _durations(options: Options) -> Iterator[tuple[str, int]]:
    parts = ("unpin_after", "delete_after", "close_after", "quiet_for", "quiet_most", "silent_for")
    for part in (*parts, "grace"):
        if (seconds := getattr(options, part)) is not None:
            yield part, seconds

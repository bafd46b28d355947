"""The parts of a prompt as operators give them: each reader returns the form with its part in place.

A part is what somebody typed or sent, or the value of a button. A single `-` takes away what may be absent.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.activity.chats import Chat
from bot.chat.ask import Ask
from bot.chat.prompt_filling import Filling
from bot.chat.prompt_poll import parse_poll, poll_in
from bot.chat.typed import Attachment
from bot.prompts.cells import OPTIONS, POLL, variant_of
from bot.prompts.check import check, check_variant
from bot.prompts.parse import read_when
from bot.prompts.prompt import Media, MediaKind, Options, Place, Poll, Prompt
from bot.prompts.sheet import LONGEST_WHEN, read_place
from bot.texts import Refused, written_in

NONE = ("-", "–", "—")
PLACES = re.compile(r"[,，、\n]")
# A message of a topic, or the topic itself: t.me/c/1234/5/678, t.me/name/5/678, t.me/c/1234/5.
LINK = re.compile(
    r"(?:https?://)?t\.me/(?:c/(?P<id>\d{1,15})|(?P<name>\w{4,40}))/(?P<topic>\d{1,9})(?:/\d+)?/?"
)
POLL_PARTS = {name.removeprefix("poll_"): form for name, form in POLL.items()}
# Of a poll these are said in its text.
ASKED_OF_A_POLL = ("correct", "explanation", "anonymous", "multiple", "open_period")
FOUR_TIMES = 4


@dataclass(frozen=True)
class Given:
    """What was given for a part: bare text, Telegram HTML, a file, a poll; `album`: which one it is of."""

    text: str
    html: str
    attachment: Attachment | None = None
    album: str | None = None
    poll: Poll | None = None
    groups: Sequence[Chat] = ()

    @property
    def nothing(self) -> bool:
        """Say whether the part is to be taken away."""
        return self.text.strip() in NONE


def given_in(ask: Ask) -> Given:
    """Return what somebody said to the form."""
    typed = ask.typed
    return Given(ask.text, typed.html, typed.attachment, typed.album, poll_in(ask.raw))


def read(ask: Ask, filling: Filling, part: str, given: Given) -> Filling:
    """Return what is filled in, with a part as it was given, checked as far as it goes.

    Raises:
        Refused: what to change about it.
    """
    if part in OPTIONS:
        filled = _option(filling, part, given)
    elif part in ASKED_OF_A_POLL:
        filled = _of_poll(filling, part, given)
    else:
        filled = READERS[part](ask, filling, given)
    check_variant(filled.variant, 0)
    if filled.lacks is None:
        prompt = filled.prompt
        check(Prompt(prompt.name or "?", prompt.variants, prompt.places, prompt.options))
    return filled


# ── what it says ─────────────────────────────────────────────────────────────────────────────────


def _what(ask: Ask, filling: Filling, given: Given) -> Filling:
    """Whatever was sent: a text, media, a poll."""
    if given.poll:
        return filling.with_variant(poll=given.poll, texts={}, media=())
    if given.attachment:
        return _media(ask, filling, given)
    return _text(ask, filling, given)


def _text(ask: Ask, filling: Filling, given: Given) -> Filling:
    if given.poll or given.attachment:
        return _what(ask, filling.with_(language=filling.language), given)
    texts = dict(filling.variant.texts)
    language = filling.language or written_in(given.html, ask.chat.language)
    if given.nothing:
        texts.pop(language, None)
    elif not given.html.strip():
        raise Refused("planning.nothing_there")
    else:
        texts[language] = given.html
    return filling.with_variant(texts=texts, poll=None)


def _media(ask: Ask, filling: Filling, given: Given) -> Filling:
    if given.nothing:
        return filling.with_variant(media=()).with_(album=None)
    if given.attachment is None:
        named = variant_of({"media": given.text}, "").media
        return filling.with_variant(media=named, poll=None).with_(album=None)
    one = _medium(given.attachment)
    goes_on = given.album is not None and given.album == filling.album
    media = (*filling.variant.media, one) if goes_on else (one,)
    filled = filling.with_variant(media=media, poll=None).with_(album=given.album)
    if not given.html.strip():
        return filled
    language = filling.language or written_in(given.html, ask.chat.language)
    return filled.with_variant(texts=filled.variant.texts | {language: given.html})


def _medium(attachment: Attachment) -> Media:
    # Telegram sends a silent film as an animation; what is one is a video, too.
    kind = "video" if attachment.kind == "animation" else attachment.kind
    return Media(MediaKind(kind), attachment.file_id)


def _buttons(_ask: Ask, filling: Filling, given: Given) -> Filling:
    cells = {} if given.nothing else {"buttons": given.text}
    return filling.with_variant(buttons=variant_of(cells, "").buttons)


def _poll(_ask: Ask, filling: Filling, given: Given) -> Filling:
    if given.attachment:
        raise Refused("planning.poll_usage")
    poll = given.poll or parse_poll(given.text)
    before = filling.variant.poll
    if before and not given.poll:
        # What was chosen by button stays.
        poll = msgspec.structs.replace(
            poll,
            anonymous=before.anonymous,
            multiple=before.multiple and poll.correct is None,
            open_period=before.open_period,
        )
    return filling.with_variant(poll=poll, texts={}, media=())


def _of_poll(filling: Filling, part: str, given: Given) -> Filling:
    poll = filling.variant.poll
    if poll is None:
        raise Refused("planning.given_up")
    default = getattr(Poll("", ()), part)
    value = default if given.nothing else POLL_PARTS[part].read(given.text, f"poll_{part}")
    changes: dict[str, Any] = {part: value}
    if part == "correct":
        # A quiz has one right answer; without one there is nothing to explain.
        changes |= {"multiple": False} if value is not None else {"explanation": ""}
    return filling.with_variant(poll=msgspec.structs.replace(poll, **changes))


# ── when, where, how ─────────────────────────────────────────────────────────────────────────────


def _name(_ask: Ask, filling: Filling, given: Given) -> Filling:
    return filling.with_prompt(name="" if given.nothing else " ".join(given.text.split()))


def _when(ask: Ask, filling: Filling, given: Given) -> Filling:
    rule, rest = read_when(given.text[:LONGEST_WHEN], ask.now, ask.chat.zone)
    if rest:
        raise Refused("sheet.when_rest", given=rest[:40])
    return filling.with_(rule=rule)


def _where(ask: Ask, filling: Filling, given: Given) -> Filling:
    pieces = [piece for piece in PLACES.split(given.text) if piece.strip()]
    found = dict.fromkeys(_place(ask, piece.strip(), given.groups) for piece in pieces)
    if not found:
        raise Refused("planning.nowhere")
    return filling.with_prompt(places=tuple(found))


def _place(ask: Ask, piece: str, groups: Sequence[Chat]) -> Place:
    if piece.isdecimal() and len(piece) < 10:
        return Place(ask.chat.chat_id, int(piece))
    link = LINK.fullmatch(piece)
    if link is None:
        return read_place(piece, {group.chat_id: group.title for group in groups})
    for group in groups:
        named = link["name"] and (group.username or "").casefold() == link["name"].casefold()
        if named or (link["id"] and group.chat_id == int(f"-100{link['id']}")):
            return Place(group.chat_id, int(link["topic"]))
    raise Refused("sheet.group", given=piece[:80])


def _option(filling: Filling, part: str, given: Given) -> Filling:
    value = getattr(Options(), part) if given.nothing else OPTIONS[part].read(given.text, part)
    changes: dict[str, Any] = {part: value}
    options = filling.prompt.options
    if part == "pin" and not value:
        changes["unpin_after"] = None
    if part == "unpin_after" and value is not None:
        changes["pin"] = True
    if part == "quiet_for":
        most = max(options.quiet_most or 0, FOUR_TIMES * (value or 0))
        changes["quiet_most"] = most if value else None
    return filling.with_prompt(options=msgspec.structs.replace(options, **changes))


Reader = Callable[[Ask, Filling, Given], Filling]
READERS: dict[str, Reader] = {
    "what": _what,
    "text": _text,
    "media": _media,
    "buttons": _buttons,
    "poll": _poll,
    "name": _name,
    "when": _when,
    "where": _where,
}

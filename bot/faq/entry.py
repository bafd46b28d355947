"""What an entry is: a question in several phrasings, its answer by language, what goes with it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize
from urllib.parse import urlsplit

from bot.clock import Instant
from bot.faq.answers import check_answer
from bot.faq.normal import findable
from bot.outbox import is_media
from bot.texts import LANGUAGES, Refused

MOST_PHRASINGS = 20
MOST_TAGS = 10
MOST_LINKS = 8
MOST_FOLLOW_UPS = 5
LONGEST_NAME = 64
LONGEST_PHRASING = 300
LONGEST_TAG = 32
LONGEST_LABEL = 64
LONGEST_ADDRESS = 1024
MEDIA = ("photo", "video", "animation", "document")
HOST = re.compile(r"[^\s.]+(\.[^\s.]+)+")


@dataclass(frozen=True)
class Link:
    """A button that leads to an address."""

    label: str
    address: str


@dataclass(frozen=True)
class Media:
    """A picture or file that the answer stands under: `file` is Telegram's id of it, or an https address."""

    kind: str
    file: str


@dataclass(frozen=True)
class Entry:
    """A question and its answer; the texts of answers are templates of Telegram HTML, by language.

    home_id: the group that it belongs to, whose operators may edit it.
    topic_id: of an entry asked for as one of a chat: the only topic of that chat in which it answers.
    active_from, active_until: it answers from the one to before the other.
    follow_ups: ids of entries of the same group to be offered as buttons; some may be gone.
    everywhere: it also answers in whatever groups its writer comes to run.
    author_id: in whose words the answer is, if not the writer's.
    """

    entry_id: int
    home_id: int
    name: str
    phrasings: tuple[str, ...]
    answers: Mapping[str, str]
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    follow_ups: tuple[int, ...] = ()
    media: Media | None = None
    active_from: Instant | None = None
    active_until: Instant | None = None
    everywhere: bool = False
    created_by: int = 0
    author_id: int | None = None
    created_at: Instant = 0.0
    changed_at: Instant | None = None
    topic_id: int | None = field(default=None, compare=False)

    def is_active(self, now: Instant) -> bool:
        """Say whether it is its time to answer."""
        begun = self.active_from is None or self.active_from <= now
        return begun and (self.active_until is None or now < self.active_until)

    def is_open(self, topic_id: int | None, now: Instant) -> bool:
        """Say whether it answers in a topic at this time."""
        return self.is_active(now) and self.answers_in(topic_id)

    @property
    def is_always_open(self) -> bool:
        """Say whether it answers at all times, and in every topic."""
        return self.topic_id is self.active_from is self.active_until is None

    def answers_in(self, topic_id: int | None) -> bool:
        """Say whether it answers in a topic of the chat that it was asked for."""
        return self.topic_id is None or self.topic_id == topic_id


def handle(name: str) -> str:
    """Return a name as it is stored and compared."""
    return " ".join(normalize("NFKC", name).casefold().split())


def tidied(entry: Entry) -> Entry:
    """Return an entry as it is stored: what is one line stands on one line."""
    links = (Link(" ".join(link.label.split()).strip(" |"), link.address) for link in entry.links)
    return replace(
        entry,
        name=handle(entry.name),
        phrasings=tuple(" ".join(text.split()) for text in entry.phrasings),
        tags=tuple(dict.fromkeys(handle(tag) for tag in entry.tags)),
        links=tuple(links),
    )


def check(entry: Entry, facts: Mapping[str, str]) -> None:
    """Refuse an entry that would not work.

    Raises:
        Refused: the sentence names the place.
    """
    if "\0" in "".join((entry.name, *entry.phrasings, *entry.answers.values(), *entry.tags)):
        raise Refused("entries.bad_character")
    if not 1 <= len(entry.name) <= LONGEST_NAME:
        raise Refused("faq.bad_name", most=LONGEST_NAME)
    check_phrasings(entry.phrasings)
    if not entry.answers:
        raise Refused("faq.no_answer")
    for language, text in entry.answers.items():
        if language not in LANGUAGES:
            raise Refused("faq.bad_language", given=language, known=", ".join(LANGUAGES))
        check_answer(text, facts)
    check_tags(entry.tags)
    check_links(entry.links)
    check_media(entry.media)
    if len(entry.follow_ups) > MOST_FOLLOW_UPS:
        raise Refused("entries.many_follow_ups", most=MOST_FOLLOW_UPS)
    if entry.active_from and entry.active_until and entry.active_from >= entry.active_until:
        raise Refused("entries.never_active")


def check_phrasings(phrasings: Sequence[str]) -> None:
    """Refuse too many or too few, and those in which there is nothing to listen for."""
    if not 1 <= len(phrasings) <= MOST_PHRASINGS:
        raise Refused("faq.bad_count", most=MOST_PHRASINGS, count=len(phrasings))
    for text in phrasings:
        if len(text) > LONGEST_PHRASING:
            raise Refused("faq.long_question", given=text[:40], most=LONGEST_PHRASING)
        if not findable(text):
            raise Refused("faq.empty_question", given=text)


def check_tags(tags: Sequence[str]) -> None:
    """Refuse too many tags, and words too long for a button."""
    if len(tags) > MOST_TAGS:
        raise Refused("entries.many_tags", most=MOST_TAGS)
    for tag in tags:
        if not 1 <= len(tag) <= LONGEST_TAG or "," in tag or "，" in tag:
            raise Refused("entries.bad_tag", given=tag[:40], most=LONGEST_TAG)


def check_links(links: Sequence[Link]) -> None:
    """Refuse buttons that Telegram would not take, and with them the whole answer."""
    if len(links) > MOST_LINKS:
        raise Refused("entries.many_links", most=MOST_LINKS)
    for link in links:
        if not 1 <= len(link.label.strip()) <= LONGEST_LABEL:
            raise Refused("entries.bad_label", given=link.label[:40], most=LONGEST_LABEL)
        if not _is_address(link.address):
            raise Refused("entries.bad_address", given=link.address[:80])


def check_media(media: Media | None) -> None:
    """Refuse what names no picture or file of Telegram's."""
    if media is not None and (media.kind not in MEDIA or not is_media(media.file)):
        raise Refused("entries.bad_media", kinds=", ".join(MEDIA))


def _is_address(text: str) -> bool:
    if len(text) > LONGEST_ADDRESS or any(letter.isspace() for letter in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and HOST.fullmatch(host) is not None

"""The parts of an entry as operators send them: each reader returns the entry with its part in place.

A single `-` takes away what may be absent.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat.ask import Ask
from bot.faq import details, entries, places
from bot.faq.answers import check_answer
from bot.faq.entry import (
    LONGEST_NAME,
    MOST_FOLLOW_UPS,
    Entry,
    Media,
    check_links,
    check_media,
    check_phrasings,
    check_tags,
    handle,
)
from bot.faq.sheet_csv import links_of
from bot.faq.when import parse_when
from bot.texts import Refused, written_in

NONE = ("-", "–", "—")
SEPARATORS = re.compile(r"[,，、\n]")
# A message of a topic, or the topic itself: t.me/c/1234/5/678, t.me/name/5/678, t.me/c/1234/5.
TOPIC = re.compile(r"(?:https?://)?t\.me/(?:c/\d+|\w+)/(?P<topic>\d+)(?:/\d+)?/?|(?P<number>\d+)")


async def name(ask: Ask, entry: Entry) -> Entry:
    """What the entry is called."""
    given = handle(ask.text)
    if not 1 <= len(given) <= LONGEST_NAME:
        raise Refused("faq.bad_name", most=LONGEST_NAME)
    known = await entries.find(ask.tx, ask.chat.chat_id, given)
    if known is not None and known.entry_id != entry.entry_id:
        raise Refused("faq.name_taken", name=given)
    return replace(entry, name=given)


async def phrasings(ask: Ask, entry: Entry) -> Entry:
    """More ways of asking, a line each."""
    given = (" ".join(line.split()) for line in ask.text.splitlines())
    new = tuple(dict.fromkeys([*entry.phrasings, *filter(None, given)]))
    check_phrasings(new)
    return replace(entry, phrasings=new)


async def answer(ask: Ask, entry: Entry) -> Entry | None:
    """The answer in a language, with its picture or file if there is one."""
    typed = ask.typed
    if typed.album and not typed.html:
        return None
    language = _language(ask) or written_in(typed.html, "en")
    answers = dict(entry.answers)
    if typed.html.strip() in NONE:
        answers.pop(language, None)
        if not answers:
            raise Refused("entries.last_answer")
        return replace(entry, answers=answers)
    media = entry.media
    if typed.attachment is not None:
        media = Media(typed.attachment.kind, typed.attachment.file_id)
        check_media(media)
    if not typed.html.strip():
        raise Refused("entries.answer_in_words")
    check_answer(typed.html, await details.known(ask.tx, entry.home_id))
    return replace(entry, answers=answers | {language: typed.html}, media=media)


async def media(ask: Ask, entry: Entry) -> Entry:
    """A picture or file that the answer stands under."""
    if ask.text.strip() in NONE:
        return replace(entry, media=None)
    attached = ask.typed.attachment
    if attached is None:
        raise Refused("entries.send_file")
    given = Media(attached.kind, attached.file_id)
    check_media(given)
    return replace(entry, media=given)


async def links(ask: Ask, entry: Entry) -> Entry:
    """Buttons that lead to addresses, a line each."""
    lines = [] if ask.text.strip() in NONE else ask.text.splitlines()
    given = links_of(line for line in lines if line.strip())
    check_links(given)
    return replace(entry, links=given)


async def tags(ask: Ask, entry: Entry) -> Entry:
    """Words to list the entry under."""
    words = [] if ask.text.strip() in NONE else SEPARATORS.split(ask.text)
    given = tuple(dict.fromkeys(handle(word) for word in words if word.strip()))
    check_tags(given)
    return replace(entry, tags=given)


async def follow_ups(ask: Ask, entry: Entry) -> Entry:
    """Entries to be offered as buttons under the answer, by name."""
    names = [] if ask.text.strip() in NONE else SEPARATORS.split(ask.text)
    ids = [await _id_of(ask, entry, name) for name in names if name.strip()]
    if len(ids) > MOST_FOLLOW_UPS:
        raise Refused("entries.many_follow_ups", most=MOST_FOLLOW_UPS)
    return replace(entry, follow_ups=tuple(dict.fromkeys(ids)))


async def when(ask: Ask, entry: Entry) -> Entry:
    """From when and until when the entry answers."""
    if ask.text.strip() in NONE:
        return replace(entry, active_from=None, active_until=None)
    starts, ends = parse_when(ask.text, ask.chat.zone)
    if starts is not None and ends is not None and starts >= ends:
        raise Refused("entries.never_active")
    return replace(entry, active_from=starts, active_until=ends)


async def topic(ask: Ask, entry: Entry) -> Entry:
    """The one topic in which the entry answers, by a link to a message in it."""
    found = TOPIC.fullmatch(ask.text.strip())
    if found is None or len(ask.text) > 100:
        raise Refused("entries.bad_topic")
    number = int(found["topic"] or found["number"])
    if not 0 < number < 1 << 31:
        raise Refused("entries.bad_topic")
    await places.stay_home(ask.tx, entry, number, mine=())
    return replace(entry, topic_id=number, everywhere=False)


async def _id_of(ask: Ask, entry: Entry, name: str) -> int:
    found = await entries.find(ask.tx, ask.chat.chat_id, name)
    if found is None or found.entry_id == entry.entry_id:
        raise Refused("entries.no_follow_up", name=handle(name)[:60])
    return found.entry_id


def _language(ask: Ask) -> str | None:
    return ask.form.data.get("language") if ask.form is not None else None


Reader = Callable[[Ask, Entry], Awaitable[Entry | None]]
READERS: dict[str, Reader] = {
    "name": name,
    "phrasings": phrasings,
    "answer": answer,
    "media": media,
    "links": links,
    "tags": tags,
    "follow_ups": follow_ups,
    "when": when,
    "topic": topic,
}

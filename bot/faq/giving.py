"""Say an answer, or what may be meant, in reply to a question, with the buttons that go with it.

Answers carry a vote, what follows them up, their links, and a way to take them down. What a button does is
in `bot/chat/commands.py`; here it is only named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from bot import outbox
from bot.activity.chats import Chat
from bot.clock import Instant
from bot.faq import details, served
from bot.faq.answers import word
from bot.faq.entry import Entry
from bot.faq.quiet import Question
from bot.outbox import Button, Draft, Policy, Priority
from bot.storage import Tx
from bot.texts import Refused, plain, say, written_in

LONGEST_LABEL = 48


@dataclass(frozen=True)
class To:
    """Where a question is answered, and whom: the group that it is about may be another chat.

    language: to say in what is not the entry's own. first_name: of whoever asked.
    """

    group: Chat
    chat_id: int
    topic_id: int | None
    reply_to: int | None
    language: str
    first_name: str = ""


@dataclass(frozen=True)
class Answer:
    """An entry's answer, filled in."""

    entry: Entry
    html: str
    _: KW_ONLY
    follow_ups: Sequence[Entry] = ()


async def fill_in(
    tx: Tx, to: To, entry: Entry, text: str, others: Mapping[int, Entry], now: Instant
) -> Answer | None:
    """Return the answer of an entry to `text`, in the language of that if there is one; None if it has none.

    others: entries by id, those that may follow it up among them.
    """
    data = await details.data(tx, to.group, entry.home_id, to.first_name, now)
    try:
        html = word(entry.answers, written_in(text, to.language), data)
    except Refused:
        # It was checked when it was saved; a fact may have gone since, or a newer Renao be stricter.
        return None
    further = [others[key] for key in entry.follow_ups if key in others]
    return Answer(entry, html, follow_ups=[one for one in further if one.is_active(now)])


async def answer(
    tx: Tx, to: To, question: Question, given: Answer, remove_after: int, now: Instant
) -> None:
    """Say an answer, and when its time is set, take it down then."""
    key = f"faq:{question.message_id}:{given.entry.entry_id}"
    await _say(tx, to, question, answer_draft(to, question, given, key), remove_after, now)


async def follow_up(tx: Tx, to: To, question: Question, given: Answer, now: Instant) -> bool:
    """Say a further answer; False if it has been said to this question before."""
    key = f"faq:{question.message_id}:{given.entry.entry_id}"
    return bool(await outbox.put(tx, answer_draft(to, question, given, key, rated=False), now))


async def suggest(
    tx: Tx,
    to: To,
    question: Question,
    entries: Sequence[Entry],
    remove_after: int,
    now: Instant,
    *,
    again: bool = False,
) -> bool:
    """Offer entries to choose from; False if this has been done before.

    again: because what was said first was not meant.
    """
    about = {"chat_id": question.chat_id, "message": question.message_id}
    rows = [
        (Button(label(entry, to.language), "faq_choose", {**about, "entry": entry.entry_id}),)
        for entry in entries
    ]
    none = Button(plain("answering.none_of_these", to.language), "faq_take_down", about)
    draft = _draft(
        to,
        say("answering.suggest_again" if again else "answering.suggest", to.language),
        key=f"faq:{question.message_id}:{'again' if again else 'offer'}",
        buttons=(*rows, (none,)),
    )
    return await _say(tx, to, question, draft, remove_after, now)


async def _say(
    tx: Tx, to: To, question: Question, draft: Draft, remove_after: int, now: Instant
) -> bool:
    """Put what a question gets into the outbox, and with it, where wanted, the end of that."""
    ids = await outbox.put(tx, draft, now)
    if not ids:
        return False
    await served.sent_as(tx, question.chat_id, question.message_id, ids[0])
    if remove_after and to.chat_id == question.chat_id:
        await outbox.put(tx, take_down(to.chat_id, ids[0], due=now + remove_after), now)
    return True


def answer_draft(
    to: To, question: Question, given: Answer, key: str, *, rated: bool = True
) -> Draft:
    """Return an answer as it is sent, under its picture or file if it has one. Pure."""
    entry = given.entry
    about = {"chat_id": question.chat_id, "message": question.message_id}
    rows: list[tuple[Button, ...]] = [
        (Button(link.label, url=link.address),) for link in entry.links
    ]
    rows += [
        (Button(label(one, to.language), "faq_follow", {**about, "entry": one.entry_id}),)
        for one in given.follow_ups
    ]
    if rated:
        about |= {"entry": entry.entry_id}
        said = (("answering.good", "faq_good"), ("answering.wrong", "faq_wrong"))
        good, wrong = (Button(plain(key, to.language), action, about) for key, action in said)
        down = Button(plain("answering.take_down", to.language), "faq_take_down", about)
        # The longest on a row of its own: on a telephone a third of one would cut it off.
        rows += [(good, down), (wrong,)]
    return _draft(to, given.html, key=key, buttons=tuple(rows), entry=entry)


def take_down(chat_id: int, message_out: int, due: Instant | None = None) -> Draft:
    """Return the deletion of all that a message of the outbox became. Pure."""
    return Draft(
        chat_id,
        kind="delete",
        target_out=message_out,
        priority=Priority.ANSWER,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"faq-down:{message_out}" if due is None else None,
        due=due,
    )


def label(entry: Entry, language: str) -> str:
    """Return what an entry is called on a button: a phrasing in the language, else the first. Pure."""
    own = (text for text in entry.phrasings if written_in(text, "en") == language)
    text = next(own, entry.phrasings[0] if entry.phrasings else entry.name)
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _draft(
    to: To,
    html: str,
    *,
    key: str,
    buttons: tuple[tuple[Button, ...], ...],
    entry: Entry | None = None,
) -> Draft:
    media = entry.media if entry is not None else None
    kind: Any = media.kind if media else "text"
    return Draft(
        to.chat_id,
        html,
        kind=kind,
        media=media.file if media else None,
        topic_id=to.topic_id,
        reply_to=to.reply_to,
        buttons=buttons,
        priority=Priority.ANSWER,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=key,
    )

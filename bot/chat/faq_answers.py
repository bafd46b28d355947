"""What people do with answers: ask for one, judge it, choose what they meant, take it down."""

from bot import outbox
from bot.activity import members
from bot.activity.questions import is_question
from bot.chat import listen
from bot.chat.ask import Ask
from bot.chat.authority import known_role, role_of
from bot.chat.matching import matched
from bot.faq import entries, giving, negatives, served, settings, votes
from bot.faq.answer import Got
from bot.faq.entry import Entry
from bot.faq.giving import To
from bot.faq.outcome import MOST_SUGGESTED, THRESHOLDS, Eagerness
from bot.faq.quiet import Question
from bot.faq.served import Served
from bot.outbox import Draft, Policy, Priority
from bot.people.roles import Role
from bot.texts import Refused


async def ask_(ask: Ask) -> None:
    """/ask: an answer, a few to choose from, or the word that people will see the question."""
    replied = ask.replied if ask.text == "" and not ask.place.private else None
    text = ask.text or (replied.text if replied is not None else None) or ""
    if not text.strip():
        raise Refused("answering.ask_what")
    topic = None if ask.place.private else ask.place.topic_id
    match = await matched(ask, text, topic)
    about = replied.message_id if replied else None
    if await listen.give(ask, ask.chat, match, reply_to=about) is not Got.SILENCE:
        return
    if ask.place.private:
        await ask.reply("answering.ask_in_group", title=ask.chat.title)
    # What is asked by command waits for an answer as a question, whatever its words (activity/facts.py).
    elif replied is None or is_question(text):
        await ask.reply("answering.passed_on")
    else:
        await ask.reply("answering.nothing")


async def faq_good(ask: Ask) -> None:
    """👍 under an answer: one vote a person, and it may be changed."""
    row = await _judged(ask)
    if row is None:
        return
    await _vote(ask, row, is_good=True)
    if row.user_id == ask.person.user_id:
        entry_id = int(ask.data["entry"])
        await negatives.take_back(ask.tx, row.chat_id, entry_id, by=row.user_id)
    ask.notice = ask.plain("answering.thanks")


async def faq_wrong(ask: Ask) -> None:
    """“Not what I meant”: a vote; from who asked also the end of that answer, and the next ones to try.

    An operator's word that an entry does not answer such a question stays.
    """
    row = await _judged(ask)
    if row is None:
        return
    entry_id = int(ask.data["entry"])
    ask.notice = ask.plain("answering.noted")
    hers = row.user_id == ask.person.user_id and row.entry_id == entry_id
    steers = await known_role(ask) >= Role.OPERATOR and await _steers(ask)
    others = await _others(ask, row, entry_id) if hers and row.text is not None else []
    await _vote(ask, row, is_good=False)
    if row.text is not None and (hers or steers):
        who = ask.person.user_id
        await negatives.add(
            ask.tx, row.chat_id, entry_id, row.text, by=who, now=ask.now, kept=steers
        )
    if others:
        await _offer_others(ask, row, others)


async def faq_choose(ask: Ask) -> None:
    """One of a few likely answers: who asked, or an operator, says which it is."""
    row = await _hers(ask)
    if row is None:
        return
    entry_id = int(ask.data["entry"])
    place = await _place_of(ask, row)
    given = await _filled_in(ask, row, place, entry_id)
    if given is None:
        ask.notice = ask.plain("answering.gone")
        return
    if not await served.choose(ask.tx, row.chat_id, row.message_id, entry_id, ask.now):
        ask.notice = ask.plain("answering.chosen_already")
        return
    await _take_this_down(ask)
    chosen = await settings.find(ask.tx, row.chat_id)
    question = _question(row)
    await giving.answer(ask.tx, place, question, given, chosen.remove_after, ask.now)
    ask.answers += 1


async def faq_follow(ask: Ask) -> None:
    """What follows up an answer; said once to a question."""
    row = await served.find(ask.tx, ask.chat.chat_id, int(ask.data["message"]))
    if row is None:
        return
    place = await _place_of(ask, row)
    given = await _filled_in(ask, row, place, int(ask.data["entry"]))
    if given is None:
        ask.notice = ask.plain("answering.gone")
    elif await giving.follow_up(ask.tx, place, _question(row), given, ask.now):
        ask.answers += 1
    else:
        ask.notice = ask.plain("answering.said_already")


async def faq_take_down(ask: Ask) -> None:
    """Take an answer, or a choice, down: whoever asked, or an operator."""
    row = await _hers(ask)
    if row is None:
        return
    if row.message_out_id is None or ask.data.get("alone"):
        await _take_this_down(ask)
    else:
        down = giving.take_down(ask.place.chat_id, row.message_out_id)
        await outbox.put(ask.tx, down, ask.now)


async def _judged(ask: Ask) -> Served | None:
    """Return what is judged; None, and a word, if that is not known any more."""
    row = await served.find(ask.tx, ask.chat.chat_id, int(ask.data["message"]))
    if row is None:
        ask.notice = ask.plain("answering.gone")
    return row


async def _hers(ask: Ask) -> Served | None:
    """Return what is to be decided; None, and a word, if that is not up to who presses."""
    row = await _judged(ask)
    if row is not None and row.user_id != ask.person.user_id and not await _steers(ask):
        ask.notice = ask.plain("answering.not_yours")
        return None
    return row


async def _steers(ask: Ask) -> bool:
    role = await role_of(ask.tx, ask.host, ask.chat.chat_id, ask.person, Role.OPERATOR, ask.now)
    return role >= Role.OPERATOR


async def _others(ask: Ask, row: Served, entry_id: int) -> list[Entry]:
    """Return what else may be meant by what was asked."""
    match = await matched(ask, row.text or "", row.topic_id)
    least = THRESHOLDS[Eagerness.EAGER].suggest
    return [
        match.book.entries[each.entry_id]
        for each in match.candidates
        if each.entry_id != entry_id and each.score >= least
    ][:MOST_SUGGESTED]


async def _vote(ask: Ask, row: Served, *, is_good: bool) -> None:
    await votes.vote(
        ask.tx,
        row.chat_id,
        row.message_id,
        ask.person.user_id,
        int(ask.data["entry"]),
        is_good=is_good,
        now=ask.now,
    )


async def _offer_others(ask: Ask, row: Served, others: list[Entry]) -> None:
    """Put what else may be meant in the place of an answer that was not; once a question."""
    place = await _place_of(ask, row)
    chosen = await settings.find(ask.tx, row.chat_id)
    if await giving.suggest(
        ask.tx, place, _question(row), others, chosen.remove_after, ask.now, again=True
    ):
        await served.offer_again(ask.tx, row.chat_id, row.message_id)
        ask.answers += 1
        if row.message_out_id is not None:
            down = giving.take_down(ask.place.chat_id, row.message_out_id)
            await outbox.put(ask.tx, down, ask.now)


async def _filled_in(ask: Ask, row: Served, place: To, entry_id: int) -> giving.Answer | None:
    entry = await entries.get(ask.tx, row.chat_id, entry_id)
    if entry is None or not entry.is_active(ask.now):
        return None
    there = [await entries.get(ask.tx, row.chat_id, key) for key in entry.follow_ups]
    others = {one.entry_id: one for one in there if one is not None}
    return await giving.fill_in(ask.tx, place, entry, row.text or "", others, ask.now)


async def _place_of(ask: Ask, row: Served) -> To:
    """Return where what somebody asked is answered further, by her name."""
    # Messages of a group's former life have numbers below 0, and can be replied to no more.
    reachable = not ask.place.private and row.message_id > 0
    place = listen.to(ask, ask.chat, row.message_id if reachable else None)
    if row.user_id == ask.person.user_id:
        return place
    known = await members.get(ask.tx, row.chat_id, row.user_id)
    return To(
        ask.chat,
        place.chat_id,
        place.topic_id,
        place.reply_to,
        place.language,
        known.first_name if known else "",
    )


async def _take_this_down(ask: Ask) -> None:
    """Take the message down whose button was pressed."""
    down = Draft(
        ask.place.chat_id,
        kind="delete",
        target_id=ask.place.message_id,
        priority=Priority.ANSWER,
        policy=Policy.AT_LEAST_ONCE,
    )
    await outbox.put(ask.tx, down, ask.now)


def _question(row: Served) -> Question:
    return Question(row.chat_id, row.message_id, row.topic_id, row.user_id, row.text or "", row.at)

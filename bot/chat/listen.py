"""What people say without a command: a question may have an answer in the FAQ, all else is silence."""

from collections.abc import Hashable

from bot.activity import wire
from bot.activity.chats import Chat
from bot.chat import groups
from bot.chat.ask import Ask
from bot.chat.budget import MEMBER
from bot.chat.host import Host
from bot.chat.matching import MatchFirst, matched_in
from bot.chat.route import is_addressed, is_open
from bot.faq.answer import Got, respond
from bot.faq.book import Match
from bot.faq.giving import To
from bot.faq.quiet import Question
from bot.faq.versions import versions
from bot.people import preferences
from bot.people.roles import Role

# In private, no more groups are asked for an answer than this, the chosen one first.
MOST_GROUPS = 5


async def prepare(host: Host, update: wire.Update) -> dict[Hashable, object]:
    """Look up what the entries of a group have for what is said there, before the transaction opens."""
    message = update.message
    if message is None or message.chat.type == "private" or not _is_talk(message):
        return {}
    addressed = is_addressed(message, host.me)
    if not (addressed or is_open(message, host.clock.now())) or not _may_ask(host, message):
        return {}
    wanted = MatchFirst(message.chat.id, message.text or "", message.topic_id)
    match = await wanted.find_out(host)
    if not addressed and match.book.entries:
        best = match.candidates[0].score if match.candidates else None
        host.books.tally.note(message.chat.id, best)
    return {wanted.key: match}


async def listen(ask: Ask, message: wire.Message) -> None:
    """Answer `message` if the FAQ can; in private say so if it cannot."""
    if not _is_talk(message):
        return
    if ask.place.private:
        await _in_private(ask, message)
    elif ask.group is not None:
        addressed = is_addressed(message, ask.host.me)
        if addressed or is_open(message, ask.now):
            text, topic = message.text or "", ask.place.topic_id
            match = await matched_in(ask, ask.group.chat_id, text, topic)
            await give(ask, ask.group, match, addressed=addressed)


async def give(
    ask: Ask, group: Chat, match: Match, *, addressed: bool = True, reply_to: int | None = None
) -> Got:
    """Give what was asked what a group's entries have for it.

    reply_to: the message to answer in the place of the one that asks.
    """
    place = ask.place
    # A message in private has no id in the group: there its update's stands for it, below all ids.
    message_id = -ask.update_id if place.private else place.message_id or 0
    question = Question(
        group.chat_id,
        message_id,
        place.topic_id,
        ask.person.user_id,
        match.text,
        ask.said_at,
        addressed,
    )
    got = await respond(ask.tx, to(ask, group, reply_to), question, match, ask.now)
    ask.answers += got in (Got.ANSWER, Got.CHOICE)
    return got


def to(ask: Ask, group: Chat, reply_to: int | None = None) -> To:
    """Return where and to whom an answer about a group goes: to what was said."""
    place = ask.place
    return To(
        group,
        place.chat_id,
        place.topic_id,
        reply_to or (None if place.private else place.message_id),
        ask.language,
        ask.person.first_name,
    )


async def _in_private(ask: Ask, message: wire.Message) -> None:
    """Answer from the group of hers that is surest; of equal ones from the one that she chose."""
    possible = await groups.candidates(ask, Role.FAN)
    chosen = (await preferences.of(ask.tx, ask.person.user_id)).chosen_chat
    known = await versions(ask.tx, [group.chat_id for group in possible])
    able = sorted(
        (group for group in possible if group.chat_id in known),
        key=lambda group: group.chat_id != chosen,
    )
    found = [
        (group, await matched_in(ask, group.chat_id, message.text or "", None))
        for group in able[:MOST_GROUPS]
    ]
    found.sort(key=lambda each: -_best(each[1]))
    if found and await give(ask, *found[0]) is not Got.SILENCE:
        return
    await ask.reply("chat.no_answer" if possible else "chat.no_group_here")


def _best(match: Match) -> float:
    return match.candidates[0].score if match.candidates else -1.0


def _is_talk(message: wire.Message) -> bool:
    """Say whether a person says something herself, and no command."""
    text = message.text
    return bool(text) and not str(text).startswith("/") and message.forward_origin is None


def _may_ask(host: Host, message: wire.Message) -> bool:
    """Say whether who speaks has any of her share left: otherwise she is not heard anyway."""
    sender = message.from_user
    return sender is not None and host.budget.has_left(sender.id, MEMBER, message.date)
